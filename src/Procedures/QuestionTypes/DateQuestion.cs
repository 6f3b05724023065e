using System.Globalization;
using Madoguchi.DesignSystem;
using Madoguchi.Feel;
using Madoguchi.Kernel;

namespace Madoguchi.Procedures;

/// <summary>The first or last day allowed: a fixed one, or the day of answering.</summary>
public sealed record DayBound(DateOnly? Day)
{
    public static DayBound Today { get; } = new((DateOnly?)null);

    public DateOnly On(DateOnly today) => Day ?? today;
}

/// <summary>
/// A day, in the Japanese or the Gregorian calendar: era, year, month and day in four fields, or the whole in one
/// (令和8年4月1日, R8.4.1, 2026-04-01).
/// </summary>
public sealed class DateQuestion : QuestionType
{
    public DayBound? Earliest { get; init; }

    public DayBound? Latest { get; init; }

    public override string Code => "date";

    public override string ValueKind => "date";

    public override string RequiredKey => "answer.date";

    internal override FeelType FeelType => FeelType.Date;

    public override Parsed Parse(FormFields form, string field, ParseContext context)
    {
        var (year, month, day) = (form[field + ".year"].Trim(), form[field + ".month"].Trim(), form[field + ".day"].Trim());
        var whole = form[field].Trim();
        if (year.Length + month.Length + day.Length == 0)
        {
            return whole.Length == 0 ? Parsed.Blank
                : whole.Length > 40 ? Parsed.Wrong("", "date.not-a-date", "")
                : Bounded(Wareki.Read(whole), context);
        }

        if ((year.Length == 0 ? ".year" : month.Length == 0 ? ".month" : day.Length == 0 ? ".day" : null) is { } missing)
        {
            return Parsed.Wrong(missing, "date.missing" + missing);
        }

        if (year.Length > 10 || month.Length > 4 || day.Length > 4)
        {
            return Parsed.Wrong(".year", "date.not-a-date", "");
        }

        return Bounded(Wareki.Read(EraName(form[field + ".era"]), year, month, day), context);
    }

    public override IEnumerable<(string Name, string Value)> Fields(AnswerValue value, string field)
    {
        if (value is not DateValue { Day: var day })
        {
            return [];
        }

        var (era, year) = DesignSystem.Era.CodeOf(day);
        return
        [
            (field, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            (field + ".era", era),
            (field + ".year", year.ToString(CultureInfo.InvariantCulture)),
            (field + ".month", day.Month.ToString(CultureInfo.InvariantCulture)),
            (field + ".day", day.Day.ToString(CultureInfo.InvariantCulture)),
        ];
    }

    public override string Display(AnswerValue value, Language language) =>
        value is DateValue { Day: var day } ? Show(day, language) : Typed.Nothing(language);

    /// <summary>令和8年4月1日（2026年4月1日）: both calendars, so that nobody has to count. English has no use for the era.</summary>
    public static string Show(DateOnly day, Language language) => language == Language.En
        ? day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)
        : Wareki.Format(day) is var wareki && wareki.StartsWith(day.Year.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            ? wareki
            : string.Create(CultureInfo.InvariantCulture, $"{wareki}（{day.Year}年{day.Month}月{day.Day}日）");

    public override bool Accepts(AnswerValue value) => value is DateValue;

    internal override FeelValue ToFeel(AnswerValue value) => value is DateValue { Day: var day } ? new FeelDate(day) : FeelNull.Value;

    private Parsed Bounded(WarekiReading reading, ParseContext context) => reading switch
    {
        WarekiReading.NotADate(var sentence) => Parsed.Wrong("", "date.not-a-date", sentence),
        WarekiReading.NoSuchDay(var sentence) => Parsed.Wrong(".day", "date.no-such-day", sentence),
        WarekiReading.OutsideEra(var era, _, var sentence, var suggestion) =>
            Parsed.Wrong(".era", "date.outside-era", sentence, era.Name, era.English, suggestion ?? ""),
        WarekiReading.Day(var day) when Latest is { } latest && day > latest.On(context.Today) =>
            latest.Day is null ? Parsed.Wrong("", "date.in-future") : Parsed.Wrong("", "date.too-late", latest.On(context.Today)),
        WarekiReading.Day(var day) when Earliest is { } earliest && day < earliest.On(context.Today) =>
            Parsed.Wrong("", "date.too-early", earliest.On(context.Today)),
        WarekiReading.Day(var day) => new DateValue(day),
        _ => Parsed.Wrong("", "date.not-a-date", ""),
    };

    private static string EraName(string code) => code switch
    {
        "reiwa" => "令和",
        "heisei" => "平成",
        "showa" => "昭和",
        "taisho" => "大正",
        "meiji" => "明治",
        _ when code == DateParts.CommonEra => "",
        { Length: <= 4 } => code,
        _ => "",
    };
}
