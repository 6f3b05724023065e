using Madoguchi.Feel.Dmn;
using Madoguchi.Feel.Evaluation;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Proofs;

/// <summary>
/// What would have made a no the other. A way is told only when it was tried: with the values proposed the table gives what was wanted, and
/// where they are inputs of the asked decision, that decision does.
/// </summary>
internal sealed class Nearness(IReadOnlyList<Recorded> steps, Run aside, FeelContext context, Func<FeelContext, FeelValue> decide)
{
    private const int MostTries = 500;
    private const int MostWays = 5;
    private const int MostDepth = 8;
    private const int MostValues = 20;

    private int tries;

    public List<ProofWay> Ways(Recorded asked, Func<FeelValue, bool> wanted) => Ways(asked, wanted, depth: 0);

    private List<ProofWay> Ways(Recorded step, Func<FeelValue, bool> wanted, int depth)
    {
        if (depth > MostDepth || step is not { Node: { Tree: { } tree } node, Among: { } among })
        {
            return [];
        }

        var bare = Prover.Bare(tree);
        var run = aside.Among(among);
        FeelValue? Good(FeelValue value) => (node.Type is { } type ? type.Fit(run, Fit(tree, run, value)) : Fit(tree, run, value)) is var fitted && wanted(fitted) ? fitted : null;
        return bare is TableOf source
            ? step.Tables.Find(table => ReferenceEquals(table.Plan.Source, source)) is { } table && table.Inputs.Length == source.Inputs.Length ? OfTable(step, table, Good, wanted, depth) : []
            : OfExpression(step, bare, run, Good, wanted, depth);
    }

    private List<ProofWay> OfTable(Recorded step, RecordedTable table, Func<FeelValue, FeelValue?> good, Func<FeelValue, bool> wanted, int depth)
    {
        var (plan, source, run) = (table.Plan, table.Plan.Source, aside.Among(table.Among));
        var keys = Array.ConvertAll(source.Inputs, input => Prover.Bare(input.Value).ToString());
        var frames = Array.ConvertAll(table.Inputs, value => new Frame(table.Frame, value));
        var goesBefore = plan.Policy is HitPolicy.First or HitPolicy.Priority ? Winner(plan, run, table, frames) : null;
        var isOne = plan.Policy is HitPolicy.Unique or HitPolicy.First or HitPolicy.Any or HitPolicy.Priority;

        var pools = new Dictionary<string, FeelValue[]>(StringComparer.Ordinal);
        var beaten = new List<ProofWay>();
        var open = new List<(int Row, Condition[] Conditions)>();
        for (var at = 0; at < plan.Rows.Length; at++)
        {
            if (!run.Spend(source.Rows[at].Cells.Length + 1))
            {
                break;
            }

            var says = Tables.Whole(plan, Array.ConvertAll(plan.Rows[at].Outputs, output => output(run, table.Frame)));
            if (isOne && good(says) is null)
            {
                continue;
            }

            var conditions = Conditions(at);
            if (Array.TrueForAll(conditions, condition => condition.Passes(condition.Now)))
            {
                if (goesBefore is { } winner && winner != at)
                {
                    beaten.Add(new(step.Name, at + 1, ProofValue.Of(says), [], winner + 1));
                }
            }
            else
            {
                open.Add((at, conditions));
            }
        }

        var ways = new List<ProofWay>();
        foreach (var (row, conditions) in open.OrderBy(candidate => Failing(candidate.Conditions)).ThenBy(candidate => candidate.Row))
        {
            if (tries > MostTries || ways.Count == MostWays || (ways.Count > 0 && ways[0].Lacks.Count < Failing(conditions)))
            {
                break;
            }

            if (Way(step, row + 1, conditions, Pool, Outcome, wanted, depth) is { } way)
            {
                ways.Add(way);
            }
        }

        return [.. ways, .. beaten.Take(MostWays)];

        Condition[] Conditions(int row) =>
        [
            .. Enumerable.Range(0, plan.Inputs.Length).Where(column => plan.Rows[row].Cells[column] is not null).Select(column => new Condition(
                Prover.Label(source.Written!.Inputs[column]), keys[column], source.Inputs[column].Value, table.Inputs[column], source.Rows[row].Cells[column]!,
                source.Written!.Rules[row].Inputs[column].Trim(),
                value => IsTrue(plan.Rows[row].Cells[column]!, value) && (plan.Inputs[column].Allowed is not { } allowed || IsTrue(allowed, value)))),
        ];

        bool IsTrue(Code cell, FeelValue value) => cell(run, new Frame(table.Frame, value)) is FeelBoolean { Value: true };

        FeelValue[] Pool(string key) => pools.TryGetValue(key, out var known) ? known : pools[key] = [.. Points.Around([
            .. Enumerable.Range(0, keys.Length).Where(column => keys[column] == key)
                .SelectMany(column => source.Rows.Select(row => row.Cells[column]).Append(source.Inputs[column].Allowed))
                .OfType<Tests>().SelectMany(cell => Points.Of(cell) ?? []).Distinct()])];

        FeelValue? Outcome(IReadOnlyDictionary<string, FeelValue> given) => good(Tables.Decide(plan, run, table.Frame, [
            .. table.Inputs.Select((value, column) => given.GetValueOrDefault(keys[column]) ?? value)]));
    }

