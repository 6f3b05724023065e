using System.Collections.Frozen;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel;

/// <summary>The names an expression may use, with their types where known. Names may contain spaces; they are kept in NFC.</summary>
public sealed class FeelScope
{
    private readonly FrozenDictionary<string, FeelType> names;

    public FeelScope(IEnumerable<KeyValuePair<string, FeelType>> names)
    {
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

    public static FeelScope Of(params IEnumerable<string> names) =>
        new(names.Select(name => KeyValuePair.Create(name, FeelType.Any)));

    public FeelScope With(string name, FeelType type) => new(names.Append(KeyValuePair.Create(name, type)));

    public FeelScope With(IEnumerable<KeyValuePair<string, FeelType>> more) => new(names.Concat(more));

    public FeelType? TypeOf(string name) => names.GetValueOrDefault(name);
}
