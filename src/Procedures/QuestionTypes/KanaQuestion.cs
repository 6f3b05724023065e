using Madoguchi.DesignSystem;
using Madoguchi.Feel;
using Madoguchi.Kernel;

namespace Madoguchi.Procedures;

/// <summary>A reading (フリガナ): hiragana and half-width kana become full-width katakana, words are parted by one space.</summary>
public sealed class KanaQuestion : QuestionType
{
    public int MaxLength { get; init; } = 100;

    public override string Code => "kana";

    public override string ValueKind => "text";

    internal override FeelType FeelType => FeelType.String;

    public override Parsed Parse(FormFields form, string field, ParseContext context)
    {
        var kana = JapaneseText.ToKatakana(JapaneseText.Normalise(form[field]));
        if (kana.Length == 0)
        {
            return Parsed.Blank;
        }

        return Typed.LengthProblem(kana, MaxLength) is { } tooLong ? new(null, [tooLong])
            : Typed.CharacterProblem(kana) is { } unprintable ? new(null, [unprintable])
            : !JapaneseText.IsKana(kana) ? Parsed.Wrong("", "kana.not-kana")
            : new TextValue(kana);
    }

    public override IEnumerable<(string Name, string Value)> Fields(AnswerValue value, string field) =>
        value is TextValue text ? [(field, text.Text)] : [];

    public override string Display(AnswerValue value, Language language) => value is TextValue text ? text.Text : Typed.Nothing(language);

    public override bool Accepts(AnswerValue value) => value is TextValue;

    internal override FeelValue ToFeel(AnswerValue value) => value is TextValue text ? new FeelString(text.Text) : FeelNull.Value;
}
