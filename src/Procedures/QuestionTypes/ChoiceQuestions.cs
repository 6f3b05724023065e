using Madoguchi.DesignSystem;
using Madoguchi.Feel;
using Madoguchi.Kernel;

namespace Madoguchi.Procedures;

public sealed class YesNoQuestion : QuestionType
{
    private static readonly Localised Yes = new("はい", "はい", "Yes");
    private static readonly Localised No = new("いいえ", "いいえ", "No");

    public override string Code => "yes-no";

    public override string ValueKind => "yes-no";

    public override string RequiredKey => "answer.choose";

    internal override FeelType FeelType => FeelType.Boolean;

    public override Parsed Parse(FormFields form, string field, ParseContext context) => form[field] switch
    {
        "" => Parsed.Blank,
        "yes" => YesNoValue.Yes,
        "no" => YesNoValue.No,
        _ => Parsed.Wrong("", "answer.unknown-choice"),
    };

    public override IEnumerable<(string Name, string Value)> Fields(AnswerValue value, string field) =>
        value is YesNoValue { IsYes: var isYes } ? [(field, isYes ? "yes" : "no")] : [];

    public override string Display(AnswerValue value, Language language) =>
        value is YesNoValue { IsYes: var isYes } ? (isYes ? Yes : No).In(language) : Typed.Nothing(language);

    public override bool Accepts(AnswerValue value) => value is YesNoValue;

    internal override FeelValue ToFeel(AnswerValue value) => value is YesNoValue { IsYes: var isYes } ? FeelBoolean.Of(isYes) : FeelNull.Value;
}

public sealed class ChooseOneQuestion : QuestionType
{
    public required IReadOnlyList<Option> Options { get; init; }

    public override string Code => "choose-one";

    public override string ValueKind => "choice";

    public override string RequiredKey => "answer.choose";

    internal override FeelType FeelType => FeelType.String;

    public override Parsed Parse(FormFields form, string field, ParseContext context) =>
        form[field] is var code && code.Length == 0 ? Parsed.Blank
        : Find(code) is null ? Parsed.Wrong("", "answer.unknown-choice")
        : new ChoiceValue(code);

    public override IEnumerable<(string Name, string Value)> Fields(AnswerValue value, string field) =>
        value is ChoiceValue choice ? [(field, choice.Code)] : [];

    public override string Display(AnswerValue value, Language language) =>
        value is ChoiceValue choice ? Find(choice.Code) is { } option ? Ruby.Strip(option.Label.In(language)) : choice.Code : Typed.Nothing(language);

    public override bool Accepts(AnswerValue value) => value is ChoiceValue choice && Find(choice.Code) is not null;

    internal override FeelValue ToFeel(AnswerValue value) => value is ChoiceValue choice ? new FeelString(choice.Code) : FeelNull.Value;

    private Option? Find(string code) => Options.FirstOrDefault(option => option.Code == code);
}

public sealed class ChooseManyQuestion : QuestionType
{
    public required IReadOnlyList<Option> Options { get; init; }

    public int Min { get; init; }

    public int Max { get; init; } = int.MaxValue;

    /// <summary>Things to promise or to know, each to be marked, rather than a choice.</summary>
    private bool WantsAll => Min >= Options.Count;

    public override string Code => "choose-many";

    public override string ValueKind => "choices";

    public override string RequiredKey => WantsAll ? "answer.choose-all" : "answer.choose-many";

    internal override FeelType FeelType => FeelType.ListOf(FeelType.String);

    internal override FeelValue Absent => FeelList.Empty;

    public override Parsed Parse(FormFields form, string field, ParseContext context)
    {
        var chosen = form.All(field).Where(code => code.Length > 0).ToHashSet(StringComparer.Ordinal);
        if (chosen.Count == 0)
        {
            return Parsed.Blank;
        }

        // In the order of the options, so that the same choice is the same answer.
        var codes = Options.Select(option => option.Code).Where(chosen.Contains).ToArray();
        return codes.Length != chosen.Count ? Parsed.Wrong("", "answer.unknown-choice")
            : codes.Length < Min ? WantsAll ? Parsed.Wrong("", RequiredKey) : Parsed.Wrong("", "answer.too-few", Min)
            : codes.Length > Max ? Parsed.Wrong("", "answer.too-many", Max)
            : new ChoicesValue(codes);
    }

    public override IEnumerable<(string Name, string Value)> Fields(AnswerValue value, string field) =>
        value is ChoicesValue choices ? choices.Codes.Select(code => (field, code)) : [];

    public override string Display(AnswerValue value, Language language) => value is ChoicesValue choices
        ? string.Join(language == Language.En ? "; " : "／", choices.Codes.Select(code =>
            Options.FirstOrDefault(option => option.Code == code) is { } option ? Ruby.Strip(option.Label.In(language)) : code))
        : Typed.Nothing(language);

    public override bool Accepts(AnswerValue value) =>
        value is ChoicesValue choices && choices.Codes.All(code => Options.Any(option => option.Code == code));

    internal override FeelValue ToFeel(AnswerValue value) =>
        value is ChoicesValue choices ? new FeelList(choices.Codes.Select(code => (FeelValue)new FeelString(code))) : FeelNull.Value;
}

/// <summary>
/// A member of the household as the register has it, or <see cref="Other"/> with the name typed in <c>answer.name</c>: the register
/// may know no household.
/// </summary>
public sealed class HouseholdMemberQuestion : QuestionType
{
    public const string Other = "other";

    public override string Code => "household-member";

    public override string ValueKind => "member";

    public override string RequiredKey => "answer.member";

    internal override FeelType FeelType => FeelType.String;

    public override Parsed Parse(FormFields form, string field, ParseContext context)
    {
        var chosen = form[field];
        var name = JapaneseText.Normalise(form[field + ".name"]);
        if (chosen == Other || (chosen.Length == 0 && name.Length > 0))
        {
            // Without a list the name is the whole field.
            var part = chosen == Other ? ".name" : "";
            return name.Length == 0 ? Parsed.Wrong(part, "answer.member-name")
                : (Typed.LengthProblem(name, 100, part) ?? Typed.CharacterProblem(name, false, part)) is { } problem ? new Parsed(null, [problem])
                : new MemberValue(Guid.Empty, name);
        }

        return chosen.Length == 0 ? Parsed.Blank
            : Guid.TryParse(chosen, out var party) && context.Members.FirstOrDefault(member => member.Party == party) is { } member
                ? new MemberValue(party, member.Name)
                : Parsed.Wrong("", "answer.unknown-choice");
    }

    public override IEnumerable<(string Name, string Value)> Fields(AnswerValue value, string field) =>
        value is not MemberValue member ? []
        : member.Party == Guid.Empty ? [(field, Other), (field + ".name", member.Name)]
        : [(field, member.Party.ToString())];

    public override string Display(AnswerValue value, Language language) => value is MemberValue member ? member.Name : Typed.Nothing(language);

    public override bool Accepts(AnswerValue value) => value is MemberValue;

    internal override FeelValue ToFeel(AnswerValue value) =>
        value is MemberValue member ? new FeelString(member.Party == Guid.Empty ? member.Name : member.Party.ToString()) : FeelNull.Value;
}
