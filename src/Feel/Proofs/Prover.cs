using Madoguchi.Feel.Dmn;
using Madoguchi.Feel.Evaluation;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Proofs;

/// <summary>Makes a proof of what was recorded.</summary>
internal sealed class Prover
{
    private readonly FeelContext context;
    private readonly Recorder recorder = new();
    private readonly Func<FeelContext, FeelValue> decide;
    private readonly Dictionary<Node, string[]> facts = [];

    /// <summary>What is evaluated for the proof alone.</summary>
    private readonly Run aside;

    private Prover(Graph graph, string name, FeelContext context)
    {
        (this.context, aside) = (context, new Run(context));
        decide = other => graph.Decide(name, other);
        Value = graph.Decide(name, context, recorder);
        recorder.Close();
    }

    private FeelValue Value { get; }

    public static DmnProof Explain(Graph graph, string name, FeelContext context, Func<FeelValue, bool> wanted)
    {
        var prover = new Prover(graph, name, context);
        var value = prover.Value;
        var isUnknown = Operations.IsUnknown(value);
        var isNo = !isUnknown && !wanted(value);
        var asked = prover.recorder.Whole.Steps.LastOrDefault();
        var (missing, whatever) = isUnknown && asked is not null
            ? WhatIsMissing.Of((FeelNull)value, asked.Node!, context, prover.decide)
            : ([], null);
        return new DmnProof
        {
            Decision = name,
            Value = ProofValue.Of(value),
            IsNo = isNo,
            Steps = [.. prover.recorder.Whole.Steps.Select(prover.Step)],
            Facts = [.. prover.recorder.Inputs.Select(input => new ProofFact(
                input.Name, ProofValue.Of(context.Facts.TryGet(input.Name, out var given) ? given : FeelNull.Unknown(input.Name)),
                (context.Facts as IFeelSources)?.SourceOf(input.Name)))],
            Missing = missing,
            Whatever = whatever is null ? null : ProofValue.Of(whatever),
            Nearest = isNo && asked is not null
                ? new Nearness(prover.recorder.Whole.Steps, prover.aside, prover.context, prover.decide).Ways(asked, wanted)
                : [],
            IsComplete = prover.recorder.IsComplete && !prover.aside.IsSpent,
        };
    }

    public static ProofTruth Truth(FeelValue value) => value switch
    {
        FeelBoolean boolean => boolean.Value ? ProofTruth.True : ProofTruth.False,
        FeelNull { IsUnknown: true } => ProofTruth.Unknown,
        _ => ProofTruth.Null,
    };

    public static Expr Bare(Expr tree) => tree is Fitted fitted ? Bare(fitted.Value) : tree;

    private ProofStep Step(Recorded step)
    {
        ProofStep[] steps = [.. step.Steps.Select(Step)];
        string[] stands =
        [
            .. step.Requires.SelectMany(node => recorder.Inputs.Contains(node) ? [node.Name] : facts.GetValueOrDefault(node) ?? [])
                .Concat(steps.SelectMany(below => below.Facts)).Distinct(StringComparer.Ordinal),
        ];
        if (step.Node is { } made)
        {
            facts[made] = stands;
        }

        return new ProofStep(step.Name, step.Kind, ProofValue.Of(step.Value))
        {
            Requires = [.. step.Requires.Select(node => node.Name)],
            Facts = stands,
            Arguments = [.. step.Arguments.Select(argument => new ProofArgument(argument.Name, ProofValue.Of(argument.Value)))],
            Tables = [.. step.Tables.Select(Table)],
            Conditions = step is { Node.Tree: { } tree, Among: { } among } ? Conditions(step.Node, Bare(tree), aside.Among(among)) : [],
            Steps = steps,
        };
    }

