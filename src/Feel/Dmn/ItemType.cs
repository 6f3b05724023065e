using Madoguchi.Feel.Evaluation;

namespace Madoguchi.Feel.Dmn;

/// <summary>A resolved type of a model: what a value looks like, and what else it has to be.</summary>
internal sealed class ItemType(string name, FeelType shape)
{
    public string Name { get; } = name;

    public FeelType Shape { get; } = shape;

    /// <summary>The type of the elements of a collection.</summary>
    public ItemType? Element { get; init; }

    public Dictionary<string, ItemType> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>Unary tests that a value has to pass; null when any will do.</summary>
    public Code? Allowed { get; set; }

    /// <summary>The same tests, for those that read them otherwise than one case at a time.</summary>
    public Syntax.Tests? AllowedTree { get; set; }

    /// <summary>The type this one narrows.</summary>
    public ItemType? Narrows { get; init; }

    /// <summary>Whether more is asked of a value than its kind.</summary>
    public bool IsConstrained => Allowed is not null || Narrows is { IsConstrained: true } || Element is { IsConstrained: true }
        || Members.Values.Any(member => member.IsConstrained);

    /// <summary>Whether every value of that kind is of this type as it is.</summary>
    public bool Takes(FeelType kind) => !IsConstrained && (Shape == FeelType.Any || Shape == kind || (Shape, kind) switch
    {
        (FeelType.ContextOf wanted, FeelType.ContextOf given) => wanted.Members.All(member => given.Members.TryGetValue(member.Key, out var type) && IsWithin(type, member.Value)),
        _ => false,
    });

    /// <summary>The value as this type (DMN 1.5, 10.3.2.9.4), or the null that says it is none. Null is of every type.</summary>
    public FeelValue Fit(Run run, FeelValue value) =>
        value is FeelNull ? value
        : Coercion.To(value, Shape) is { } fitting && Passes(run, fitting) ? fitting
        : FeelNull.Because(FeelReason.NotOfType(Name, value));

    private static bool IsWithin(FeelType given, FeelType wanted) => wanted == FeelType.Any || wanted == given || (given, wanted) switch
    {
        (FeelType.List one, FeelType.List other) => IsWithin(one.Element, other.Element),
        (FeelType.ContextOf one, FeelType.ContextOf other) => other.Members.All(member => one.Members.TryGetValue(member.Key, out var type) && IsWithin(type, member.Value)),
        _ => false,
    };

    private bool Passes(Run run, FeelValue value)
    {
        if (!run.Spend(1) || (Narrows is { } wider && !wider.Passes(run, value)))
        {
            return false;
        }

        if (value is FeelList list && Element is { } element)
        {
            foreach (var item in list.Items)
            {
                if (item is not FeelNull && !element.Passes(run, item))
                {
                    return false;
                }
            }
        }

        if (value is FeelContextValue context)
        {
            foreach (var (member, type) in Members)
            {
                if (context.TryGet(member, out var entry) && entry is not FeelNull && !type.Passes(run, entry))
                {
                    return false;
                }
            }
        }

        return Allowed is not { } allowed || allowed(run, new Frame(null, value)) is FeelBoolean { Value: true } or FeelNull { IsUnknown: true };
    }
}
