using Madoguchi.DesignSystem;
using Madoguchi.Feel;

namespace Madoguchi.Procedures;

/// <summary>
/// One type of question with the constraints of one question: it alone knows how such an answer is typed, checked, shown,
/// stored and seen by expressions.
/// </summary>
public abstract class QuestionType
{
    private protected QuestionType()
    {
    }

    /// <summary>The type as a definition names it.</summary>
    public abstract string Code { get; }

    /// <summary>Reads an answer from <paramref name="field"/> and the fields that begin with it and a dot.</summary>
    public abstract Parsed Parse(FormFields form, string field, ParseContext context);

    /// <summary>The fields as they would be typed for a stored answer.</summary>
    public abstract IEnumerable<(string Name, string Value)> Fields(AnswerValue value, string field);

    /// <summary>The answer as a person reads it: plain text, for it may hold what somebody typed.</summary>
    public abstract string Display(AnswerValue value, Language language);

    /// <summary>Whether a stored value may stand as an answer; what a day or the household allows is asked again at each parse.</summary>
    public abstract bool Accepts(AnswerValue value);

    /// <summary>The kind of its values in storage.</summary>
    public abstract string ValueKind { get; }

    /// <summary>The text key of the sentence that asks for an answer.</summary>
    public virtual string RequiredKey => "answer.type";

    internal abstract FeelType FeelType { get; }

    internal abstract FeelValue ToFeel(AnswerValue value);

    /// <summary>What expressions see of a question left empty or not asked: a known absence.</summary>
    internal virtual FeelValue Absent => FeelNull.Value;

    internal FeelValue Feel(AnswerValue value) => value is NoAnswer ? Absent : ToFeel(value);
}

/// <summary>What reading an answer stands on besides the form.</summary>
public sealed record ParseContext(DateOnly Today, IReadOnlyList<KnownMember> Members, IReadOnlyList<GivenFile> Files)
{
    public static ParseContext On(DateOnly today) => new(today, [], []);
}

/// <summary>A value, or errors; neither when nothing was typed.</summary>
public sealed record Parsed(AnswerValue? Value, IReadOnlyList<AnswerError> Errors)
{
    public static Parsed Blank { get; } = new(null, []);

    public bool IsBlank => Value is null && Errors.Count == 0;

    public static implicit operator Parsed(AnswerValue value) => new(value, []);

    public static Parsed Wrong(string field, string key, params object[] args) => new(null, [new(field, key, args)]);

    public static Parsed FromAnswerValue(AnswerValue value) => value;
}
