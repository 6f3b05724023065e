using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Madoguchi.DesignSystem;
using Madoguchi.Feel;
using Madoguchi.Kernel;

namespace Madoguchi.Procedures;

/// <summary>A text of one line, or of several when <see cref="Lines"/> says so. 外字 and rare characters are kept as typed.</summary>
public sealed class TextQuestion : QuestionType
{
    public const int DefaultMaxLength = 200;

    public int MaxLength { get; init; } = DefaultMaxLength;

    public int Lines { get; init; } = 1;

    /// <summary>What the text must look like; matched in bounded time.</summary>
    public Regex? Pattern { get; init; }

    public override string Code => "text";

    public override string ValueKind => "text";

    internal override FeelType FeelType => FeelType.String;

    public override Parsed Parse(FormFields form, string field, ParseContext context)
    {
        var text = JapaneseText.Normalise(form[field]);
        if (Lines == 1)
        {
            text = OneLine(text);
        }

        if (text.Length == 0)
        {
            return Parsed.Blank;
        }

        if ((Typed.LengthProblem(text, MaxLength) ?? Typed.CharacterProblem(text, Lines > 1)) is { } problem)
        {
            return new(null, [problem]);
        }

        // A code or number is typed in any width; if only its half-width form fits, that is what was meant.
        if (Pattern is null || Pattern.IsMatch(text))
        {
            return new TextValue(text);
        }

        var half = JapaneseText.ToHalfWidth(text);
        return Pattern.IsMatch(half) ? new TextValue(half)
            : Pattern.IsMatch(half.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal))
                ? new TextValue(half.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal))
                : Parsed.Wrong("", "text.pattern");
    }

    public override IEnumerable<(string Name, string Value)> Fields(AnswerValue value, string field) =>
        value is TextValue text ? [(field, text.Text)] : [];

    public override string Display(AnswerValue value, Language language) => value is TextValue text ? text.Text : Typed.Nothing(language);

    public override bool Accepts(AnswerValue value) => value is TextValue text && JapaneseText.Length(text.Text) <= MaxLength;

    internal override FeelValue ToFeel(AnswerValue value) => value is TextValue text ? new FeelString(text.Text) : FeelNull.Value;

    private static string OneLine(string text) => text.Contains('\n', StringComparison.Ordinal) ? text.Replace('\n', ' ') : text;
}

/// <summary>What several types share in reading typed text.</summary>
internal static class Typed
{
    private static readonly Localised NothingGiven = new("なし", "なし", "None");

    public static string Nothing(Language language) => NothingGiven.In(language);

    public static AnswerError? LengthProblem(string text, int max, string field = "") =>
        JapaneseText.Length(text) is var length && length > max ? new(field, "text.too-long", [max, length]) : null;

    /// <summary>Emoji, half a surrogate pair and control characters cannot be printed on any notice; 外字 (private use) can, by hand.</summary>
    public static AnswerError? CharacterProblem(string text, bool lines = false, string field = "")
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == 0xFFFD)
            {
                return new(field, "text.broken", []);
            }

            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control when !(lines && rune.Value is '\n' or '\t'):
                case UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    return new(field, "text.control", []);
                case UnicodeCategory.OtherSymbol when rune.Value is >= 0x1F000 or (>= 0x2600 and <= 0x27BF) or (>= 0x2B00 and <= 0x2BFF):
                case UnicodeCategory.ModifierSymbol when rune.Value >= 0x1F000:
                case UnicodeCategory.EnclosingMark:
                    return new(field, "text.emoji", [rune.ToString()]);
                default:
                    break;
            }
        }

        return null;
    }

    public static string Digits(string text) => string.Concat(JapaneseText.ToHalfWidth(text).Where(char.IsAsciiDigit));
}
