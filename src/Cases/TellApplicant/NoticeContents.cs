using Madoguchi.Delivery;
using Madoguchi.DesignSystem;
using Madoguchi.Fees;
using Madoguchi.Kernel;
using Madoguchi.Procedures;

namespace Madoguchi.Cases;

/// <summary>A decision as its notice tells it: made, or as a clerk is about to make it.</summary>
internal sealed record ToldDecision(DecisionTemplate Template, IReadOnlyList<string> Grounds, string Reason, DateOnly DecidedOn, string? Number);

/// <summary>What the notices of a case say, in the words the city's templates ask for; each value in three languages where the city has them.</summary>
internal static class NoticeContents
{
    public static NoticeContent Received(CaseFile file)
    {
        var values = Values(file);
        AddDay(values, "received", file.Case.ReceivedAt.DateInJapan());
        AddDay(values, "due", file.Case.DueOn);
        return new(values) { Day = file.Case.ReceivedAt.DateInJapan(), Address = AddressOf(file) };
    }

    public static NoticeContent Asked(CaseFile file, CaseEvent.CorrectionRequested asked, DateOnly on)
    {
        var values = Values(file);
        AddDay(values, "answer-by", asked.AnswerBy);
        var rows = asked.Fields.Select(field => (Label: LabelOf(file, field.Path), Message: file.TextOf(field.TextId) ?? "")).ToArray();
        return new(values)
        {
            Day = on,
            Lists = Lists("asked", language => [.. rows.Select(row => Cells(In(row.Label, language), row.Message))]),
            Essentials = [("手続", Plain(file.Definition.Name)), ("お答えの期限", Wareki.Format(asked.AnswerBy))],
            Address = $"/apply/{asked.CorrectionId}",
        };
    }

    /// <param name="file">The case.</param>
    /// <param name="decision">What was, or is about to be, decided.</param>
    /// <param name="noticeId">Null for a look at what would be sent: provisions nobody could read are marked in it.</param>
    public static NoticeContent Decided(CaseFile file, ToldDecision decision, Guid? noticeId)
    {
        var values = Values(file);
        AddDay(values, "received", file.Case.ReceivedAt.DateInJapan());
        Add(values, "outcome", decision.Template.Label);
        values["reason"] = decision.Reason;
        if (decision.Template.Objection is { } objection)
        {
            Add(values, "objection", objection);
        }

        var grounds = decision.Template.Grounds.Where(ground => decision.Grounds.Contains(ground.Code)).ToArray();
        return new(values)
        {
            Number = decision.Number,
            Day = decision.DecidedOn,
            Lists = Lists("grounds", language => [.. grounds.Select(ground => Cells(In(ground.Text, language), LawOf(ground.Law, mark: noticeId is null)))]),
            Essentials = [("手続", Plain(file.Definition.Name)), ("決定", Plain(decision.Template.Label))],
            Address = noticeId is { } letter ? $"/my/letters/{letter}" : null,
        };
    }

    public static NoticeContent Withdrawn(CaseFile file, Guid noticeId, DateOnly on)
    {
        var values = Values(file);
        AddDay(values, "withdrawn", on);
        return new(values)
        {
            Day = on,
            Essentials = [("手続", Plain(file.Definition.Name)), ("取り下げた日", Wareki.Format(on))],
            Address = $"/my/letters/{noticeId}",
        };
    }

    /// <summary>What is still to be paid; whoever has paid meanwhile is not asked.</summary>
    public static NoticeContent? FeeAsked(CaseFile file, DateOnly on)
    {
        if (file is not { IsOpen: true, Case.FeeOpen: > 0 and var open })
        {
            return null;
        }

        var values = Values(file);
        AddYen(values, open);
        return new(values)
        {
            Day = on,
            Essentials = [("手続", Plain(file.Definition.Name)), ("手数料", values["amount"])],
            Address = $"/my/fees/{file.Case.Reference}",
        };
    }

    public static NoticeContent FeeRefunded(CaseFile file, IssuedNotice issued)
    {
        var refunded = file.History.Where(entry => entry.At == issued.At).Select(entry => entry.Event).OfType<CaseEvent.FeeRefunded>().First();
        var why = file.History.TakeWhile(entry => entry.At < issued.At).Select(entry => entry.Event).OfType<CaseEvent.FeeAsked>().Last().Why;
        var values = Values(file);
        AddYen(values, refunded.Yen);
        Add(values, "reason", WhyRefunded(why));
        return new(values)
        {
            Day = issued.At.DateInJapan(),
            Essentials = [("手続", Plain(file.Definition.Name)), ("還付する額", values["amount"])],
            Address = $"/my/fees/{file.Case.Reference}",
        };
    }

    private static Localised WhyRefunded(string why) => why switch
    {
        FeeReasons.Withdrawn => new("申請が取り下げられたため", "{申請|しんせい}を やめたから", "The application was withdrawn"),
        FeeReasons.Refused => new("交付しないことに決まったため", "{渡|わた}さないことに {決|き}まったから", "What was asked for is not issued"),
        FeeReasons.Corrected => new("補正により手数料の額が変わったため", "{直|なお}したので、お{金|かね}が {変|か}わったから", "Your correction changed the fee"),
        FeeReasons.Waived => new("手数料を減免したため", "{払|はら}わなくて よくなったから", "The fee was waived"),
        _ => new("納付が重なったため", "2{回|かい} {払|はら}ったから", "It was paid twice"),
    };

    private static void AddYen(Dictionary<string, string> values, long yen)
    {
        values["amount"] = new Display(Language.Ja).Yen(yen);
        values["amount.en"] = new Display(Language.En).Yen(yen);
    }

    private static Dictionary<string, string> Values(CaseFile file)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["reference"] = ReferenceNumber.Show(file.Case.Reference), ["phone"] = file.Definition.Owner.Phone };
        Add(values, "procedure", file.Definition.Name);
        Add(values, "department", file.Definition.Owner.Department);
        return values;
    }

    private static void Add(Dictionary<string, string> values, string name, Localised text)
    {
        values[name] = Plain(text);
        values[$"{name}.easy"] = text.Easy ?? Plain(text);
        values[$"{name}.en"] = text.En ?? Plain(text);
    }

    private static void AddDay(Dictionary<string, string> values, string name, DateOnly day)
    {
        values[name] = Wareki.Format(day);
        values[$"{name}.en"] = new Display(Language.En).Day(day);
    }

    private static Dictionary<string, IReadOnlyList<IReadOnlyList<string>>> Lists(string name, Func<Language, IReadOnlyList<IReadOnlyList<string>>> rows) => new(StringComparer.Ordinal)
    {
        [name] = rows(Language.Ja),
        [$"{name}.easy"] = rows(Language.Easy),
        [$"{name}.en"] = rows(Language.En),
    };

    private static IReadOnlyList<string> Cells(string first, string second) => [first, second];

    private static string LawOf(LegalBasis? law, bool mark) => law is null ? "" : mark && law.Unverified ? $"{law}（条文は未確認）" : law.ToString();

    private static Localised LabelOf(CaseFile file, string path) =>
        file.Definition.QuestionAt(path)?.Label ?? new(file.Lines.FirstOrDefault(line => line.Path == path)?.Label ?? path);

    private static string AddressOf(CaseFile file) => $"/my/cases/{file.Case.Reference}";

    private static string In(Localised text, Language language) => language == Language.Easy ? text.In(language) : Ruby.Strip(text.In(language));

    private static string Plain(Localised text) => Ruby.Strip(text.Ja);
}
