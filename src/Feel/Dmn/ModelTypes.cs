using Madoguchi.Feel.Evaluation;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Dmn;

/// <summary>The types of another model behind the name of its import.</summary>
internal sealed record Imported(string Prefix, ModelTypes Types);

/// <summary>The types that one model can name: FEEL's own, its item definitions, and those of its imports behind their names.</summary>
internal sealed class ModelTypes
{
    private static readonly Dictionary<string, string> OldNames = new(StringComparer.Ordinal)
    {
        ["dateTime"] = "date and time",
        ["dayTimeDuration"] = "days and time duration",
        ["yearMonthDuration"] = "years and months duration",
        ["duration"] = "days and time duration",
    };

    private readonly Dictionary<string, ItemType?> resolved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DmnItem> items = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<Imported> imports;
    private readonly FeelLimits limits;
    private readonly Action<string, FeelError> found;
    private int depth;

    public ModelTypes(DmnModel model, IReadOnlyList<Imported> imports, FeelLimits limits, Action<string, FeelError> found)
    {
        (this.imports, this.limits, this.found) = (imports, limits, found);
        foreach (var item in model.Items)
        {
            items.TryAdd(item.Name, item);
        }

        var named = new Dictionary<string, FeelType>(StringComparer.Ordinal);
        foreach (var name in items.Keys)
        {
            named[name] = Find(name)?.Shape ?? FeelType.Any;
        }

        foreach (var (prefix, others) in imports)
        {
            foreach (var (name, type) in others.Named)
            {
                named.TryAdd(prefix.Length == 0 ? name : $"{prefix}.{name}", type);
            }
        }

        Named = named;
        Scope = new FeelScope([], named);
    }

    /// <summary>No names but those of the types: what every expression of the model adds its own to.</summary>
    public FeelScope Scope { get; }

    /// <summary>Every type there is besides FEEL's own, as "instance of" and the parameters of functions see them.</summary>
    public IReadOnlyDictionary<string, FeelType> Named { get; }

    /// <summary>Null for no type, for Any, and for a name that nothing has: then nothing is asked of a value.</summary>
    public ItemType? Find(string? name)
    {
        if (name is null)
        {
            return null;
        }

        name = FeelName.Normalise(name);
        if (resolved.TryGetValue(name, out var known))
        {
            return known;
        }

        // A type that contains itself is open where it does.
        resolved[name] = null;
        if (depth > limits.MaxDepth)
        {
            found(name, new("too-deep", default, "型の入れ子が深すぎます。", "Types are nested too deeply."));
            return null;
        }

        depth++;
        var type = FindNew(name);
        depth--;
        return resolved[name] = type;
    }

    private ItemType? FindNew(string name)
    {
        var own = Typing.Named(OldNames.GetValueOrDefault(name, name));
        return items.TryGetValue(name, out var item) ? Resolve(item)
            : own is not null ? own == FeelType.Any ? null : new ItemType(name, own)
            : imports.Select(import => import.Types.Find(import.Prefix.Length == 0 ? name
                : name.StartsWith($"{import.Prefix}.", StringComparison.Ordinal) ? name[(import.Prefix.Length + 1)..] : null)).FirstOrDefault(type => type is not null);
    }

    private ItemType Resolve(DmnItem item)
    {
        var one = ResolveOne(item);
        (one.AllowedTree, one.Allowed) = Tests(item, one.Shape, item.AllowedValues);
        return Constrained(item, item.IsCollection ? new ItemType(item.Name, FeelType.ListOf(one.Shape)) { Element = one } : one);
    }

    private ItemType Constrained(DmnItem item, ItemType type) => Tests(item, type.Shape, item.Constraint) is (var tree, { } constraint)
        ? new ItemType(item.Name, type.Shape) { Element = type.Element, Narrows = type, Allowed = constraint, AllowedTree = tree }
        : type;

    private ItemType ResolveOne(DmnItem item)
    {
        if (item.IsFunction)
        {
            return new ItemType(item.Name, FeelType.Function);
        }

        if (item.Components.Count > 0)
        {
            var members = item.Components.Select(component => (component.Name, Type: component.Components.Count > 0 || component.IsCollection || component.AllowedValues is not null
                || component.Constraint is not null || component.IsFunction ? Resolve(component) : Find(component.Type))).DistinctBy(member => member.Name).ToList();
            var type = new ItemType(item.Name, FeelType.ContextWith(members.Select(member => KeyValuePair.Create(member.Name, member.Type?.Shape ?? FeelType.Any))));
            foreach (var (name, member) in members)
            {
                if (member is not null)
                {
                    type.Members[name] = member;
                }
            }

            return type;
        }

        return Find(item.Type) is { } wider
            ? new ItemType(item.Name, wider.Shape) { Element = wider.Element, Narrows = wider }
            : new ItemType(item.Name, FeelType.Any);
    }

    private (Tests? Tree, Code? Code) Tests(DmnItem item, FeelType input, string? text)
    {
        if (text is null)
        {
            return (null, null);
        }

        var parsed = Parser.ParseTests(text, FeelScope.Empty.With("?", input), limits);
        if (parsed.IsValid)
        {
            return (parsed.Value as Tests, Compiler.CompileTests(parsed.Value, FeelScope.Empty, input).Code);
        }

        found(item.Name, parsed.Errors[0]);
        return (null, null);
    }
}
