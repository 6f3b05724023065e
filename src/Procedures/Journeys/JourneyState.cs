using Madoguchi.DesignSystem;

namespace Madoguchi.Procedures;

/// <summary>Where a journey stands: derived from the answers each time, never stored.</summary>
public sealed record JourneyState
{
    /// <summary>The items of each repeated section as they stand, the proposed ones included.</summary>
    internal IReadOnlyDictionary<string, ItemsValue> Items { get; init; } = new Dictionary<string, ItemsValue>();

    /// <summary>Of a correction: what was replied so far.</summary>
    internal Answers? Reply { get; init; }

    public required ProcedureDefinition Definition { get; init; }
    public required Answers Answers { get; init; }
    public required Known Known { get; init; }
    public required DateOnly Today { get; init; }

    /// <summary>Every step in order; the paths are unique.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>The first step still open, or null.</summary>
    public required Step? Next { get; init; }

    /// <summary>Every step is answered and the journey did not end early: it may be submitted.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Why the journey ended before its time and what to do instead.</summary>
    public required Localised? Ended { get; init; }

    public required int Done { get; init; }
    public required int Total { get; init; }

    /// <summary>The fee in yen, or null while it cannot be known.</summary>
    public required long? FeeYen { get; init; }

    /// <summary>Why nothing is paid although the procedure costs something.</summary>
    public required Exemption? FeeExemption { get; init; }

    /// <summary>When the fee is paid: of <see cref="Procedures.FeeDue"/>.</summary>
    public required string FeeDue { get; init; }

    /// <summary>The answers that will be submitted, in order: those to questions that are visible.</summary>
    public required IReadOnlyList<RelevantAnswer> Relevant { get; init; }

    /// <summary>Whom a household-member question offers: one about the subject everybody else, one about an item (a child) everybody.</summary>
    public IReadOnlyList<KnownMember> MembersToChoose(Step step) =>
        step.Item > 0 ? Known.Members : [.. Known.Members.Where(member => member.Party != Known.Subject)];

    public Step? At(string path) => Steps.FirstOrDefault(step => step.Path == path);

    /// <summary>The step before one, for "back"; null at the first.</summary>
    public Step? Before(string path)
    {
        for (var index = 1; index < Steps.Count; index++)
        {
            if (Steps[index].Path == path)
            {
                return Steps[index - 1];
            }
        }

        return null;
    }
}

public enum StepKind
{
    /// <summary>One question.</summary>
    Question,

    /// <summary>Several values the register holds, shown to confirm or contest.</summary>
    Confirm,

    /// <summary>The list of a repeated section's items: add, remove, go on.</summary>
    Items,
}

public enum StepState
{
    Answered,
    Open,

    /// <summary>Comes after an open step and cannot be visited yet.</summary>
    NotReachable,
}

/// <summary>One page of a journey; <see cref="Path"/> is stable and fit for an address.</summary>
public sealed record Step
{
    public required string Path { get; init; }
    public required StepKind Kind { get; init; }
    public required StepState State { get; init; }
    public required Section Section { get; init; }
    public required Localised Title { get; init; }

    /// <summary>The question of a <see cref="StepKind.Question"/>.</summary>
    public Question? Question { get; init; }

    /// <summary>The item of a repeated section, from 1; 0 elsewhere.</summary>
    public int Item { get; init; }

    /// <summary>Whom or what the item stands for, as answered or held; null while that is not known.</summary>
    public string? ItemName { get; init; }

    /// <summary>The fact that the answer of a question contests: its value is not asked for the first time.</summary>
    public KnownFact? Contests { get; init; }

    /// <summary>Why a stored answer no longer stands, in the words of the definition.</summary>
    public Localised? Problem { get; init; }

    /// <summary>The values of a <see cref="StepKind.Confirm"/>.</summary>
    public IReadOnlyList<ConfirmLine> Lines { get; init; } = [];

    /// <summary>The items of a <see cref="StepKind.Items"/>.</summary>
    public IReadOnlyList<ItemLine> Items { get; init; } = [];

    /// <summary>Members of the household who were taken off the list of a <see cref="StepKind.Items"/>, and may come back.</summary>
    public IReadOnlyList<KnownMember> Removed { get; init; } = [];
}

/// <summary>A value to confirm: the question, where its answer lies, what is held, and whether it was marked as wrong.</summary>
public sealed record ConfirmLine(string Path, Question Question, KnownFact Fact, bool IsDisputed);

/// <summary>An item of a repeated section: its number, what to call it, and the member of the household it stands for.</summary>
public sealed record ItemLine(int Number, string? Name, Guid? Member);

/// <summary>An answer that will be submitted.</summary>
public sealed record RelevantAnswer(string Path, Section Section, Question Question, int Item, Answer Answer);
