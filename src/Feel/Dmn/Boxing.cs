using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Dmn;

/// <summary>
/// Boxed expressions as trees of FEEL, so that one compiler serves both. What cannot be read becomes the null that says why, and a
/// finding: the rest of the model goes on.
/// </summary>
internal sealed class Boxing(ModelTypes types, FeelLimits limits, Action<DmnFinding> found)
{
    private int depth;

    /// <summary>The cell of the table that is being read.</summary>
    private (int? Row, int? Column) cell;

    public Expr Box(DmnExpression? expression, FeelScope scope)
    {
        if (expression is null)
        {
            return Null(FeelReason.NoValue);
        }

        if (++depth > limits.MaxDepth)
        {
            depth--;
            return Fail(expression.Id, new("too-deep", default, "式の入れ子が深すぎます。", "Expressions are nested too deeply."));
        }

        var boxed = Fit(Open(expression, scope), expression.Type);
        depth--;
        return boxed;
    }

    /// <summary>A function, whose declared type is that of its result.</summary>
    public Expr Function(DmnFunction function, FeelScope scope, string? result)
    {
        var parameters = function.Parameters.Select(parameter => (parameter.Name, Type: types.Find(parameter.Type)?.Shape ?? FeelType.Any)).ToArray();
        var inner = scope.With(parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Type)));
        var body = function.Kind == DmnFunctionKind.Feel ? Box(function.Body, inner) : External(function);
        return Sized(new Lambda(default, parameters, Fit(body, result)) { Type = FeelType.Function }, body);
    }

    public Expr Fit(Expr value, string? type) => types.Find(type) is { } wanted && wanted.Shape != FeelType.Function
        ? Sized(new Fitted(value.Span, value, wanted) { Type = wanted.Shape }, value)
        : value;

    private Expr Open(DmnExpression expression, FeelScope scope)
    {
        switch (expression)
        {
            case DmnLiteral literal:
                return Literal(literal.Id, literal.Text, scope);
            case DmnContext context:
                return Context(context, scope);
            case DmnList list:
                return ListOf([.. list.Elements.Select(element => Box(element, scope))]);
            case DmnRelation relation:
                return ListOf([.. relation.Rows.Select(row => Entries([.. relation.Columns.Zip(row, (column, cell) => (column.Name, Fit(Box(cell, scope), column.Type)))]))]);
            case DmnFunction function:
                return Function(function, scope, null);
            case DmnInvocation invocation:
                var target = Box(invocation.Function, scope);
                Expr[] arguments = [.. invocation.Bindings.Select(binding => Fit(Box(binding.Value, scope), binding.Variable!.Type))];
                return Sized(new Call(default, target, arguments, arguments.Length == 0 ? null : [.. invocation.Bindings.Select(binding => binding.Variable!.Name)]), [target, .. arguments]);
            case DmnConditional choice:
                var (condition, then, otherwise) = (Box(choice.If, scope), Box(choice.Then, scope), Box(choice.Else, scope));
                return Sized(new Conditional(default, condition, then, otherwise) { IsStrict = true, Type = Typing.Common(then.Type, otherwise.Type) }, condition, then, otherwise);
            case DmnFilter filter:
                var source = Box(filter.In, scope);
                var element = Typing.ElementOf(source.Type);
                var match = Box(filter.Match, scope.With("item", element).With(Typing.Members(element) ?? []));
                return Sized(new Filter(default, source, match), source, match);
            case DmnIterator iterator:
                return Iterator(iterator, scope);
            case DmnTable table:
                return Table(table, scope);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private Expr Literal(string? id, string text, FeelScope scope)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Null(FeelReason.NoValue);
        }

        var parsed = Parser.ParseExpression(text, scope, limits);
        return parsed.IsValid ? parsed.Value : Fail(id, parsed.Errors[0]);
    }

    private Expr Context(DmnContext context, FeelScope scope)
    {
        var entries = new List<(string Name, Expr Value)>();
        foreach (var entry in context.Entries)
        {
            var value = Fit(entry.Value is DmnFunction function ? Function(function, Recursive(scope, entry.Variable), null) : Box(entry.Value, scope), entry.Variable?.Type);
            if (entry.Variable is null || entry.Variable.Name.Length == 0)
            {
                return Sized(new Let(default, [.. entries], value) { Type = value.Type }, [.. entries.Select(made => made.Value), value]);
            }

            entries.Add((entry.Variable.Name, value));
            scope = scope.With(entry.Variable.Name, value.Type);
        }

        return Entries([.. entries]);
    }

    private static FeelScope Recursive(FeelScope scope, DmnVariable? variable) => variable is null ? scope : scope.With(variable.Name, FeelType.Function);

    private Expr Iterator(DmnIterator iterator, FeelScope scope)
    {
        var source = Box(iterator.In, scope);
        var inner = scope.With(iterator.Variable, Typing.ElementOf(source.Type));
        var body = Box(iterator.Return, iterator.Kind == DmnIteration.For ? inner.With("partial", FeelType.ListOf(FeelType.Any)) : inner);
        Iteration[] iterations = [new(iterator.Variable, source, null)];
        return iterator.Kind == DmnIteration.For
            ? Sized(new ForLoop(default, iterations, body) { Type = FeelType.ListOf(body.Type) }, source, body)
            : Sized(new Quantified(default, iterator.Kind == DmnIteration.Some, iterations, body) { IsStrict = true, Type = FeelType.Boolean }, source, body);
    }

    private Expr External(DmnFunction function)
    {
        var body = (function.Body as DmnContext)?.Entries.DistinctBy(entry => entry.Variable?.Name ?? "").ToDictionary(
            entry => entry.Variable?.Name ?? "", entry => ((entry.Value as DmnLiteral)?.Text ?? "").Trim().Trim('"'), StringComparer.Ordinal);
        return function.Kind == DmnFunctionKind.Java && body is not null && body.TryGetValue("class", out var type) && body.TryGetValue("method signature", out var method)
            ? new External(default, type, method, [.. function.Parameters.Select(parameter => new NameUse(default, parameter.Name))])
            : Fail(function.Id, new("external-function", default, "外部の関数には class と method signature が必要です。", "An external function needs class and method signature."));
    }

    private TableOf Table(DmnTable table, FeelScope scope)
    {
        var inputs = new TableInput[table.Inputs.Count];
        var tested = new FeelScope[inputs.Length];
        var outside = cell;
        for (var i = 0; i < inputs.Length; i++)
        {
            var input = table.Inputs[i];
            cell = (null, i + 1);
            var value = Fit(Literal(input.Id, input.Expression, scope), input.Type);
            tested[i] = scope.With("?", value.Type);
            inputs[i] = new(value, input.AllowedValues is { } allowed ? Tests(input.Id, allowed, tested[i]) : null);
        }

        var outputs = new TableOutput[table.Outputs.Count];
        for (var i = 0; i < outputs.Length; i++)
        {
            var output = table.Outputs[i];
            cell = (null, inputs.Length + i + 1);
            outputs[i] = new(
                output.Name ?? "", output.Values is { } values ? Tests(output.Id, values, scope.With("?", FeelType.Any)) : null,
                output.Default is { } otherwise ? Fit(Literal(output.Id, otherwise, scope), output.Type) : null);
        }

        var rows = new TableRow[table.Rules.Count];
        var all = new List<Expr>(Array.ConvertAll(inputs, input => input.Value));
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = Row(table, i, scope, tested);
            all.AddRange(rows[i].Cells.OfType<Expr>());
            all.AddRange(rows[i].Outputs);
        }

        cell = outside;

        return Sized(new TableOf(default, table.HitPolicy, table.Aggregation, inputs, outputs, rows) { Written = table }, [.. all]);
    }

    private TableRow Row(DmnTable table, int row, FeelScope scope, FeelScope[] tested)
    {
        var rule = table.Rules[row];
        var cells = new Tests?[Math.Min(rule.Inputs.Count, tested.Length)];
        for (var i = 0; i < cells.Length; i++)
        {
            cell = (row + 1, i + 1);
            cells[i] = Tests(rule.Id, rule.Inputs[i], tested[i]);
        }

        // A cell that the row lacks is empty.
        var outputs = new Expr[table.Outputs.Count];
        for (var i = 0; i < outputs.Length; i++)
        {
            cell = (row + 1, tested.Length + i + 1);
            outputs[i] = Fit(Literal(rule.Id, i < rule.Outputs.Count ? rule.Outputs[i] : "", scope), table.Outputs[i].Type);
        }

        return new(cells, outputs);
    }

    /// <summary>The tests of a cell; null for "-" and for nothing, which every value passes.</summary>
    private Tests? Tests(string? id, string text, FeelScope scope)
    {
        if (text.AsSpan().Trim() is "" or "-")
        {
            return null;
        }

        var parsed = Parser.ParseTests(text, scope, limits);
        if (parsed.IsValid)
        {
            return parsed.Value is Tests { IsAny: true } ? null : (Tests)parsed.Value;
        }

        return new Tests(default, false, false, [Fail(id, parsed.Errors[0])]);
    }

    private static ContextOf Entries((string Name, Expr Value)[] entries) => Sized(
        new ContextOf(default, entries) { Type = FeelType.ContextWith(entries.DistinctBy(entry => entry.Name).Select(entry => KeyValuePair.Create(entry.Name, entry.Value.Type))) },
        [.. entries.Select(entry => entry.Value)]);

    private static ListOf ListOf(Expr[] items) => Sized(
        new ListOf(default, items) { Type = FeelType.ListOf(items.Length == 0 ? FeelType.Any : items.Select(item => item.Type).Aggregate(Typing.Common)) }, items);

    private Literal Fail(string? id, FeelError error)
    {
        found(new DmnFinding("", id, error) { Row = cell.Row, Column = cell.Column });
        return Null(FeelReason.Broken(error));
    }

    private static Literal Null(FeelReason reason) => new(default, FeelNull.Because(reason)) { Type = FeelType.Null };

    private static T Sized<T>(T node, params ReadOnlySpan<Expr> children)
        where T : Expr => Expr.Above(node, children);
}
