using Madoguchi.Feel.Proofs;

namespace Madoguchi.Feel.Evaluation;

/// <summary>One evaluation under way: where names are found, and what it may still spend.</summary>
internal sealed class Run
{
    private readonly FeelLimits limits;

    /// <summary>The evaluation that all of this belongs to, whose budget it spends.</summary>
    private readonly Run whole;

    private readonly Recorder? recorder;

    private long steps;
    private int calls;

    public Run(FeelContext context, Recorder? recorder = null)
    {
        (Context, limits, whole, this.recorder) = (context, context.Limits, this, recorder);
        steps = limits.MaxSteps;
    }

    private Run(FeelContext context, Run whole) => (Context, limits, this.whole) = (context, whole.limits, whole);

    public FeelContext Context { get; }

    public TimeSpan RegexTimeout => limits.RegexTimeout;

    public int MaxSize => limits.MaxSize;

    /// <summary>Who wants to know what happens; nearly always nobody.</summary>
    public Recorder? Recorder => whole.recorder is { IsOpen: true } open ? open : null;

    public bool IsSpent => whole.steps < 0;

    public static FeelNull Spent { get; } = FeelNull.Because(FeelReason.BudgetSpent);

    /// <summary>The same evaluation where other names are known.</summary>
    public Run Among(FeelContext other) => ReferenceEquals(other, Context) ? this : new Run(other, whole);

    /// <summary>False when the budget is spent: the caller gives up with <see cref="Spent"/>.</summary>
    public bool Spend(long cost)
    {
        whole.steps -= cost;
        return whole.steps >= 0;
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
        ++whole.calls <= limits.MaxCalls && System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack();

    public void LeaveCall() => whole.calls--;
}

/// <summary>Local values, innermost first; immutable, so that a function keeps those it was made among.</summary>
internal sealed class Frame(Frame? outer, FeelValue value)
{
    public Frame? Outer { get; } = outer;

    public FeelValue Value { get; } = value;
}

/// <summary>A compiled expression.</summary>
internal delegate FeelValue Code(Run run, Frame? frame);
