using System.Collections.Frozen;
using System.Collections.Immutable;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel;

/// <summary>The names an expression may use, with their types where known. Names may contain spaces; they are kept in NFC.</summary>
public sealed class FeelScope
{
    private readonly FrozenDictionary<string, FeelType> names;

    /// <param name="names">What expressions may name.</param>
    /// <param name="types">The types they may name besides FEEL's own.</param>
    public FeelScope(IEnumerable<KeyValuePair<string, FeelType>> names, IReadOnlyDictionary<string, FeelType>? types = null)
    {
        Types = types ?? ImmutableDictionary<string, FeelType>.Empty;
        var known = new Dictionary<string, FeelType>(StringComparer.Ordinal);
        foreach (var (name, type) in names)
        {
            known[FeelName.Normalise(name)] = type;
        }
        this.names = known.ToFrozenDictionary(StringComparer.Ordinal);
        Table = new NameTable(known);
    }

    public static FeelScope Empty { get; } = new([]);

    internal NameTable Table { get; }

    public IEnumerable<string> Names => names.Keys;

    public IReadOnlyDictionary<string, FeelType> Types { get; }

    public static FeelScope Of(params IEnumerable<string> names) =>
        new(names.Select(name => KeyValuePair.Create(name, FeelType.Any)));

    public FeelScope With(string name, FeelType type) => new(names.Append(KeyValuePair.Create(name, type)), Types);

    public FeelScope With(IEnumerable<KeyValuePair<string, FeelType>> more) => new(names.Concat(more), Types);

    public FeelType? TypeOf(string name) => names.GetValueOrDefault(name);
}
