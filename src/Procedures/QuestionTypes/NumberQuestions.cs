using System.Globalization;
using Madoguchi.DesignSystem;
using Madoguchi.Feel;
using Madoguchi.Kernel;

namespace Madoguchi.Procedures;

/// <summary>An amount in whole yen.</summary>
public sealed class MoneyQuestion : QuestionType
{
    public long Min { get; init; }

    public long Max { get; init; } = 999_999_999_999;

    public override string Code => "money";

    public override string ValueKind => "money";

    internal override FeelType FeelType => FeelType.Number;

    public override Parsed Parse(FormFields form, string field, ParseContext context)
    {
        var typed = JapaneseText.ToHalfWidth(form[field]).TrimStart('¥', '\\').TrimEnd('円').Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return typed.Length == 0 ? Parsed.Blank
            : !long.TryParse(typed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var yen) ? Parsed.Wrong("", "money.not-money")
            : yen < Min ? Parsed.Wrong("", "number.too-small", Min)
            : yen > Max ? Parsed.Wrong("", "number.too-large", Max)
            : new MoneyValue(yen);
    }

    public override IEnumerable<(string Name, string Value)> Fields(AnswerValue value, string field) =>
        value is MoneyValue money ? [(field, money.Yen.ToString(CultureInfo.InvariantCulture))] : [];

    public override string Display(AnswerValue value, Language language) => value is not MoneyValue { Yen: var yen } ? Typed.Nothing(language)
        : language == Language.En ? string.Create(CultureInfo.InvariantCulture, $"¥{yen:N0}")
        : string.Create(CultureInfo.InvariantCulture, $"{yen:N0}円");

    public override bool Accepts(AnswerValue value) => value is MoneyValue money && money.Yen >= Min && money.Yen <= Max;

    internal override FeelValue ToFeel(AnswerValue value) => value is MoneyValue money ? new FeelNumber(money.Yen) : FeelNull.Value;
}

/// <summary>A number, whole unless <see cref="Decimals"/> allows places.</summary>
public sealed class NumberQuestion : QuestionType
{
    public decimal Min { get; init; } = -999_999_999_999;

    public decimal Max { get; init; } = 999_999_999_999;

    public int Decimals { get; init; }

    public override string Code => "number";

    public override string ValueKind => "number";

    internal override FeelType FeelType => FeelType.Number;

    public override Parsed Parse(FormFields form, string field, ParseContext context)
    {
        var typed = JapaneseText.ToHalfWidth(form[field]).Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        if (typed.Length == 0)
        {
            return Parsed.Blank;
        }

        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return typed.Length > 30 || !decimal.TryParse(typed, styles, CultureInfo.InvariantCulture, out var number) ? Parsed.Wrong("", "number.not-a-number")
            : decimal.Round(number, Decimals) != number ? Parsed.Wrong("", Decimals == 0 ? "number.not-whole" : "number.too-many-decimals", Decimals)
            : number < Min ? Parsed.Wrong("", "number.too-small", Min)
            : number > Max ? Parsed.Wrong("", "number.too-large", Max)
            : new NumberValue(number);
    }

    public override IEnumerable<(string Name, string Value)> Fields(AnswerValue value, string field) =>
        value is NumberValue number ? [(field, number.Number.ToString(CultureInfo.InvariantCulture))] : [];

    public override string Display(AnswerValue value, Language language) =>
        value is NumberValue number ? number.Number.ToString("#,0.##########", CultureInfo.InvariantCulture) : Typed.Nothing(language);

    public override bool Accepts(AnswerValue value) => value is NumberValue number && number.Number >= Min && number.Number <= Max;

    internal override FeelValue ToFeel(AnswerValue value) => value is NumberValue number ? new FeelNumber(number.Number) : FeelNull.Value;
}
