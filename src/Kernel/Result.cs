using System.Diagnostics.CodeAnalysis;

namespace Madoguchi.Kernel;

/// <summary>What kind of no a refusal is; it decides the status code at every edge.</summary>
public enum RefusalKind
{
    Invalid,
    NotFound,
    Forbidden,
    Conflict,
    Gone,
    TooLarge,
}

/// <summary>
/// A no that the domain expects, as a value: a module declares each as a one-line record
/// (<c>sealed record AlreadyDecided() : Refusal("already-decided", RefusalKind.Conflict)</c>). Bugs are exceptions, never refusals.
/// </summary>
/// <param name="Code">Stable and kebab-case; the problem type is <c>urn:madoguchi:problem:CODE</c>.</param>
/// <param name="Kind">Decides the status code.</param>
public abstract record Refusal(string Code, RefusalKind Kind);

/// <summary>Either a value or the refusal that stood in its way.</summary>
public readonly struct Result<T>
{
    private readonly T? value;

    private Result(T? value, Refusal? refusal)
    {
        this.value = value;
        Refusal = refusal;
    }

    public Refusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Refusal))]
    public bool IsRefused => Refusal is not null;

    /// <summary>The value; asking a refused result for it is a bug.</summary>
    public T Value => Refusal is null ? value! : throw new InvalidOperationException($"Refused: {Refusal.Code}");

    public TOut Match<TOut>(Func<T, TOut> accepted, Func<Refusal, TOut> refused) =>
        Refusal is null ? accepted(value!) : refused(Refusal);

    [SuppressMessage("Usage", "CA2225", Justification = "The two conversions are the constructors of this type.")]
    public static implicit operator Result<T>(T value) => new(value, null);

    [SuppressMessage("Usage", "CA2225", Justification = "The two conversions are the constructors of this type.")]
    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);
}