    private ProofTable Table(RecordedTable table)
    {
        var (plan, run, written) = (table.Plan, aside.Among(table.Among), table.Plan.Source.Written!);
        ProofInput[] inputs = [.. table.Inputs.Zip(written.Inputs, (value, input) => new ProofInput(Label(input), input.Expression.Trim(), ProofValue.Of(value)))];
        if (inputs.Length < plan.Inputs.Length || run.IsSpent)
        {
            return new(written.Id, plan.Policy, ProofValue.Of(table.Value), inputs, []);
        }

        var frames = Array.ConvertAll(table.Inputs, value => new Frame(table.Frame, value));
        var matches = Array.ConvertAll(plan.Rows, row => Truth(Tables.Matches(row, run, frames)));
        var outputs = plan.Rows.Select((row, at) => matches[at] == ProofTruth.True ? Array.ConvertAll(row.Outputs, output => output(run, table.Frame)) : null).ToArray();
        var used = Used(table, matches, outputs);
        return new(written.Id, plan.Policy, ProofValue.Of(table.Value), inputs, [.. plan.Rows.Select((row, at) =>
        {
            var rule = written.Rules[at];
            var cells = row.Cells.Select((cell, column) => new ProofCell(
                cell is null ? "-" : rule.Inputs[column].Trim(), cell is null ? ProofTruth.True : Truth(cell(run, frames[column])))).ToArray();
            var told = new ProofRow(at + 1, rule.Id, matches[at], used.Contains(at), cells);
            return outputs[at] is not { } made ? told : told with
            {
                Outputs = [.. made.Select((value, output) => new ProofOutput(plan.Outputs[output].Name, ProofValue.Of(value)))],
                Notes = [.. written.Annotations.Zip(rule.Annotations, (heading, text) => new ProofNote(heading, text))],
                Words = Annotations.Words(written, rule, table.Plan.Source.Rows[at], name => Named(name, table, made)),
                Basis = Annotations.Basis(written, rule),
            };
        })]);
    }

    /// <summary>The rows that the value comes from, from 0.</summary>
    private static HashSet<int> Used(RecordedTable table, ProofTruth[] matches, FeelValue[]?[] outputs)
    {
        int[] hits = [.. Enumerable.Range(0, matches.Length).Where(row => matches[row] == ProofTruth.True)];
        return Operations.IsUnknown(table.Value) ? [] : table.Plan.Policy switch
        {
            HitPolicy.Unique => hits.Length == 1 ? [.. hits] : [],
            HitPolicy.First => [.. hits.Take(1)],
            HitPolicy.Priority => [.. hits.Where(row => Tables.Whole(table.Plan, outputs[row]!).Equals(table.Value)).Take(1)],
            HitPolicy.Any => [.. hits.Where(row => Tables.Whole(table.Plan, outputs[row]!).Equals(table.Value))],
            _ => [.. hits],
        };
    }

    /// <summary>What a placeholder of an annotation stands for: an input or output of the table, else what its decision may name.</summary>
    private FeelValue? Named(string name, RecordedTable table, FeelValue[] outputs)
    {
        var written = table.Plan.Source.Written!;
        for (var i = 0; i < table.Inputs.Length; i++)
        {
            if (Label(written.Inputs[i]) == name || FeelName.Normalise(written.Inputs[i].Expression.Trim()) == name)
            {
                return table.Inputs[i];
            }
        }

        for (var i = 0; i < outputs.Length; i++)
        {
            if (written.Outputs[i].Name == name || written.Outputs[i].Label == name)
            {
                return outputs[i];
            }
        }

        return aside.Among(table.Among).Context.Facts.TryGet(name, out var value) && value is not (FeelFunction or FeelNull { Reason.Code: FeelReason.NoEntryCode }) ? value : null;
    }

    public static string Label(DmnTableInput input) => string.IsNullOrWhiteSpace(input.Label) ? input.Expression.Trim() : input.Label.Trim();

    private static List<ProofCondition> Conditions(Node node, Expr tree, Run run)
    {
        Expr[] parts = tree switch
        {
            Logic logic => logic.Operands,
            Conditional { Condition: Logic logic } => logic.Operands,
            Conditional choice => [choice.Condition],
            Binary { Sign: "=" or "!=" or "<" or "<=" or ">" or ">=" } or Between or Membership or Quantified => [tree],
            _ => [],
        };
        var isAnd = ((tree as Conditional)?.Condition ?? tree) is not Logic { IsAnd: false };
        return [.. parts.Select(part =>
        {
            var truth = Truth(Compiler.Compile(part, node.Scope).Code(run, null));
            var text = Text(node, part);
            var words = Nearness.AsCell(part) is var (input, cell) ? Words.Condition(Text(node, input), cell, text) : new ProofText($"「{text}」", $"「{Words.Plain(text)}」", text);
            return new ProofCondition(text, words, truth, parts.Length == 1 || truth == (isAnd ? ProofTruth.False : ProofTruth.True));
        })];
    }

    /// <summary>As it was written, where that can be told.</summary>
    public static string Text(Node node, Expr part) =>
        node.Element is DmnDecision { Logic: DmnLiteral { Text: var text } } && part.Span is { Length: > 0 } span && span.End <= text.Length
            ? text.Substring(span.Start, span.Length)
            : part.ToString();
}
