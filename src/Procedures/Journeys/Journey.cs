namespace Madoguchi.Procedures;

/// <summary>The journey through a procedure as a pure function of its definition, the answers, what is known, and the day.</summary>
public static class Journey
{
    /// <summary>
    /// Walks the definition from its start. An unknown condition never hides a question: before the first open step everything that
    /// could decide it is answered, so the question is shown; after it the question may still come.
    /// </summary>
    public static JourneyState Walk(ProcedureDefinition definition, Answers answers, Known known, DateOnly today) =>
        new Walker(definition, answers, known, today, null).Walk();

    /// <summary>
    /// The journey of a correction (補正): only the asked paths, over the submitted answers, everything else fixed.
    /// A question that a reply makes newly necessary is asked too. A path is answered when <paramref name="reply"/> holds it.
    /// </summary>
    public static JourneyState Restrict(
        ProcedureDefinition definition, Answers submitted, Answers reply, IReadOnlyCollection<string> asked, Known known, DateOnly today) =>
        new Walker(definition, Correct(submitted, reply), known, today, new(asked.ToHashSet(StringComparer.Ordinal), reply)).Walk();

    /// <summary>
    /// The submitted answers that a correction's replies made unnecessary: asked for without them, no longer asked for with them.
    /// What only time or the register changed stays as it was submitted.
    /// </summary>
    public static IEnumerable<string> VoidedBy(JourneyState correction, Answers submitted, IReadOnlyCollection<string> asked)
    {
        var now = correction.Relevant.Select(answer => answer.Path).ToHashSet(StringComparer.Ordinal);
        return Restrict(correction.Definition, submitted, Answers.Empty, asked, correction.Known, correction.Today).Relevant
            .Select(answer => answer.Path).Where(path => !now.Contains(path));
    }

    /// <summary>
    /// What stands after a correction: its replies over the submitted answers. Of an item it removed, and of a question it made
    /// unnecessary, nothing is left, and an item that moved up inherits nothing.
    /// </summary>
    public static Answers Correct(Answers submitted, Answers reply)
    {
        var gone =
            from list in reply.All
            where list.Value.Value is ItemsValue { RewrittenFrom: not null }
            let first = ((ItemsValue)list.Value.Value).RewrittenFrom
            from answer in submitted.All
            where Answers.ItemOf(answer.Key, list.Key)?.Number >= first
            select KeyValuePair.Create(answer.Key, (Answer?)null);
        var replied = reply.All.Select(answer => KeyValuePair.Create(answer.Key, answer.Value switch
        {
            { How: How.Void } => null,
            { Value: ItemsValue items } => answer.Value with { Value = items with { RewrittenFrom = null } },
            _ => answer.Value,
        }));
        return submitted.With(gone.Concat(replied));
    }
}

/// <summary>What a correction asks, and what has been replied so far.</summary>
internal sealed record Restriction(IReadOnlySet<string> Asked, Answers Reply);
