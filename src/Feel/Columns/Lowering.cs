using System.Collections.Immutable;
using Madoguchi.Feel.Dmn;
using Madoguchi.Feel.Evaluation;
using Madoguchi.Feel.Functions;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Columns;

/// <summary>
/// Trees of FEEL to nodes over columns. What has no node of its own and depends on one value only is computed beforehand for each value
/// there can be, by the evaluator of one case. What is left is null, and <see cref="City.Refuse"/> has why.
/// </summary>
internal sealed class Lowering(City city, Compartment compartment, Names names)
{
    private ImmutableDictionary<string, Lowered> locals = ImmutableDictionary<string, Lowered>.Empty;

    public Lowered? Lower(Expr expression) => expression switch
    {
        Literal literal => new Lowered.Constant(literal.Value),
        NameUse name => Named(name.Name) ?? city.Refuse(expression, $"「{name.Name}」は列にできません。", $"\"{name.Name}\" has no column."),
        _ => Folded(expression) ?? Opened(expression) ?? Tabulated(expression),
    };

    public Truth? Truth(Expr expression) => Truth(Lower(expression));

    /// <summary>A truth for each row; a null or an unknown for all rows is one too.</summary>
    public static Truth? Truth(Lowered? lowered) => lowered switch
    {
        Lowered.OfTruth truth => truth.Truth,
        Lowered.Constant { Value: FeelBoolean constant } => new ConstantTruth(constant.Value),
        Lowered.Constant { Value: FeelNull unknown } => new ConstantTruth(false, unknown.IsUnknown, !unknown.IsUnknown),
        _ => null,
    };

    /// <summary>The tests of a cell on a value; null where it cannot be said over columns.</summary>
    public Truth? Cell(Tests cell, Lowered input)
    {
        var outside = locals;
        locals = locals.SetItem("?", input);
        var truth = Truth(input is Lowered.Constant ? Folded(cell) : Alternatives(cell, input) is { } tests ? new Lowered.OfTruth(tests) : Tabulated(cell));
        locals = outside;
        return truth;
    }

    /// <summary>A value as a type of the model.</summary>
    public Lowered? Fit(Expr at, Lowered? lowered, ItemType? type)
    {
        switch (lowered)
        {
            case null:
                return null;
            case var any when type is null:
                return any;
            case Lowered.Constant { Value: var constant }:
                return new Lowered.Constant(Fit(type, constant));
            case Lowered.OfTruth when type.Takes(FeelType.Boolean):
            case Lowered.Entries { Type: var entries } when type.Takes(entries):
            case Lowered.OfValue { Value: var plain } when type.Takes(plain.Shape.Type):
            case Lowered.OfValue { Value.Shape: { Kind: Kind.Coded } coded } when Array.TrueForAll(coded.Dictionary, entry => Fit(type, entry).Equals(entry)):
                return lowered;
            case Lowered.OfValue { Value: var value } when value.Shape.Kind != Kind.Coded && type.Shape == value.Shape.Type:
                return Allowed(value, type) is { } allowed ? new Lowered.OfValue(allowed) : Tabulation.Of(value, one => Fit(type, one));
            case Lowered.OfValue { Value: var value }:
                return Tabulation.Of(value, one => Fit(type, one)) ?? NoFit();
            default:
                return NoFit();
        }

        Lowered? NoFit() => city.Refuse(at, $"型「{type.Name}」に合うかどうかを、列では調べられません。", $"Whether it is of the type \"{type.Name}\" cannot be told over columns.");
    }

    /// <summary>Decides row by row, by the evaluator of one case; null when that needs more than the row.</summary>
    public Truth? RowByRow(Expr expression, Expr? input = null)
    {
        var (code, tested) = (Compile(expression), input is null ? null : Compile(input));
        var leaves = new Dictionary<string, Lowered>(StringComparer.Ordinal);
        foreach (var name in code.Names.Concat(tested?.Names ?? []).Select(name => name.Name).Where(name => name != "?" || input is null))
        {
            switch (Named(name))
            {
                case Lowered.Constant or Lowered.OfTruth or Lowered.OfValue:
                    leaves[name] = Named(name)!;
                    break;
                case Lowered.Entries when compartment.Space == city.Persons:
                    break;
                default:
                    return null;
            }
        }

        return new RowByRow(city.Population, leaves, code.Code, tested?.Code);
    }

