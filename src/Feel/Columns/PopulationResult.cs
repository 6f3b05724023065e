using Madoguchi.Feel.Columns;

namespace Madoguchi.Feel;

/// <summary>One decision for everybody.</summary>
public sealed class PopulationResult
{
    private readonly Outcome outcome;
    private Bitmap? isTrue;
    private Bitmap? unknown;

    internal PopulationResult(string decision, int count, Outcome outcome) => (Decision, Count, this.outcome) = (decision, count, outcome);

    public string Decision { get; }

    /// <summary>Residents.</summary>
    public int Count { get; }

    /// <summary>Those for whom it is true.</summary>
    public Bitmap True => isTrue ??= outcome.Where(Count, value => value is FeelBoolean { Value: true });

    /// <summary>Those of whom a fact is missing that decides: perhaps.</summary>
    public Bitmap Unknown => unknown ??= outcome.Where(Count, Evaluation.Operations.IsUnknown);

    /// <summary>The value, as the evaluator of one case has it; an unknown does not say here which fact is missing.</summary>
    public FeelValue this[int resident] => resident >= 0 && resident < Count ? outcome.At(resident) : throw new ArgumentOutOfRangeException(nameof(resident));

    /// <summary>Those who have this value.</summary>
    public Bitmap With(FeelValue value) => outcome.Where(Count, one => one.Equals(value));

    /// <summary>Those who have something: true, a number above zero, or any other value that is not false and not null.</summary>
    public Bitmap Entitled() => outcome.Where(Count, value => value switch
    {
        FeelBoolean truth => truth.Value,
        FeelNumber number => number.Sign > 0,
        FeelNull => false,
        _ => true,
    });

    /// <summary>The sum of all numbers; what is unknown or null adds nothing.</summary>
    public FeelNumber Total() => outcome.Total(Count);
}

/// <summary>Who is better or worse off after than before.</summary>
/// <param name="Gained">Entitled after, and not before.</param>
/// <param name="Lost">Entitled before, and neither after nor perhaps.</param>
/// <param name="NowOpen">Open after, and not before: a fact is missing that now decides.</param>
/// <param name="More">The number is higher.</param>
/// <param name="Less">The number is lower.</param>
public sealed record PopulationDifference(Bitmap Gained, Bitmap Lost, Bitmap NowOpen, Bitmap More, Bitmap Less)
{
    /// <summary>Between two runs of a decision over the same residents.</summary>
    public static PopulationDifference Between(PopulationResult before, PopulationResult after)
    {
        if (before.Count != after.Count)
        {
            throw new ArgumentException($"{before.Count} and {after.Count} residents are not the same.", nameof(after));
        }

        var (was, now) = (before.Entitled(), after.Entitled());
        var both = was.And(now);
        var (more, less) = (new Bitmap(after.Count), new Bitmap(after.Count));
        foreach (var resident in both)
        {
            if (before[resident] is FeelNumber old && after[resident] is FeelNumber @new && old.CompareTo(@new) is var change and not 0)
            {
                (change < 0 ? more : less)[resident] = true;
            }
        }

        return new(now.Except(was), was.Except(now).Except(after.Unknown), after.Unknown.Except(before.Unknown), more, less);
    }
}
