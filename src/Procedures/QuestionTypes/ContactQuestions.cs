using Madoguchi.DesignSystem;
using Madoguchi.Feel;
using Madoguchi.Kernel;

namespace Madoguchi.Procedures;

/// <summary>A telephone number in Japan: ten or eleven digits from 0, hyphens as typed.</summary>
public sealed class PhoneQuestion : QuestionType
{
    public override string Code => "phone";

    public override string ValueKind => "text";

    internal override FeelType FeelType => FeelType.String;

    public override Parsed Parse(FormFields form, string field, ParseContext context)
    {
        var typed = JapaneseText.ToHalfWidth(form[field]).Replace(" ", "", StringComparison.Ordinal)
            .Replace('(', '-').Replace(')', '-').Trim('-');
        if (typed.Length == 0)
        {
            return Parsed.Blank;
        }

        if (typed.StartsWith("+81", StringComparison.Ordinal))
        {
            typed = "0" + typed[3..].TrimStart('-', '0');
        }

        if (typed.Any(character => !char.IsAsciiDigit(character) && character != '-'))
        {
            return Parsed.Wrong("", "phone.not-digits");
        }

        var digits = typed.Count(char.IsAsciiDigit);
        return typed[0] != '0' ? Parsed.Wrong("", "phone.area-code")
            : digits is < 10 or > 11 ? Parsed.Wrong("", "phone.length", digits)
            : new TextValue(typed.Replace("--", "-", StringComparison.Ordinal));
    }

    public override IEnumerable<(string Name, string Value)> Fields(AnswerValue value, string field) =>
        value is TextValue text ? [(field, text.Text)] : [];

    public override string Display(AnswerValue value, Language language) => value is TextValue text ? text.Text : Typed.Nothing(language);

    public override bool Accepts(AnswerValue value) => value is TextValue;

    internal override FeelValue ToFeel(AnswerValue value) => value is TextValue text ? new FeelString(text.Text) : FeelNull.Value;
}

/// <summary>An e-mail address; its form is checked, not whether somebody reads there.</summary>
public sealed class EmailQuestion : QuestionType
{
    public override string Code => "email";

    public override string ValueKind => "text";

    internal override FeelType FeelType => FeelType.String;

    public override Parsed Parse(FormFields form, string field, ParseContext context)
    {
        var typed = JapaneseText.ToHalfWidth(form[field]).Replace(" ", "", StringComparison.Ordinal);
        if (typed.Length == 0)
        {
            return Parsed.Blank;
        }

        var at = typed.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            return Parsed.Wrong("", "email.no-at");
        }

        var domain = typed[(at + 1)..];
        var isMail = at > 0 && typed.Length <= 254 && at <= 64
            && typed.All(character => char.IsAscii(character) && !char.IsControl(character))
            && typed.IndexOfAny(['<', '>', '"', ',', ';', ':', '\\', '(', ')']) < 0
            && !domain.Contains('@', StringComparison.Ordinal)
            && domain.Length > 2 && domain.Contains('.', StringComparison.Ordinal)
            && domain[0] is not ('.' or '-') && domain[^1] is not ('.' or '-') && !domain.Contains("..", StringComparison.Ordinal);
        return isMail ? new TextValue(typed[..(at + 1)] + domain.ToLowerInvariant()) : Parsed.Wrong("", "email.form");
    }

    public override IEnumerable<(string Name, string Value)> Fields(AnswerValue value, string field) =>
        value is TextValue text ? [(field, text.Text)] : [];

    public override string Display(AnswerValue value, Language language) => value is TextValue text ? text.Text : Typed.Nothing(language);

    public override bool Accepts(AnswerValue value) => value is TextValue;

    internal override FeelValue ToFeel(AnswerValue value) => value is TextValue text ? new FeelString(text.Text) : FeelNull.Value;
}

/// <summary>
/// An address: postcode (may be empty), prefecture, city, town with number, building. A form may ask for the number apart
/// (<c>answer.street</c>); shown again both stand in one field.
/// </summary>
public sealed class AddressQuestion : QuestionType
{
    private static readonly string[] Prefectures =
        [.. ("北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 "
        + "滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県").Split(' ')];