    private static FeelValue Fit(ItemType type, FeelValue value) => type.Fit(new Run(FeelContext.Empty), value);

    private Lowered? Named(string name) => locals.TryGetValue(name, out var local) ? local : names(compartment, name);

    /// <summary>Names as they are here, for those in another program: what is local to this one is no name there.</summary>
    private Names Around()
    {
        var here = locals;
        return (other, name) => here.TryGetValue(name, out var local) ? local is Lowered.OfTruth or Lowered.OfValue && other != compartment ? null : local : names(other, name);
    }

    private static Compiler.Compiled Compile(Expr expression) => expression is Tests
        ? Compiler.CompileTests(expression, FeelScope.Empty, FeelType.Any)
        : Compiler.Compile(expression, FeelScope.Empty);

    private FeelValue Evaluate(Compiler.Compiled compiled, IReadOnlyDictionary<string, FeelValue> values)
    {
        var run = new Run(new FeelContext(FeelFacts.Of(values), city.Population.Now));
        return compiled.Code(run, new Frame(null, values.GetValueOrDefault("?", FeelNull.Value)));
    }

    /// <summary>The names that it uses that are not the same for everybody; null when one of them is no value.</summary>
    private List<(string Name, Lowered Lowered)>? Leaves(Compiler.Compiled compiled, Expr expression, Dictionary<string, FeelValue> constants)
    {
        var leaves = new List<(string, Lowered)>();
        foreach (var name in expression is Tests ? compiled.Names.Select(name => name.Name).Append("?") : compiled.Names.Select(name => name.Name))
        {
            switch (Named(name))
            {
                case Lowered.Constant { Value: var value }:
                    constants[name] = value;
                    break;
                case Lowered.OfTruth or Lowered.OfValue:
                    leaves.Add((name, Named(name)!));
                    break;
                default:
                    return null;
            }
        }

        return leaves;
    }

    private Lowered.Constant? Folded(Expr expression)
    {
        var (compiled, constants) = (Compile(expression), new Dictionary<string, FeelValue>(StringComparer.Ordinal));
        return Leaves(compiled, expression, constants) is [] ? new Lowered.Constant(Evaluate(compiled, constants)) : null;
    }

    private Lowered? Tabulated(Expr expression)
    {
        var (compiled, values) = (Compile(expression), new Dictionary<string, FeelValue>(StringComparer.Ordinal));
        if (Leaves(compiled, expression, values) is not [var (name, leaf)])
        {
            return city.Refuse(expression, "この式は列でまとめて計算できません。", "This expression cannot be computed over columns.");
        }

        var value = leaf is Lowered.OfValue one ? one.Value : new TruthAsValue(((Lowered.OfTruth)leaf).Truth);
        return Tabulation.Of(value, one =>
        {
            values[name] = one;
            return Evaluate(compiled, values);
        }) ?? city.Refuse(expression, "この式は列でまとめて計算できません。", "This expression cannot be computed over columns.");
    }

