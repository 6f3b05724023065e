using Madoguchi.Feel.Functions;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Evaluation;

/// <summary>
/// Binds a tree once: every name becomes a step outward through frames, an entry of a filtered element, a built-in or a fact;
/// every node becomes a closure. A second compiler, over columns, can stand beside it on the same tree.
/// </summary>
internal sealed class Compiler
{
    private readonly FeelScope scope;
    private readonly Dictionary<string, FeelName> free = new(StringComparer.Ordinal);
    private readonly List<FeelError> warnings = [];

    /// <summary>Where each warning stands.</summary>
    private readonly List<Place?> places = [];
    private readonly Dictionary<TableOf, Tables.Plan> plans = new(ReferenceEqualityComparer.Instance);
    private Place? place;

    /// <summary>What the frames will hold at run time, innermost last. A local without a name is the element of a filter.</summary>
    private readonly List<Local> locals = [];

    private int inputUses;
    private int partialUses;

    private Compiler(FeelScope scope) => this.scope = scope;

    public static Compiled Compile(Expr tree, FeelScope scope)
    {
        var compiler = new Compiler(scope);
        var code = compiler.Bind(tree);
        return new Compiled(code, compiler.free.Values, compiler.warnings) { Places = compiler.places, Plans = compiler.plans };
    }

    public static Compiled CompileTests(Expr tree, FeelScope scope, FeelType inputType)
    {
        var compiler = new Compiler(scope);
        compiler.locals.Add(new("?", inputType));
        var code = compiler.Bind(tree);
        return new Compiled(code, compiler.free.Values, compiler.warnings);
    }

