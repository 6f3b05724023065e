namespace Madoguchi.Feel;

public enum VerdictKind
{
    False,
    True,
    Undetermined,
}

/// <summary>What a condition says. Unknown is not false: an undetermined verdict names the facts that are missing.</summary>
public sealed record Verdict
{
    private Verdict(VerdictKind kind, IReadOnlyList<string> missing, FeelReason? reason) => (Kind, Missing, Reason) = (kind, missing, reason);

    public static Verdict True { get; } = new(VerdictKind.True, [], null);

    public static Verdict False { get; } = new(VerdictKind.False, [], null);

    public VerdictKind Kind { get; }

    /// <summary>The facts without which nothing can be said; empty when the cause is another (see <see cref="Reason"/>).</summary>
    public IReadOnlyList<string> Missing { get; }

    public FeelReason? Reason { get; }

    public bool IsTrue => Kind == VerdictKind.True;

    public bool IsFalse => Kind == VerdictKind.False;

    public bool IsUndetermined => Kind == VerdictKind.Undetermined;

    public static Verdict Undetermined(IReadOnlyList<string> missing, FeelReason reason) => new(VerdictKind.Undetermined, missing, reason);

    public static Verdict Of(FeelValue value) => value switch
    {
        FeelBoolean boolean => boolean.Value ? True : False,
        FeelNull unknown => Undetermined(unknown.Missing, unknown.Reason),
        _ => Undetermined([], FeelReason.WrongType("条件", FeelType.Boolean.Name, value)),
    };
}