    public static IReadOnlyList<string> AllPrefectures => Prefectures;

    public override string Code => "address";

    public override string ValueKind => "address";

    public override string RequiredKey => "answer.address";

    internal override FeelType FeelType { get; } = FeelType.ContextWith(
        [.. new[] { "郵便番号", "都道府県", "市区町村", "町名", "番地", "建物" }.Select(name => KeyValuePair.Create(name, FeelType.String))]);

    public override Parsed Parse(FormFields form, string field, ParseContext context)
    {
        string Part(string suffix) => JapaneseText.Normalise(form[field + suffix]).Replace('\n', ' ');
        var postcode = JapaneseText.ToHalfWidth(form[field + ".postcode"]).TrimStart('〒').Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        var (prefecture, city, town, street, building) = (Part(".prefecture"), Part(".city"), Part(".town"), Part(".street"), Part(".building"));
        if (postcode.Length + prefecture.Length + city.Length + town.Length + street.Length + building.Length == 0)
        {
            return Parsed.Blank;
        }

        var errors = new List<AnswerError>();
        if (postcode.Length > 0 && (postcode.Length != 7 || !postcode.All(char.IsAsciiDigit)))
        {
            errors.Add(new(".postcode", "address.postcode", []));
        }

        if (!Prefectures.Contains(prefecture, StringComparer.Ordinal))
        {
            errors.Add(new(".prefecture", "address.prefecture", []));
        }

        if (city.Length == 0)
        {
            errors.Add(new(".city", "address.city", []));
        }

        if (town.Length + street.Length == 0)
        {
            errors.Add(new(".town", "address.town", []));
        }

        foreach (var (suffix, text) in new[] { (".city", city), (".town", town), (".street", street), (".building", building) })
        {
            if ((Typed.LengthProblem(text, 100, suffix) ?? Typed.CharacterProblem(text, false, suffix)) is { } problem)
            {
                errors.Add(problem);
            }
        }

        return errors.Count > 0 ? new Parsed(null, errors) : new AddressValue(postcode, prefecture, city, town, street, building);
    }

    /// <summary>The same fields with prefecture, city and town filled in from the postcode; unchanged when it is not known.</summary>
    public static FormFields FillFromPostcode(FormFields form, string field, IPostcodes postcodes) =>
        postcodes.Find(form[field + ".postcode"]) is [var place, ..] places
            ? form.With(
                (field + ".prefecture", place.Prefecture),
                (field + ".city", place.City),
                (field + ".town", places.Count == 1 ? place.Town : ""))
            : form;

    public override IEnumerable<(string Name, string Value)> Fields(AnswerValue value, string field) => value is not AddressValue address ? [] :
    [
        (field + ".postcode", address.Postcode),
        (field + ".prefecture", address.Prefecture),
        (field + ".city", address.City),
        (field + ".town", address.Town + address.Street),
        (field + ".building", address.Building),
    ];

    public override string Display(AnswerValue value, Language language) => value is not AddressValue address
        ? Typed.Nothing(language)
        : string.Concat(
            address.Postcode.Length == 7 ? $"〒{address.Postcode[..3]}-{address.Postcode[3..]} " : "",
            address.Prefecture, address.City, address.Town, address.Street,
            address.Building.Length > 0 ? " " + address.Building : "");

    public override bool Accepts(AnswerValue value) => value is AddressValue;

    internal override FeelValue ToFeel(AnswerValue value) => value is not AddressValue address ? FeelNull.Value : new FeelContextValue(
        KeyValuePair.Create<string, FeelValue>("郵便番号", address.Postcode),
        KeyValuePair.Create<string, FeelValue>("都道府県", address.Prefecture),
        KeyValuePair.Create<string, FeelValue>("市区町村", address.City),
        KeyValuePair.Create<string, FeelValue>("町名", address.Town),
        KeyValuePair.Create<string, FeelValue>("番地", address.Street),
        KeyValuePair.Create<string, FeelValue>("建物", address.Building));
}