    private Lowered? Opened(Expr expression)
    {
        switch (expression)
        {
            case Binary { Sign: "+" or "-" or "*" } binary:
                return Lower(binary.Left) is { } left && Lower(binary.Right) is { } right ? Numbers.Arithmetic(binary.Sign[0], left, right) : null;
            case Binary { Sign: "=" or "!=" or "<" or "<=" or ">" or ">=" } binary:
                return Lower(binary.Left) is { } one && Lower(binary.Right) is { } other ? OfTruth(Compared(binary.Sign, one, other)) : null;
            case Negation negation:
                return Lower(negation.Operand) is { } operand ? Numbers.Arithmetic('-', new Lowered.Constant(0), operand) : null;
            case Logic logic:
                return OfTruth(Junction(logic.IsAnd, logic.Operands));
            case Between between:
                return Lower(between.Value) is { } middle && Lower(between.Low) is { } low && Lower(between.High) is { } high
                    && Compared("<=", low, middle) is { } above && Compared("<=", middle, high) is { } below ? OfTruth(new Junction(true, [above, below])) : null;
            case Syntax.Membership membership:
                return Lower(membership.Value) is { } value ? OfTruth(In(value, membership.Tests)) : null;
            case Conditional choice:
                return Conditional(choice);
            case MemberOf path:
                return Member(path);
            case Filter filter:
                return Lower(filter.Target) is Lowered.Members members && filter.Condition.Type != FeelType.Number
                    ? new Lowered.Members([.. members.Conditions, new(filter.Condition, null, Around())]) : null;
            case ForLoop { Iterations: [{ To: null } iteration] } loop when Compile(loop.Body).Names.All(name => name.Name != "partial"):
                return Lower(iteration.From) is Lowered.Members all ? new Lowered.OfMembers(all, new(loop.Body, iteration.Name, Around())) : null;
            case Quantified { Iterations: [{ To: null } iteration] } quantified:
                return Lower(iteration.From) is Lowered.Members some
                    ? Reduce(quantified.IsSome ? Reduction.Some : Reduction.Every, some, new(quantified.Body, iteration.Name, Around())) : null;
            case Call call:
                return Called(call);
            case Fitted fitted:
                return Fit(fitted, Lower(fitted.Value), fitted.Wanted);
            case Let let:
                return Let(let);
            case TableOf table:
                return new TableLowering(city, this, table).Lower();
            default:
                return null;
        }
    }

    private static Lowered.OfTruth? OfTruth(Truth? truth) => truth is null ? null : new(truth);

    private Junction? Junction(bool isAnd, Expr[] operands)
    {
        var parts = new Truth[operands.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if ((Truth(operands[i]) ?? city.Fallback(operands[i], RowByRow(operands[i]))) is not { } part)
            {
                return null;
            }

            parts[i] = part;
        }

        return new Junction(isAnd, parts);
    }

    private Truth? Alternatives(Tests cell, Lowered input)
    {
        var parts = new Truth[cell.Alternatives.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (Alternative(cell.Alternatives[i], input) is not { } part)
            {
                return null;
            }

            parts[i] = part;
        }

        var any = parts.Length == 1 ? parts[0] : new Junction(isAnd: false, parts);
        return cell.IsNegated ? new Negated(any) : any;
    }

    private Truth? Alternative(Expr test, Lowered input)
    {
        if (Compile(test).Names.Any(name => name.Name == "?"))
        {
            return Truth(test);
        }

        // A comparison with what is not the same for everybody is no range that could be made beforehand.
        return test is SignedRange range && Folded(range) is null
            ? Lower(range.Bound) is { } bound ? Compared(range.Sign, input, bound) : null
            : Lower(test) is { } lowered ? In(input, lowered, isCell: true) : null;
    }

