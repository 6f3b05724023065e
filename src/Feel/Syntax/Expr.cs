namespace Madoguchi.Feel.Syntax;

/// <summary>The tree of an expression. Types are what can be told cheaply while parsing.</summary>
internal abstract record Expr(FeelSpan Span)
{
    public FeelType Type { get; init; } = FeelType.Any;

    /// <summary>Nodes below and including this: what one evaluation of it costs at most, loops aside.</summary>
    public int Size { get; private set; } = 1;

    public int Height { get; private set; } = 1;

    public sealed override string ToString() => Printer.Print(this);

    /// <summary>Tells a node that was just made the size and the height that it has above these children.</summary>
    public static T Above<T>(T node, ReadOnlySpan<Expr> children)
        where T : Expr
    {
        var (size, height) = (1, 1);
        foreach (var child in children)
        {
            size += child.Size;
            height = Math.Max(height, child.Height + 1);
        }
        (node.Size, node.Height) = (size, height);
        return node;
    }
}

internal sealed record Literal(FeelSpan Span, FeelValue Value) : Expr(Span);

internal sealed record NameUse(FeelSpan Span, string Name) : Expr(Span);

internal sealed record Negation(FeelSpan Span, Expr Operand) : Expr(Span);

/// <summary>+ - * / ** = != &lt; &lt;= &gt; &gt;=</summary>
internal sealed record Binary(FeelSpan Span, string Sign, Expr Left, Expr Right) : Expr(Span);

internal sealed record Logic(FeelSpan Span, bool IsAnd, Expr[] Operands) : Expr(Span);

internal sealed record Between(FeelSpan Span, Expr Value, Expr Low, Expr High) : Expr(Span);

internal sealed record Membership(FeelSpan Span, Expr Value, Expr[] Tests) : Expr(Span);

internal sealed record Conditional(FeelSpan Span, Expr Condition, Expr Then, Expr Else) : Expr(Span)
{
    /// <summary>A condition that is neither true, false nor null is an error, as in boxes.</summary>
    public bool IsStrict { get; init; }
}

/// <summary>One source of a loop; "To" is the end of a counted one (<c>i in 1..n</c>), else null.</summary>
internal sealed record Iteration(string Name, Expr From, Expr? To);

internal sealed record ForLoop(FeelSpan Span, Iteration[] Iterations, Expr Body) : Expr(Span);

internal sealed record Quantified(FeelSpan Span, bool IsSome, Iteration[] Iterations, Expr Body) : Expr(Span)
{
    /// <summary>A verdict that is neither true, false nor null is an error, as in boxes.</summary>
    public bool IsStrict { get; init; }
}

internal sealed record ListOf(FeelSpan Span, Expr[] Items) : Expr(Span);

internal sealed record ContextOf(FeelSpan Span, (string Name, Expr Value)[] Entries) : Expr(Span);

internal sealed record MemberOf(FeelSpan Span, Expr Target, string Member) : Expr(Span);

internal sealed record Filter(FeelSpan Span, Expr Target, Expr Condition) : Expr(Span);

/// <summary>A call; the names are those of the parameters when called by name, else null.</summary>
internal sealed record Call(FeelSpan Span, Expr Target, Expr[] Arguments, string[]? Names) : Expr(Span);

internal sealed record InstanceOf(FeelSpan Span, Expr Target, FeelType Wanted) : Expr(Span);

internal sealed record Lambda(FeelSpan Span, (string Name, FeelType Type)[] Parameters, Expr Body) : Expr(Span);

internal sealed record RangeOf(FeelSpan Span, Expr Start, bool StartIncluded, Expr End, bool EndIncluded) : Expr(Span);

/// <summary>A range by one comparison: <c>(&lt; 10)</c>, or the test <c>&lt; 10</c>.</summary>
internal sealed record SignedRange(FeelSpan Span, string Sign, Expr Bound) : Expr(Span);

/// <summary>The tests of a cell; <see cref="IsAny"/> is "-".</summary>
internal sealed record Tests(FeelSpan Span, bool IsAny, bool IsNegated, Expr[] Alternatives) : Expr(Span);

/// <summary>Entries as of a context, and a body that may name them: a boxed context that has a result.</summary>
internal sealed record Let(FeelSpan Span, (string Name, Expr Value)[] Entries, Expr Body) : Expr(Span);

/// <summary>A value as a type of its model.</summary>
internal sealed record Fitted(FeelSpan Span, Expr Value, Dmn.ItemType Wanted) : Expr(Span);

/// <summary>A call of a function that is registered from outside, with the parameters of the function around it.</summary>
internal sealed record External(FeelSpan Span, string Class, string Method, NameUse[] Arguments) : Expr(Span);

/// <summary>A decision table. A cell that any value passes is null.</summary>
internal sealed record TableOf(
    FeelSpan Span, HitPolicy Policy, Aggregation Aggregation, TableInput[] Inputs, TableOutput[] Outputs, TableRow[] Rows) : Expr(Span)
{
    /// <summary>As it was written, for proofs: texts of cells, labels, annotations.</summary>
    public DmnTable? Written { get; init; }
}

internal sealed record TableInput(Expr Value, Tests? Allowed);

internal sealed record TableOutput(string Name, Tests? Values, Expr? Default);

internal sealed record TableRow(Tests?[] Cells, Expr[] Outputs);
