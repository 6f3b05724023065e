using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel;

/// <summary>The names an expression may use, with their types where known. Names may contain spaces; they are kept in NFC.</summary>
public sealed class FeelScope
{
    private static readonly Dictionary<string, FeelType> NoTypes = [];

    /// <summary>The scope that this one adds names to: a model has one scope and every loop and column adds a name or two.</summary>
    private readonly FeelScope? outer;
    private readonly Dictionary<string, FeelType> names = new(StringComparer.Ordinal);

    /// <param name="names">What expressions may name.</param>
    /// <param name="types">The types they may name besides FEEL's own.</param>
    public FeelScope(IEnumerable<KeyValuePair<string, FeelType>> names, IReadOnlyDictionary<string, FeelType>? types = null)
        : this(null, types ?? NoTypes, names)
    {
    }

    private FeelScope(FeelScope? outer, IReadOnlyDictionary<string, FeelType> types, IEnumerable<KeyValuePair<string, FeelType>> names)
    {
        (this.outer, Types) = (outer, types);
        foreach (var (name, type) in names)
        {
            this.names[FeelName.Normalise(name)] = type;
        }
        Tables = [.. outer?.Tables ?? [Functions.BuiltIns.Names], new NameTable(this.names)];
        TypeTable = outer?.TypeTable ?? new NameTable(types);
        Members = MembersOf(outer, this.names.Values);
    }

    public static FeelScope Empty { get; } = new([]);

    /// <summary>How the parser recognises the names, built-in functions first and what hides the others last.</summary>
    internal NameTable[] Tables { get; }

    internal NameTable TypeTable { get; }

    /// <summary>Every member name met in the types of the names: what may follow a dot.</summary>
    internal NameTable Members { get; }

    public IEnumerable<string> Names => outer is null ? names.Keys : outer.Names.Union(names.Keys, StringComparer.Ordinal);

    public IReadOnlyDictionary<string, FeelType> Types { get; }

    public static FeelScope Of(params IEnumerable<string> names) =>
        new(names.Select(name => KeyValuePair.Create(name, FeelType.Any)));

    public FeelScope With(string name, FeelType type) => With(new Dictionary<string, FeelType>(1, StringComparer.Ordinal) { [name] = type });

    public FeelScope With(IEnumerable<KeyValuePair<string, FeelType>> more) => new(this, Types, more);

    public FeelType? TypeOf(string name)
    {
        for (var scope = this; scope is not null; scope = scope.outer)
        {
            if (scope.names.TryGetValue(name, out var type))
            {
                return type;
            }
        }
        return null;
    }

    private static NameTable MembersOf(FeelScope? outer, IEnumerable<FeelType> types)
    {
        var known = outer?.Members ?? Typing.Properties;
        NameTable? own = null;
        foreach (var type in types)
        {
            Learn(type, 0);
        }
        return own ?? known;

        void Learn(FeelType type, int level)
        {
            foreach (var (name, member) in level < 8 && Typing.Members(Typing.ElementOf(type)) is { } members ? members : [])
            {
                own ??= new NameTable(known);
                own.Add(name, FeelType.Any);
                Learn(member, level + 1);
            }
        }
    }
}
