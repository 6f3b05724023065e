using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Columns;

/// <summary>What an expression becomes over rows.</summary>
internal abstract record Lowered
{
    /// <summary>The same for everybody.</summary>
    public sealed record Constant(FeelValue Value) : Lowered;

    public sealed record OfTruth(Truth Truth) : Lowered;

    public sealed record OfValue(Value Value) : Lowered;

    /// <summary>A context that is not made: its entries are asked for one by one.</summary>
    public sealed record Entries(FeelType Type, Names Names) : Lowered;

    /// <summary>Members of the household: those that pass all conditions, one after another.</summary>
    public sealed record Members(IReadOnlyList<Each> Conditions) : Lowered;

    /// <summary>A value of each of the members.</summary>
    public sealed record OfMembers(Members Who, Each What) : Lowered;

    /// <summary>A function of the model, with where its names are found.</summary>
    public sealed record Function(Lambda Source, Names Names) : Lowered;

    /// <summary>An expression of a member, who goes by a name; or whose entries need none, as in a filter. Other names are found around.</summary>
    public sealed record Each(Expr Expression, string? Element, Names Around);
}

/// <summary>Where names are found: what a name is among the nodes of a program; null where it cannot be said over columns.</summary>
internal delegate Lowered? Names(Compartment compartment, string name);

/// <summary>
/// Nodes that go together in one program. A node has the buffers of its program, so nothing is shared between programs but columns.
/// </summary>
internal sealed class Compartment(Space space)
{
    private readonly Dictionary<Source, Lowered> leaves = new(ReferenceEqualityComparer.Instance);

    public Space Space { get; } = space;

    /// <summary>Tests of constants, so that a condition that stands in a hundred tables is worked once.</summary>
    public Dictionary<(Value Value, FeelValue Constant), Truth> Tests { get; } = [];

    /// <summary>Elements of models that were lowered here.</summary>
    public Dictionary<object, Lowered?> Elements { get; } = new(ReferenceEqualityComparer.Instance);

    public Lowered Leaf(Source source)
    {
        if (!leaves.TryGetValue(source, out var leaf))
        {
            leaves[source] = leaf = source.Shape.Kind == Kind.Truth ? new Lowered.OfTruth(new TruthLeaf(source)) : new Lowered.OfValue(new ValueLeaf(source));
        }

        return leaf;
    }
}
