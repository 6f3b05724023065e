using Madoguchi.DesignSystem;

namespace Madoguchi.Procedures;

/// <summary>One answer: what, by whom, when, how it came about, and the draft's version that first held it.</summary>
public sealed record Answer(AnswerValue Value, string By, DateTimeOffset At, How How, long Version, Provenance? Provenance = null);

public enum How
{
    /// <summary>Typed or chosen by the actor.</summary>
    Typed,

    /// <summary>Shown from the register and confirmed as right; <see cref="Answer.Provenance"/> says which fact.</summary>
    Confirmed,

    /// <summary>Shown from the register and marked as wrong; the right value is still to be asked.</summary>
    Disputed,

    /// <summary>Given in place of what the register holds; <see cref="Answer.Provenance"/> says which fact is contested.</summary>
    Contested,

    /// <summary>Filled in beforehand by the city and not yet looked at.</summary>
    Prefilled,

    /// <summary>In a reply to a correction: nothing is answered here any more, because another reply made the question unnecessary.</summary>
    Void,
}

/// <summary>Which fact was shown, who said so, and as of when.</summary>
public sealed record Provenance(Guid FactId, Localised Source, DateOnly AsOf);