    private Truth? In(Lowered value, Expr[] tests)
    {
        var parts = new List<Truth>();
        foreach (var test in tests)
        {
            if (Lower(test) is not { } lowered || In(value, lowered, isCell: false) is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }

        return parts.Count == 1 ? parts[0] : new Junction(isAnd: false, [.. parts]);
    }

    /// <param name="input">What is tested.</param>
    /// <param name="test">A range or list that holds it, or what it equals.</param>
    /// <param name="isCell">A truth that does not look at the input is the verdict of a cell by itself.</param>
    private Truth? In(Lowered input, Lowered test, bool isCell)
    {
        switch (input, test)
        {
            case (Lowered.OfValue { Value: var value }, Lowered.Constant { Value: var constant }):
                return isCell && constant is FeelBoolean verdict
                    ? new Test(value, Tabulation.Always(value.Shape, verdict, Operations.In(FeelNull.Value, verdict), Operations.In(Tabulation.Unknown, verdict)))
                    : Test(value, constant);
            case (Lowered.OfTruth { Truth: var truth }, Lowered.Constant { Value: var constant }) when !Operations.IsUnknown(constant):
                return new Mapped(truth, Operations.In(FeelBoolean.True, constant), Operations.In(FeelBoolean.False, constant), Operations.In(FeelNull.Value, constant));
            case (Lowered.OfValue, Lowered.OfValue):
                return Compared("=", input, test);
            default:
                return null;
        }
    }

    /// <summary>A test of a constant, worked once however often it stands in the tables.</summary>
    private Truth? Test(Value value, FeelValue constant)
    {
        if (!compartment.Tests.TryGetValue((value, constant), out var test) && Tabulation.Within(value.Shape, constant) is { } answers)
        {
            compartment.Tests[(value, constant)] = test = new Test(value, answers);
        }

        return test;
    }

    private Truth? Compared(string sign, Lowered left, Lowered right)
    {
        if (sign == "!=")
        {
            return Compared("=", left, right) is { } equal ? new Negated(equal) : null;
        }

        return (left, right) switch
        {
            // What equals a list is another question than what a list holds.
            (_, Lowered.Constant { Value: FeelList or FeelRange }) or (Lowered.Constant { Value: FeelList or FeelRange }, _) => null,
            (Lowered.OfValue { Value: var value }, Lowered.Constant { Value: var constant }) => Test(value, sign == "=" ? constant : Ranges.Make(sign, constant)),
            (Lowered.Constant, Lowered.OfValue) => Compared(sign switch { "<" => ">", "<=" => ">=", ">" => "<", ">=" => "<=", _ => sign }, right, left),
            (Lowered.OfTruth, Lowered.Constant) when sign == "=" => In(left, right, isCell: false),
            (Lowered.Constant, Lowered.OfTruth) when sign == "=" => In(right, left, isCell: false),
            (Lowered.OfValue { Value: var one }, Lowered.OfValue { Value: var other }) => Numbers.Compared(sign, one, other),
            _ => null,
        };
    }

    private Lowered? Conditional(Conditional choice)
    {
        if ((Truth(choice.Condition) ?? city.Fallback(choice.Condition, RowByRow(choice.Condition))) is not { } condition
            || Lower(choice.Then) is not { } then || Lower(choice.Else) is not { } otherwise)
        {
            return null;
        }

        var ways = new Ways(condition);
        return Cases([ways], [(ways.Then, then), (ways.Otherwise, otherwise)], ways.Unknown);
    }

    /// <summary>One of several, each where its mask says.</summary>
    internal static Lowered? Cases(Node[] by, (Mask Where, Lowered Lowered)[] cases, Mask? unknown, Mask? nulls = null)
    {
        if (Array.TrueForAll(cases, one => one.Lowered is Lowered.OfTruth or Lowered.Constant { Value: FeelBoolean or FeelNull }))
        {
            return new Lowered.OfTruth(new SelectTruth(by, Array.ConvertAll(cases, one => (one.Where, Truth(one.Lowered)!)), unknown, nulls));
        }

        // A null takes no part: what is in no case is null.
        var made = new List<(Mask Where, Value Value)>();
        foreach (var (where, lowered) in cases)
        {
            if (lowered is Lowered.Constant { Value: FeelNull { IsUnknown: false } })
            {
                continue;
            }

            if (Numbers.Value(lowered) is not { } value)
            {
                return null;
            }

            made.Add((where, value));
        }

        return Numbers.Alike([.. made.Select(one => one.Value)]) is { } alike
            ? new Lowered.OfValue(new Select(
                Numbers.Common(alike, hasUnknown: unknown is not null, hasEmpty: nulls is not null || made.Count < cases.Length), by,
                [.. made.Zip(alike, (one, value) => (one.Where, value))], unknown))
            : null;
    }

    private Lowered? Member(MemberOf path) => Lower(path.Target) switch
    {
        Lowered.Entries entries => entries.Names(compartment, path.Member),
        Lowered.Members members => new Lowered.OfMembers(members, new(new NameUse(path.Span, path.Member), null, (_, _) => null)),
        _ => null,
    };

    private Lowered? Let(Let let)
    {
        var outside = locals;
        Lowered? body = null;
        foreach (var (name, value) in let.Entries)
        {
            if (Lower(value) is not { } lowered)
            {
                locals = outside;
                return null;
            }

            locals = locals.SetItem(name, lowered);
        }

        body = Lower(let.Body);
        locals = outside;
        return body;
    }

    private Lowered? Called(Call call)
    {
        if (call.Target is not NameUse { Name: var name })
        {
            return null;
        }

        if (BuiltIns.Find(name) is null)
        {
            return Named(name) is Lowered.Function function ? Inlined(function, call) : null;
        }

        switch (name, call.Arguments)
        {
            case ("not", [var argument]):
                return Truth(argument) is { } truth ? new Lowered.OfTruth(new Negated(truth)) : null;
            case ("count", [var list]):
                return Lower(list) is { } counted ? counted is Lowered.OfMembers each ? Reduce(Reduction.Count, each.Who, null)
                    : counted is Lowered.Members who ? Reduce(Reduction.Count, who, null) : null : null;
            case ("sum" or "min" or "max" or "any" or "all" or "or" or "and", [var list]):
                return Lower(list) is Lowered.OfMembers values
                    ? Reduce(name switch { "sum" => Reduction.Sum, "min" => Reduction.Min, "max" => Reduction.Max, "any" or "or" => Reduction.Some, _ => Reduction.Every }, values.Who, values.What)
                    : null;
            case ("list contains", [var list, var element]) when call.Names is null:
                return Lower(list) is Lowered.OfMembers { Who: var among, What: var what } && Folded(element) is not null
                    ? Reduce(Reduction.Some, among, what with { Expression = new Binary(call.Span, "=", what.Expression, element) }) : null;
            default:
                return null;
        }
    }

    private Lowered? Inlined(Lowered.Function function, Call call)
    {
        var parameters = function.Source.Parameters;
        if (call.Arguments.Length != parameters.Length || (call.Names is not null && !parameters.All(parameter => call.Names.Contains(parameter.Name, StringComparer.Ordinal))))
        {
            return null;
        }

        var inner = new Lowering(city, compartment, function.Names);
        for (var i = 0; i < parameters.Length; i++)
        {
            var (name, type) = parameters[i];
            var argument = Lower(call.Names is null ? call.Arguments[i] : call.Arguments[Array.IndexOf(call.Names, name)]);
            if (argument is null || !(type == FeelType.Any || argument switch
            {
                Lowered.Constant { Value: var constant } => Types.Conforms(constant, type) || constant is FeelNull,
                Lowered.OfTruth => type == FeelType.Boolean,
                Lowered.OfValue { Value: var value } => type == value.Shape.Type,
                _ => false,
            }))
            {
                return null;
            }

            inner.locals = inner.locals.SetItem(name, argument);
        }

        if (!city.Enter())
        {
            return city.Refuse(call, "関数の呼び出しが深すぎます。", "Functions call each other too deeply.");
        }

        var body = inner.Lower(function.Source.Body);
        city.Leave();
        return body;
    }

    private Lowered? Reduce(Reduction reduction, Lowered.Members who, Lowered.Each? what) =>
        compartment.Space == city.Persons && city.Around is { } around && around.Reduce(reduction, who, what) is { } source ? compartment.Leaf(source) : null;

    /// <summary>The values that pass the tests of their type; null where they do not.</summary>
    private Select? Allowed(Value value, ItemType type)
    {
        var parts = new List<Truth>();
        for (var level = type; level is not null; level = level.Narrows)
        {
            if (level.Allowed is null)
            {
                continue;
            }

            if (level.AllowedTree is not { } tests || Cell(tests, new Lowered.OfValue(value)) is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }

        var ways = new Ways(parts.Count == 1 ? parts[0] : new Junction(isAnd: true, [.. parts]));
        return new Select(value.Shape with { HasEmpty = true }, [ways], [(ways.Then, value)], ways.Unknown);
    }
}
