using Madoguchi.Feel.Dmn;
using Madoguchi.Feel.Evaluation;

namespace Madoguchi.Feel.Proofs;

/// <summary>
/// Notes what an evaluation does, and evaluates nothing: what a proof needs besides (cells that were skipped, rows after the first hit) is
/// looked at when the evaluation is over, on a budget of its own. So an explained decision is the decision.
/// </summary>
internal sealed class Recorder
{
    /// <summary>Tables and calls kept of one evaluation; a table within a loop is evaluated for each element.</summary>
    private const int Most = 1_000;

    private readonly Stack<Recorded> under = new();
    private int kept;

    public Recorder() => under.Push(Whole);

    public Recorded Whole { get; } = new("", ProofStepKind.Decision, null);

    /// <summary>The inputs asked of the facts, in order.</summary>
    public List<Node> Inputs { get; } = [];

    /// <summary>False once the evaluation is over.</summary>
    public bool IsOpen { get; private set; } = true;

    public bool IsComplete { get; private set; } = true;

    public void Close() => IsOpen = false;

    public void Asks(Node node)
    {
        var requires = under.Peek().Requires;
        if (!requires.Contains(node))
        {
            requires.Add(node);
        }
    }

    public void Uses(Node input)
    {
        if (!Inputs.Contains(input))
        {
            Inputs.Add(input);
        }
    }

    public void Begins(Node node)
    {
        if (node.Element is DmnDecision)
        {
            under.Push(new Recorded(node.Name, ProofStepKind.Decision, node));
        }
    }

    public void Ends(Node node, FeelValue value)
    {
        if (node.Element is DmnDecision)
        {
            var done = under.Pop();
            done.Value = value;
            under.First(step => ReferenceEquals(step, Whole) || step.Kind != ProofStepKind.Decision).Steps.Add(done);
        }
    }

    /// <summary>In which names the expression of the current decision is evaluated.</summary>
    public void Among(FeelContext context) => under.Peek().Among ??= context;

    public FeelValue Call(string name, FeelFunction function, Run run, FeelValue[] arguments, string[]? names)
    {
        if (function is not (Closure or ServiceFunction) || !Keep())
        {
            return function.Invoke(run, arguments, names);
        }

        var call = new Recorded(name, function is Closure ? ProofStepKind.Function : ProofStepKind.Service, null)
        {
            Arguments = [.. arguments.Select((value, at) => ((names ?? function.Parameters).ElementAtOrDefault(at) ?? "", value))],
        };
        var caller = under.Peek();
        under.Push(call);
        call.Value = function.Invoke(run, arguments, names);
        under.Pop();
        caller.Steps.Add(call);
        return call.Value;
    }

    public void Table(Tables.Plan plan, Run run, Frame? frame, FeelValue[] inputs, FeelValue value)
    {
        if (plan.Source.Written is not null && Keep())
        {
            under.Peek().Tables.Add(new RecordedTable(plan, run.Context, frame, inputs, value));
        }
    }

    private bool Keep() => ++kept <= Most || (IsComplete = false);
}

/// <summary>A decision or a call as it was recorded.</summary>
internal sealed class Recorded(string name, ProofStepKind kind, Node? node)
{
    public string Name { get; } = name;

    public ProofStepKind Kind { get; } = kind;

    public Node? Node { get; } = node;

    public FeelValue Value { get; set; } = FeelNull.Value;

    public FeelContext? Among { get; set; }

    public List<Node> Requires { get; } = [];

    public (string Name, FeelValue Value)[] Arguments { get; init; } = [];

    public List<RecordedTable> Tables { get; } = [];

    public List<Recorded> Steps { get; } = [];
}

/// <summary>A table as it was evaluated.</summary>
internal sealed record RecordedTable(Tables.Plan Plan, FeelContext Among, Frame? Frame, FeelValue[] Inputs, FeelValue Value);
