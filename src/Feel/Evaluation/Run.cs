namespace Madoguchi.Feel.Evaluation;

/// <summary>One evaluation under way: where names are found, and what it may still spend.</summary>
internal sealed class Run(FeelContext context)
{
    private readonly FeelLimits limits = context.Limits;
    private long steps = context.Limits.MaxSteps;
    private int calls;

    public FeelContext Context { get; } = context;

    public TimeSpan RegexTimeout => limits.RegexTimeout;

    public int MaxSize => limits.MaxSize;

    public bool IsSpent => steps < 0;

    public static FeelNull Spent { get; } = FeelNull.Because(FeelReason.BudgetSpent);

    /// <summary>False when the budget is spent: the caller gives up with <see cref="Spent"/>.</summary>
    public bool Spend(long cost)
    {
        steps -= cost;
        return steps >= 0;
    }

    /// <summary>Lets a made value pass if it is small enough, and charges for it.</summary>
    public FeelValue Made(FeelValue value)
    {
        if (value.Weight > limits.MaxSize || (value is FeelString text && text.Value.Length > limits.MaxSize))
        {
            return Spend(limits.MaxSize) ? FeelNull.Because(FeelReason.TooLarge) : Spent;
        }
        return Spend(value.Weight) ? value : Spent;
    }

    public bool EnterCall() =>
        ++calls <= limits.MaxCalls && System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack();

    public void LeaveCall() => calls--;
}

/// <summary>Local values, innermost first; immutable, so that a function keeps those it was made among.</summary>
internal sealed class Frame(Frame? outer, FeelValue value)
{
    public Frame? Outer { get; } = outer;

    public FeelValue Value { get; } = value;
}

/// <summary>A compiled expression.</summary>
internal delegate FeelValue Code(Run run, Frame? frame);