    private static int? Winner(Tables.Plan plan, Run run, RecordedTable table, Frame[] frames)
    {
        for (var row = 0; row < plan.Rows.Length; row++)
        {
            if (Tables.Matches(plan.Rows[row], run, frames) is FeelBoolean { Value: true }
                && (plan.Policy == HitPolicy.First || Tables.Whole(plan, Array.ConvertAll(plan.Rows[row].Outputs, output => output(run, table.Frame))).Equals(table.Value)))
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>For "a and b", the operands that are not true together; for "a or b", each by itself.</summary>
    private List<ProofWay> OfExpression(Recorded step, Expr tree, Run run, Func<FeelValue, FeelValue?> good, Func<FeelValue, bool> wanted, int depth)
    {
        Expr[][] together = tree switch
        {
            Logic { IsAnd: true } logic => [logic.Operands],
            Logic logic => [.. logic.Operands.Select(operand => new[] { operand })],
            _ => [[tree]],
        };
        var whole = Compiler.Compile(tree, step.Node!.Scope).Code;
        var ways = new List<ProofWay>();
        foreach (var operands in together)
        {
            var tests = operands.Select(Test).ToArray();
            Condition[] conditions = [.. tests.OfType<Condition>()];
            var isWhole = conditions.Length == tests.Length;
            if (Way(step, null, conditions, _ => [], given => Outcome(conditions, given, isWhole), wanted, depth) is { } way)
            {
                ways.Add(way);
            }
        }

        var fewest = ways.Count == 0 ? 0 : ways.Min(way => way.Lacks.Count);
        return [.. ways.Where(way => way.Lacks.Count == fewest).Take(MostWays)];

        // Names are set to what is proposed and the expression is evaluated; what is more than a name can only be reasoned about.
        FeelValue? Outcome(Condition[] conditions, IReadOnlyDictionary<string, FeelValue> given, bool isWhole) =>
            conditions.Where(condition => given.ContainsKey(condition.Key)).All(condition => Prover.Bare(condition.Input) is NameUse)
                ? good(whole(aside.Among(run.Context.WithFacts(FeelFacts.Of(given).Over(run.Context.Facts))), null))
                : isWhole ? good(FeelBoolean.True) : null;

        Condition? Test(Expr operand)
        {
            if (AsCell(operand) is not var (input, cell))
            {
                return null;
            }

            var scope = step.Node.Scope;
            var code = Compiler.CompileTests(cell, scope, input.Type).Code;
            return new(
                Prover.Text(step.Node, input), input.ToString(), input, Compiler.Compile(input, scope).Code(run, null), cell, Prover.Text(step.Node, operand),
                value => code(run, new Frame(null, value)) is FeelBoolean { Value: true });
        }
    }

    /// <summary>A condition as an input and the tests that it has to pass.</summary>
    internal static (Expr Input, Tests Cell)? AsCell(Expr condition) => condition switch
    {
        NameUse => (condition, Cell(new Literal(condition.Span, FeelBoolean.True))),
        Call { Target: NameUse { Name: "not" }, Arguments: [NameUse negated] } => (negated, Cell(new Literal(condition.Span, FeelBoolean.False))),
        Binary { Left: not Literal, Right: Literal constant } binary => binary.Sign switch
        {
            "=" => (binary.Left, Cell(constant)),
            "!=" => (binary.Left, Cell(constant) with { IsNegated = true }),
            "<" or "<=" or ">" or ">=" => (binary.Left, Cell(new SignedRange(binary.Span, binary.Sign, constant))),
            _ => null,
        },
        Binary { Left: Literal, Right: not Literal, Sign: "=" or "!=" or "<" or "<=" or ">" or ">=" } binary => AsCell(binary with
        {
            Left = binary.Right,
            Right = binary.Left,
            Sign = binary.Sign switch { "<" => ">", "<=" => ">=", ">" => "<", ">=" => "<=", var same => same },
        }),
        Between { Low: Literal low, High: Literal high } between => (between.Value, Cell(new RangeOf(between.Span, low, true, high, true))),
        Membership membership => (membership.Value, new Tests(membership.Span, false, false, membership.Tests)),
        _ => null,
    };

    private static Tests Cell(Expr test) => new(test.Span, false, false, [test]);

    private ProofWay? Way(
        Recorded step, int? row, Condition[] conditions, Func<string, IEnumerable<FeelValue>> pool,
        Func<IReadOnlyDictionary<string, FeelValue>, FeelValue?> outcome, Func<FeelValue, bool> wanted, int depth)
    {
        var failing = conditions.GroupBy(condition => condition.Key).Where(group => group.Any(condition => !condition.Passes(condition.Now))).ToArray();
        var values = Array.ConvertAll(failing, group => Values(group, pool(group.Key)));
        if (failing.Length == 0 || Array.Exists(values, options => options.Length == 0))
        {
            return null;
        }

        foreach (var choice in Choices(values))
        {
            var given = failing.Zip(choice).ToDictionary(pair => pair.First.Key, pair => pair.Second, StringComparer.Ordinal);
            if (++tries > MostTries)
            {
                return null;
            }

            if (outcome(given) is { } made && Holds(step, failing, given, wanted))
            {
                return new(step.Name, row, ProofValue.Of(made), [
                    .. conditions.Where(condition => given.ContainsKey(condition.Key) && !condition.Passes(condition.Now)).Select(condition => new ProofLack(
                        condition.Label, condition.Input.ToString(), condition.Text, ProofValue.Of(condition.Now), ProofValue.Of(given[condition.Key]),
                        Words.Condition(condition.Label, condition.Cell, condition.Text))
                    {
                        Below = Decision(step, condition.Input) is { } other
                            ? Ways(other, value => conditions.Where(one => one.Key == condition.Key).All(one => one.Passes(value)), depth + 1)
                            : [],
                    })], null);
            }
        }

        return null;
    }

    /// <summary>Where all that is proposed are inputs, the decision asked is made with them.</summary>
    private bool Holds(Recorded step, IEnumerable<IGrouping<string, Condition>> failing, Dictionary<string, FeelValue> given, Func<FeelValue, bool> wanted) =>
        !ReferenceEquals(step, steps[^1]) || !failing.All(group => Required(step, group.First().Input)?.Element is DmnInput)
        || wanted(decide(context.Trial(given)));

    private static Node? Required(Recorded step, Expr input) =>
        Prover.Bare(input) is NameUse use ? step.Requires.Find(node => node.Name == use.Name) : null;

    private Recorded? Decision(Recorded step, Expr input) =>
        Required(step, input) is { Element: DmnDecision } node ? steps.FirstOrDefault(other => ReferenceEquals(other.Node, node)) : null;

    /// <summary>The nearest values of every group, and then others of one group at a time.</summary>
    private static IEnumerable<FeelValue[]> Choices(FeelValue[][] values)
    {
        var first = Array.ConvertAll(values, options => options[0]);
        yield return first;
        for (var group = 0; group < values.Length; group++)
        {
            foreach (var other in values[group].Skip(1))
            {
                var choice = first.ToArray();
                choice[group] = other;
                yield return choice;
            }
        }
    }

    private FeelValue[] Values(IGrouping<string, Condition> group, IEnumerable<FeelValue> pool)
    {
        var (now, input) = (group.First().Now, group.First().Input);
        var own = Points.Around([.. group.SelectMany(condition => Points.Of(condition.Cell) ?? []).Distinct()]);
        FeelValue[] all = [.. pool];
        return
        [
            .. own.OrderBy(value => Points.Distance(now, value))
                .Concat(all.Concat([FeelBoolean.True, FeelBoolean.False]).OrderByDescending(Points.IsWhole).ThenBy(value => Points.Distance(now, value)))
                .Append(Points.Other([.. own, .. all]))
                .Where(value => Fit(input, aside, value) is not FeelNull && group.All(condition => condition.Passes(value))).Distinct().Take(MostValues),
        ];
    }

    private static FeelValue Fit(Expr tree, Run run, FeelValue value) =>
        tree is Fitted fitted ? fitted.Wanted.Fit(run, Fit(fitted.Value, run, value)) : value;

    private static int Failing(Condition[] conditions) => conditions.Count(condition => !condition.Passes(condition.Now));

    private sealed record Condition(string Label, string Key, Expr Input, FeelValue Now, Tests Cell, string Text, Func<FeelValue, bool> Passes);
}
