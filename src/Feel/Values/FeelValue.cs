using System.Diagnostics.CodeAnalysis;
using Madoguchi.Feel.Evaluation;

namespace Madoguchi.Feel;

/// <summary>A FEEL value. Equality of the records is equality of kind and content, for .NET; FEEL's own "=" is three-valued and lives in the evaluation.</summary>
public abstract record FeelValue
{
    private protected FeelValue()
    {
    }

    public abstract string TypeName { get; }

    public bool IsNull => this is FeelNull;

    /// <summary>Elements, entries and characters held, so that no value grows without bound.</summary>
    internal virtual long Weight => 1;

    public static implicit operator FeelValue(bool value) => FeelBoolean.Of(value);
    public static implicit operator FeelValue(int value) => new FeelNumber(value);
    public static implicit operator FeelValue(long value) => new FeelNumber(value);
    public static implicit operator FeelValue(decimal value) => new FeelNumber(value);
    public static implicit operator FeelValue(string? value) => value is null ? FeelNull.Value : new FeelString(value);
    public static implicit operator FeelValue(DateOnly value) => new FeelDate(value);
    public static implicit operator FeelValue(TimeOnly value) => new FeelTime(value, null);

    /// <summary>As FEEL would write it: text with quotation marks, dates as @"…".</summary>
    public sealed override string ToString() => FeelText.Literal(this);
}

/// <summary>No value, and why. When facts are missing they are named; then the null is unknown rather than empty.</summary>
public sealed record FeelNull(FeelReason Reason, IReadOnlyList<string> Missing) : FeelValue
{
    public static FeelNull Value { get; } = new(FeelReason.NoValue, []);

    public override string TypeName => "Null";

    public bool IsUnknown => Missing.Count > 0;

    public static FeelNull Unknown(string name) => new(FeelReason.Missing(name), [name]);

    public static FeelNull Because(FeelReason reason) => new(reason, []);

    public bool Equals(FeelNull? other) => other is not null && Missing.SequenceEqual(other.Missing, StringComparer.Ordinal);

    public override int GetHashCode() => Missing.Count;
}

public sealed record FeelBoolean : FeelValue
{
    private FeelBoolean(bool value) => Value = value;

    public static FeelBoolean True { get; } = new(true);

    public static FeelBoolean False { get; } = new(false);

    public bool Value { get; }

    public override string TypeName => "boolean";

    public static FeelBoolean Of(bool value) => value ? True : False;
}

public sealed record FeelString(string Value) : FeelValue
{
    public override string TypeName => "string";

    internal override long Weight => 1 + (Value.Length / 16);
}

/// <summary>An ordered list.</summary>
public sealed record FeelList : FeelValue
{
    private readonly FeelValue[] items;

    public FeelList(params IEnumerable<FeelValue> items) : this([.. items])
    {
    }

    internal FeelList(FeelValue[] items)
    {
        this.items = items;
        var weight = 1L;
        foreach (var item in items)
        {
            weight += item.Weight;
        }
        Weight = weight;
    }

    public static FeelList Empty { get; } = new(Array.Empty<FeelValue>());

    public override string TypeName => "list";

    public IReadOnlyList<FeelValue> Items => items;

    internal ReadOnlySpan<FeelValue> Span => items;

    internal override long Weight { get; }

    public bool Equals(FeelList? other) => other is not null && items.AsSpan().SequenceEqual(other.items);

    public override int GetHashCode() => items.Length;
}

/// <summary>
/// A context: names with values, in order. One made by <see cref="OfFacts"/> says of an entry it lacks
/// that the fact is not known; any other says that there is none.
/// </summary>
public sealed record FeelContextValue : FeelValue, IFeelFacts
{
    private readonly Dictionary<string, int> index;
    private readonly KeyValuePair<string, FeelValue>[] entries;

    public FeelContextValue(params IEnumerable<KeyValuePair<string, FeelValue>> entries)
    {
        index = new Dictionary<string, int>(StringComparer.Ordinal);
        var kept = new List<KeyValuePair<string, FeelValue>>();
        var weight = 1L;
        foreach (var (name, value) in entries)
        {
            var key = FeelName.Normalise(name);
            if (index.TryGetValue(key, out var at))
            {
                weight -= kept[at].Value.Weight;
                kept[at] = KeyValuePair.Create(key, value);
            }
            else
            {
                index[key] = kept.Count;
                kept.Add(KeyValuePair.Create(key, value));
                weight++;
            }
            weight += value.Weight;
        }
        this.entries = [.. kept];
        Weight = weight;
    }

    public static FeelContextValue Empty { get; } = new([]);

    public override string TypeName => "context";

    public IReadOnlyList<KeyValuePair<string, FeelValue>> Entries => entries;

    /// <summary>Whose facts these are, for naming what is missing; null when an absent entry is simply absent.</summary>
    public string? FactsOf { get; private init; }

    internal override long Weight { get; }

    /// <summary>Known facts about somebody: an entry that is not here is not known, and will be named "<paramref name="whose"/>.entry".</summary>
    public static FeelContextValue OfFacts(string whose, params IEnumerable<KeyValuePair<string, FeelValue>> known) =>
        new(known) { FactsOf = whose };

    public bool TryGet(string name, [NotNullWhen(true)] out FeelValue? value)
    {
        var found = index.TryGetValue(name, out var at);
        value = found ? entries[at].Value : null;
        return found;
    }

    /// <summary>The entry, or the null that says why there is none.</summary>
    public FeelValue Get(string name) =>
        TryGet(name, out var value) ? value
        : FactsOf is { } whose ? FeelNull.Unknown($"{whose}.{name}")
        : FeelNull.Because(FeelReason.NoEntry(name));

    public bool Equals(FeelContextValue? other) =>
        other is not null && entries.Length == other.entries.Length
        && entries.All(entry => other.TryGet(entry.Key, out var value) && value.Equals(entry.Value));

    public override int GetHashCode() => entries.Length;
}

/// <summary>A range; an end that is absent is open towards infinity, one that is a <see cref="FeelNull"/> is not known.</summary>
public sealed record FeelRange(FeelValue? Start, bool StartIncluded, FeelValue? End, bool EndIncluded) : FeelValue
{
    public override string TypeName => "range";

    internal override long Weight { get; } = 1 + (Start?.Weight ?? 0) + (End?.Weight ?? 0);

    /// <summary>The comparison it was written as, "(&lt; 10)"; FEEL does not equal it with an interval.</summary>
    public string? Sign { get; init; }
}

/// <summary>A function: a built-in, or one written in FEEL.</summary>
public abstract record FeelFunction : FeelValue
{
    private protected FeelFunction()
    {
    }

    public override string TypeName => "function";

    public abstract IReadOnlyList<string> Parameters { get; }

    /// <summary>Calls it; the names are those of the parameters when called by name, in the order of the arguments.</summary>
    internal abstract FeelValue Invoke(Run run, FeelValue[] arguments, string[]? names);
}