    private Code Bind(Expr expr) => expr switch
    {
        Literal { Value: var value } => (_, _) => value,
        NameUse name => BindName(name, isCalled: false),
        Negation negation => Bind(negation.Operand) is var operand ? (run, frame) => Operations.Negate(operand(run, frame)) : null!,
        Binary binary => BindBinary(binary),
        Logic logic => BindLogic(logic),
        Between between => BindBetween(between),
        Membership membership => BindMembership(membership),
        Conditional choice => BindConditional(choice),
        ForLoop loop => Loops.Bind(BindIterations(loop.Iterations, partial: true, loop.Body), loop.Body.Size),
        Quantified quantified => Loops.BindQuantified(BindIterations(quantified.Iterations, partial: false, quantified.Body), quantified.Body.Size, quantified.IsSome, quantified.IsStrict),
        ListOf list => BindList(list),
        ContextOf context => BindContext(context),
        MemberOf path => BindPath(path),
        Filter filter => BindFilter(filter),
        Call call => BindCall(call),
        InstanceOf test => BindInstance(test),
        Lambda lambda => BindLambda(lambda),
        RangeOf range => BindRange(range),
        SignedRange range => BindSignedRange(range),
        Tests tests => BindTests(tests),
        Let let => BindLet(let),
        Fitted fitted => Bind(fitted.Value) is var value ? (run, frame) => fitted.Wanted.Fit(run, value(run, frame)) : null!,
        External external => BindExternal(external),
        TableOf table => Tables.Bind(PlanOf(table)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private Code BindName(NameUse use, bool isCalled)
    {
        var name = use.Name;
        return BindFrom(locals.Count - 1, depth: 0, mayBeMember: false);

        Code BindFrom(int at, int depth, bool mayBeMember)
        {
            for (; at >= 0; at--, depth++)
            {
                var (local, type) = locals[at];
                var steps = depth;
                if (local == name)
                {
                    inputUses += name == "?" ? 1 : 0;
                    partialUses += name == "partial" ? 1 : 0;
                    return (_, frame) => Outward(frame, steps);
                }
                if (local is null && name == "item")
                {
                    return (_, frame) => Paths.TryOwn(Outward(frame, steps), name) ?? Outward(frame, steps);
                }
                if (local is null && Typing.IsMember(type, name) is not false)
                {
                    if (Typing.IsMember(type, name) is true)
                    {
                        return (_, frame) => Paths.Member(Outward(frame, steps), name);
                    }
                    var otherwise = BindFrom(at - 1, depth + 1, mayBeMember: true);
                    return (run, frame) => Paths.OwnOr(Outward(frame, steps), name, otherwise, run, frame);
                }
            }
            return BindFree(use, isCalled, mayBeMember);
        }
    }

    private Code BindFree(NameUse use, bool isCalled, bool mayBeMember)
    {
        var name = use.Name;
        if (scope.TypeOf(name) is null && BuiltIns.Find(name) is { } function)
        {
            return (_, _) => function;
        }
        var known = scope.TypeOf(name) is not null;
        if (!free.TryGetValue(name, out var before) || (before.MayBeMember && !mayBeMember))
        {
            free[name] = new FeelName(name, use.Span, known, mayBeMember, isCalled);
        }
        if (!known && !mayBeMember)
        {
            Warn(Findings.UnknownName(use, isCalled, scope));
        }
        // A name that only an element could have had, and has not, is no fact that anybody could supply.
        var absent = known || !mayBeMember ? FeelNull.Unknown(name) : FeelNull.Because(FeelReason.NoEntry(name));
        return (run, _) => run.Context.Facts.TryGet(name, out var value) ? value : absent;
    }

    private static FeelValue Outward(Frame? frame, int steps)
    {
        for (; steps > 0; steps--)
        {
            frame = frame!.Outer;
        }
        return frame!.Value;
    }

    private Code BindBinary(Binary binary)
    {
        var (left, right, sign) = (Bind(binary.Left), Bind(binary.Right), binary.Sign);
        if (sign is "=" or "!=" or "<" or "<=" or ">" or ">=" && !Typing.IsComparable(binary.Left.Type, binary.Right.Type))
        {
            Warn(Findings.Incomparable(binary));
        }
        return sign switch
        {
            "=" => (run, frame) => Equal(run, left(run, frame), right(run, frame)),
            "!=" => (run, frame) => Operations.Not(Equal(run, left(run, frame), right(run, frame))),
            "<" or "<=" or ">" or ">=" => (run, frame) => Operations.Compare(sign, left(run, frame), right(run, frame)),
            "+" => (run, frame) => Operations.Arithmetic(sign, left(run, frame), right(run, frame)) switch
            {
                FeelString text => run.Made(text),
                var sum => sum,
            },
            _ => (run, frame) => Operations.Arithmetic(sign, left(run, frame), right(run, frame)),
        };
    }

    /// <summary>Lists and contexts cost what they hold; the rest is free.</summary>
    private static FeelValue Equal(Run run, FeelValue left, FeelValue right) =>
        left is FeelList or FeelContextValue && !run.Spend(left.Weight) ? Run.Spent : Operations.Equal(left, right);

    private Code BindLogic(Logic logic)
    {
        var operands = Array.ConvertAll(logic.Operands, Bind);
        var decides = !logic.IsAnd;
        return (run, frame) =>
        {
            FeelValue result = FeelBoolean.Of(!decides);
            foreach (var operand in operands)
            {
                var next = operand(run, frame);
                result = decides ? Operations.Or(result, next) : Operations.And(result, next);
                if (result is FeelBoolean { Value: var value } && value == decides)
                {
                    break;
                }
            }
            return result;
        };
    }

    private Code BindBetween(Between between)
    {
        var (value, low, high) = (Bind(between.Value), Bind(between.Low), Bind(between.High));
        return (run, frame) =>
        {
            var middle = value(run, frame);
            return Operations.And(Operations.Compare("<=", low(run, frame), middle), Operations.Compare("<=", middle, high(run, frame)));
        };
    }

    private Code BindMembership(Membership membership)
    {
        var (value, tests) = (Bind(membership.Value), Array.ConvertAll(membership.Tests, Bind));
        return (run, frame) =>
        {
            var input = value(run, frame);
            FeelValue result = FeelBoolean.False;
            for (var i = 0; i < tests.Length && result is not FeelBoolean { Value: true }; i++)
            {
                var test = tests[i](run, frame);
                result = run.Spend(test.Weight) ? Operations.Or(result, Operations.In(input, test)) : Run.Spent;
            }
            return result;
        };
    }

    private Code BindConditional(Conditional choice)
    {
        var (condition, then, otherwise) = (Bind(choice.Condition), Bind(choice.Then), Bind(choice.Else));
        return (run, frame) => condition(run, frame) switch
        {
            FeelBoolean { Value: true } => then(run, frame),
            // Unknown is not false: DMN would take "else" here.
            FeelNull { IsUnknown: true } unknown => unknown,
            FeelBoolean or FeelNull => otherwise(run, frame),
            var other => choice.IsStrict ? FeelNull.Because(FeelReason.WrongType("if", "boolean", other)) : otherwise(run, frame),
        };
    }

    private Code BindList(ListOf list)
    {
        var items = Array.ConvertAll(list.Items, Bind);
        return (run, frame) => run.Made(new FeelList(Array.ConvertAll(items, item => item(run, frame))));
    }

    private Code BindContext(ContextOf context)
    {
        var entries = new (string Name, Code Value)[context.Entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = (context.Entries[i].Name, Bind(context.Entries[i].Value));
            locals.Add(new(context.Entries[i].Name, context.Entries[i].Value.Type));
        }
        locals.RemoveRange(locals.Count - entries.Length, entries.Length);
        if (entries.DistinctBy(entry => entry.Name).Count() != entries.Length)
        {
            var twice = FeelNull.Because(new FeelReason("duplicate-entry", "同じ名前の項目が二つあります。", "An entry is given twice."));
            return (_, _) => twice;
        }
        return (run, frame) =>
        {
            var made = new KeyValuePair<string, FeelValue>[entries.Length];
            for (var i = 0; i < entries.Length; i++)
            {
                var value = entries[i].Value(run, frame);
                made[i] = KeyValuePair.Create(entries[i].Name, value);
                frame = new Frame(frame, value);
            }
            return run.Made(new FeelContextValue(made));
        };
    }

    private Code BindLet(Let let)
    {
        var entries = new Code[let.Entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = Bind(let.Entries[i].Value);
            locals.Add(new(let.Entries[i].Name, let.Entries[i].Value.Type));
        }
        var body = Bind(let.Body);
        locals.RemoveRange(locals.Count - entries.Length, entries.Length);
        return (run, frame) =>
        {
            foreach (var entry in entries)
            {
                frame = new Frame(frame, entry(run, frame));
            }
            return body(run, frame);
        };
    }

    private Code BindExternal(External external)
    {
        var arguments = Array.ConvertAll(external.Arguments, Bind);
        return (run, frame) => run.Made(run.Context.Externals.Call(
            external.Class, external.Method, Array.ConvertAll(arguments, argument => argument(run, frame))));
    }

    private Tables.Plan PlanOf(TableOf table)
    {
        var outside = place;
        var inputs = table.Inputs.Select((input, column) => new Tables.Input(
            At(table, null, column, () => Bind(input.Value)), input.Allowed is { } allowed ? At(table, null, column, () => BindCell(allowed, input.Value.Type)) : null)).ToArray();
        var outputs = table.Outputs.Select((output, column) => new Tables.Output(
            output.Name,
            output.Values is { } values ? Array.ConvertAll(values.Alternatives, value => At(table, null, inputs.Length + column, () => BindCell(new Tests(value.Span, false, false, [value]), FeelType.Any))) : [],
            output.Default is { } otherwise ? At(table, null, inputs.Length + column, () => Bind(otherwise)) : null)).ToArray();
        var rows = table.Rows.Select((row, at) => new Tables.Row(
            [.. row.Cells.Zip(table.Inputs, (cell, input) => (cell, input)).Select((pair, column) => pair.cell is null ? null : At(table, at, column, () => BindCell(pair.cell, pair.input.Value.Type)))],
            [.. row.Outputs.Select((output, column) => At(table, at, inputs.Length + column, () => Bind(output)))])).ToArray();
        place = outside;
        return plans[table] = new(table.Policy, table.Aggregation, inputs, outputs, rows)
        {
            Source = table,

            // What is local could hide a function that a constant is made with.
            MayHaveIndex = locals.TrueForAll(local => local.Name is { } name && BuiltIns.Find(name) is null),
        };
    }

    private Code At(TableOf table, int? row, int column, Func<Code> bind)
    {
        place = new(table, row, column);
        return bind();
    }

    private void Warn(FeelError warning)
    {
        warnings.Add(warning);
        places.Add(place);
    }

    private Code BindCell(Tests tests, FeelType inputType)
    {
        locals.Add(new("?", inputType));
        var code = Bind(tests);
        locals.RemoveAt(locals.Count - 1);
        return code;
    }

    private Code BindPath(MemberOf path)
    {
        var (target, member) = (Bind(path.Target), path.Member);
        return (run, frame) => target(run, frame) switch
        {
            FeelList list when !run.Spend(list.Items.Count) => Run.Spent,
            var value => Paths.Member(value, member),
        };
    }

    private Code BindFilter(Filter filter)
    {
        var target = Bind(filter.Target);
        locals.Add(new(null, Typing.ElementOf(filter.Target.Type)));
        var condition = Bind(filter.Condition);
        locals.RemoveAt(locals.Count - 1);
        var (size, isIndex) = (filter.Condition.Size, filter.Condition.Type == FeelType.Number);
        return (run, frame) => Paths.Filter(run, frame, target(run, frame), condition, size, isIndex);
    }

    private Code BindCall(Call call)
    {
        var target = call.Target is NameUse name ? BindName(name, isCalled: true) : Bind(call.Target);
        var (arguments, names, called) = (Array.ConvertAll(call.Arguments, Bind), call.Names, call.Target);
        return (run, frame) =>
        {
            var given = Array.ConvertAll(arguments, argument => argument(run, frame));
            return target(run, frame) switch
            {
                FeelFunction function => run.Recorder is { } recorder
                    ? recorder.Call(called.ToString(), function, run, given, names)
                    : function.Invoke(run, given, names),
                FeelNull { IsUnknown: true } unknown => unknown,
                FeelNull => FeelNull.Because(FeelReason.NoFunction(called.ToString())),
                var value => FeelNull.Because(FeelReason.WrongType(called.ToString(), "function", value)),
            };
        };
    }

    private Code BindInstance(InstanceOf test)
    {
        var target = Bind(test.Target);
        return (run, frame) => target(run, frame) is var value && run.Spend(value.Weight) ? Types.IsInstance(value, test.Wanted) : Run.Spent;
    }

    private Code BindLambda(Lambda lambda)
    {
        locals.AddRange(lambda.Parameters.Select(parameter => new Local(parameter.Name, parameter.Type)));
        var body = Bind(lambda.Body);
        locals.RemoveRange(locals.Count - lambda.Parameters.Length, lambda.Parameters.Length);
        var parameters = Array.ConvertAll(lambda.Parameters, parameter => parameter.Name);
        return (run, frame) => new Closure(lambda, parameters, body, frame, run.Context);
    }

    private Code BindRange(RangeOf range)
    {
        var (start, end) = (Bind(range.Start), Bind(range.End));
        return (run, frame) => Ranges.Make(start(run, frame), range.StartIncluded, end(run, frame), range.EndIncluded);
    }

    private Code BindSignedRange(SignedRange range)
    {
        var (bound, sign) = (Bind(range.Bound), range.Sign);
        return (run, frame) => run.Made(Ranges.Make(sign, bound(run, frame)));
    }

    private Loops.Plan BindIterations(Iteration[] iterations, bool partial, Expr body)
    {
        var sources = new (Code From, Code? To)[iterations.Length];
        for (var i = 0; i < iterations.Length; i++)
        {
            sources[i] = (Bind(iterations[i].From), iterations[i].To is { } to ? Bind(to) : null);
            locals.Add(new(iterations[i].Name, iterations[i].To is null ? Typing.ElementOf(iterations[i].From.Type) : FeelType.Number));
        }
        if (partial)
        {
            locals.Add(new("partial", FeelType.ListOf(FeelType.Any)));
        }
        var before = partialUses;
        var code = Bind(body);
        var added = iterations.Length + (partial ? 1 : 0);
        locals.RemoveRange(locals.Count - added, added);
        return new Loops.Plan(sources, code, UsesPartial: partialUses > before);
    }

    private Code BindTests(Tests tests)
    {
        if (tests.IsAny)
        {
            return (_, _) => FeelBoolean.True;
        }
        var alternatives = Array.ConvertAll(tests.Alternatives, BindTest);
        return (run, frame) =>
        {
            var input = frame!.Value;
            FeelValue result = FeelBoolean.False;
            for (var i = 0; i < alternatives.Length && result is not FeelBoolean { Value: true }; i++)
            {
                var test = alternatives[i].Code(run, frame);
                var isVerdict = alternatives[i].UsesInput || (test is FeelBoolean && input is not (FeelBoolean or FeelNull));
                result = Operations.Or(result, isVerdict ? test : Operations.In(input, test));
            }
            return tests.IsNegated ? Operations.Not(result) : result;
        };
    }

    private Test BindTest(Expr test)
    {
        var before = inputUses;
        return new(Bind(test), inputUses > before);
    }

    private sealed record Local(string? Name, FeelType Type);

    private sealed record Test(Code Code, bool UsesInput);

    /// <summary>A cell of a table: a row, null for the head of the column; a column, the outputs behind the inputs.</summary>
    internal sealed record Place(TableOf Table, int? Row, int Column);

    internal sealed record Compiled(Code Code, IReadOnlyCollection<FeelName> Free, IReadOnlyList<FeelError> Warnings)
    {
        /// <summary>For each warning the cell; null where it stands in no table.</summary>
        public IReadOnlyList<Place?> Places { get; init; } = [];

        public IReadOnlyDictionary<TableOf, Tables.Plan> Plans { get; init; } = new Dictionary<TableOf, Tables.Plan>();

        public IReadOnlyList<FeelName> Names => [.. Free.OrderBy(name => name.Span.Start)];
    }
}
