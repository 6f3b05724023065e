using System.Diagnostics.CodeAnalysis;
using Madoguchi.Feel.Evaluation;
using Madoguchi.Feel.Proofs;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Dmn;

/// <summary>The requirements diagram of a model and of those it imports: who may name whom, each expression compiled among those names.</summary>
internal sealed class Graph
{
    private readonly Dictionary<string, Space> spaces = new(StringComparer.Ordinal);
    private readonly FeelLimits limits;
    private readonly List<DmnFinding> findings;
    private readonly Space main;

    public Graph(DmnModel model, IReadOnlyList<DmnModel> imports, FeelLimits limits, List<DmnFinding> findings)
    {
        (this.limits, this.findings) = (limits, findings);
        foreach (var other in imports)
        {
            spaces.TryAdd(other.Namespace, new Space(other));
        }

        spaces[model.Namespace] = main = new Space(model);
        foreach (var (space, element) in InOrder())
        {
            Node(space, element);
        }
    }

    /// <summary>Each element after those that it requires, so that a chain of thousands is no nest of thousands of calls.</summary>
    private List<(Space Space, DmnElement Element)> InOrder()
    {
        var (order, seen) = (new List<(Space, DmnElement)>(), new HashSet<DmnElement>(ReferenceEqualityComparer.Instance));
        var stack = new Stack<(Space Space, DmnElement Element, bool IsReady)>(main.Elements.Values.Reverse().Select(element => (main, element, false)));
        while (stack.TryPop(out var top))
        {
            if (top.IsReady)
            {
                order.Add((top.Space, top.Element));
                continue;
            }

            if (!seen.Add(top.Element))
            {
                continue;
            }

            stack.Push((top.Space, top.Element, true));
            foreach (var reference in References(top.Element))
            {
                if (Element(top.Space, reference) is { } required)
                {
                    stack.Push((required.Space, required.Element, false));
                }
            }
        }

        return order;
    }

    private static IEnumerable<string> References(DmnElement element) => element switch
    {
        DmnDecision decision => decision.Requires,
        DmnKnowledge knowledge => knowledge.Requires,
        DmnService service => [.. service.Outputs, .. service.InputDecisions, .. service.InputData],
        _ => [],
    };

    private (Space Space, DmnElement Element)? Element(Space space, string reference)
    {
        var at = reference.LastIndexOf('#');
        var (home, id) = (at <= 0 ? space.Model.Namespace : reference[..at], reference[(at + 1)..]);
        return spaces.TryGetValue(home, out var other) && other.Elements.TryGetValue(id, out var element) ? (other, element) : null;
    }

    /// <summary>The decision of that name, or null.</summary>
    public Node? Decision(string name) =>
        main.Model.Decisions.FirstOrDefault(decision => decision.Name == name) is { } decision ? Node(main, decision) : null;

    public FeelValue Decide(string name, FeelContext context, Recorder? recorder = null) =>
        Decision(name) is { } decision ? Decide(decision, context, recorder) : FeelNull.Because(FeelReason.NoEntry(name));

    public static FeelValue Decide(Node decision, FeelContext context, Recorder? recorder = null) =>
        Evaluate(context, scene => scene.Value(decision), recorder);

    /// <summary>The elements of the model itself, in the order they stand.</summary>
    public IEnumerable<Node> OwnNodes => main.Elements.Values.Select(element => Node(main, element));

    public DmnModel Model => main.Model;

    public FeelValue Invoke(string name, FeelContext context)
    {
        DmnElement? element = main.Model.Services.FirstOrDefault(service => service.Name == name);
        element ??= main.Model.Knowledge.FirstOrDefault(knowledge => knowledge.Name == name);
        return element is null ? FeelNull.Because(FeelReason.NoEntry(name)) : Evaluate(context, scene =>
        {
            if (scene.Value(Node(main, element)) is not FeelFunction function)
            {
                return FeelNull.Because(FeelReason.NoFunction(name));
            }

            string[] names = [.. function.Parameters];
            return function.Invoke(scene.Run, Array.ConvertAll(names, parameter => context.Facts.TryGet(parameter, out var value) ? value : FeelNull.Unknown(parameter)), names);
        });
    }

    private static FeelValue Evaluate(FeelContext context, Func<Scene, FeelValue> ask, Recorder? recorder = null)
    {
        var scene = new Scene(new Run(context, recorder));
        var value = ask(scene);
        return scene.Run.IsSpent ? Run.Spent : value;
    }

    private Node Node(Space space, DmnElement element)
    {
        if (space.Nodes.TryGetValue(element.Id, out var known))
        {
            return known;
        }

        var types = Types(space);
        var node = new Node(element.Name, types.Find(element.Variable.Type)) { Element = element };
        space.Nodes[element.Id] = node;
        switch (element)
        {
            case DmnInput:
                node.Compute = scene => scene.Input(node);
                break;
            case DmnDecision decision:
                Bind(space, node, decision.Requires, scope => new Boxing(types, limits, finding => findings.Add(finding with { Element = element.Name })).Box(decision.Logic, scope));
                break;
            case DmnKnowledge { Logic: { } logic } knowledge:
                Bind(space, node, [.. knowledge.Requires, "#" + knowledge.Id], scope => new Boxing(types, limits, finding => findings.Add(finding with { Element = element.Name }))
                    .Function(logic, scope, knowledge.Variable.Type), isFunction: true);
                break;
            case DmnService service:
                Serve(space, node, service);
                break;
        }

        return node;
    }

    private void Bind(Space space, Node node, IReadOnlyList<string> requires, Func<FeelScope, Expr> box, bool isFunction = false)
    {
        var named = new Dictionary<string, Named>(StringComparer.Ordinal);
        foreach (var reference in requires)
        {
            Name(space, node, reference, named);
        }

        var known = new Dictionary<string, FeelType>(StringComparer.Ordinal);
        foreach (var (name, what) in named)
        {
            known[name] = what.Type;
        }

        var scope = Types(space).Scope.With(known);
        var tree = box(scope);
        var compiled = Compiler.Compile(tree, scope);
        (node.Tree, node.Scope, node.Named, node.Compiled) = (tree, scope, named, compiled);
        var type = isFunction ? null : node.Type;
        node.Compute = scene =>
        {
            var run = scene.Run.Among(scene.Run.Context.WithFacts(new Names(scene, named)));
            run.Recorder?.Among(run.Context);
            var value = compiled.Code(run, null);
            return type is null ? value : type.Fit(run, value);
        };
        if (node.Type is null)
        {
            node.Shape = isFunction ? FeelType.Function : tree.Type;
        }
    }

    private void Serve(Space space, Node node, DmnService service)
    {
        var outputs = Nodes(space, node, service.Outputs);
        var (data, decisions) = (Nodes(space, node, service.InputData), Nodes(space, node, service.InputDecisions));
        Node[] parameters = [.. data, .. decisions];
        var function = new ServiceFunction(node, parameters, outputs);
        node.Shape = FeelType.Function;
        node.Compute = _ => function;
    }

    private Node[] Nodes(Space space, Node asking, IReadOnlyList<string> references) =>
        [.. references.Select(reference => Find(space, asking, reference)?.Node).OfType<Node>()];

    /// <summary>Under which name the required element is seen: its own, or an entry of its import's.</summary>
    private void Name(Space space, Node asking, string reference, Dictionary<string, Named> named)
    {
        if (Find(space, asking, reference) is not { } found)
        {
            return;
        }

        var (other, node) = found;
        var import = ReferenceEquals(other, space) ? "" : Path(space, other, [space]);
        if (import is null)
        {
            findings.Add(new(asking.Name, null, new("unknown-import", default, $"「{reference}」のモデルは取り込まれていません。", $"The model of \"{reference}\" is not imported.")));
            return;
        }

        var level = named;
        foreach (var step in import.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!level.TryGetValue(step, out var bundle) || bundle.Entries is null)
            {
                level[step] = bundle = new Named(null, new(StringComparer.Ordinal));
            }

            level = bundle.Entries!;
        }

        level[node.Name] = new Named(node, null);
    }

    /// <summary>The names of the imports that lead there; an import without a name is no step.</summary>
    private string? Path(Space from, Space to, HashSet<Space> seen)
    {
        foreach (var import in from.Model.Imports)
        {
            if (spaces.TryGetValue(import.Namespace, out var next) && seen.Add(next)
                && (ReferenceEquals(next, to) ? "" : Path(next, to, seen)) is { } rest)
            {
                return $"{import.Name}/{rest}";
            }
        }

        return null;
    }

    private (Space Space, Node Node)? Find(Space space, Node asking, string reference)
    {
        if (Element(space, reference) is var (other, element))
        {
            return (other, Node(other, element));
        }

        findings.Add(new(asking.Name, null, new("unknown-element", default, $"「{reference}」という要素がありません。", $"There is no element \"{reference}\".")));
        return null;
    }

    /// <summary>Models that import each other: the one that is asked first sees the types of the other, not the other way round.</summary>
    private ModelTypes Types(Space space)
    {
        if (space.Types is { } known)
        {
            return known;
        }

        space.IsTyping = true;
        space.Types = new ModelTypes(
            space.Model,
            [.. space.Model.Imports.Where(import => spaces.TryGetValue(import.Namespace, out var other) && !other.IsTyping)
                .Select(import => new Imported(import.Name, Types(spaces[import.Namespace])))],
            limits, (item, error) => findings.Add(new(item, null, error)));
        space.IsTyping = false;
        return space.Types;
    }

    private sealed class Space
    {
        public Space(DmnModel model)
        {
            Model = model;
            Add(model.Inputs);
            Add(model.Decisions);
            Add(model.Knowledge);
            Add(model.Services);
        }

        public DmnModel Model { get; }

        /// <summary>By their ids; of two with one id the first is meant.</summary>
        public Dictionary<string, DmnElement> Elements { get; } = new(StringComparer.Ordinal);

        public ModelTypes? Types { get; set; }

        public bool IsTyping { get; set; }

        public Dictionary<string, Node> Nodes { get; } = new(StringComparer.Ordinal);

        private void Add(IEnumerable<DmnElement> elements)
        {
            foreach (var element in elements)
            {
                Elements.TryAdd(element.Id, element);
            }
        }
    }
}

/// <summary>An element of the diagram that has a value.</summary>
internal sealed class Node(string name, ItemType? type)
{
    public string Name { get; } = name;

    public ItemType? Type { get; } = type;

    public FeelType Shape { get; set; } = type?.Shape ?? FeelType.Any;

    public DmnElement? Element { get; init; }

    /// <summary>What it was compiled from and among which names, for those that read it otherwise than one case at a time.</summary>
    public Expr? Tree { get; set; }

    public FeelScope Scope { get; set; } = FeelScope.Empty;

    public Compiler.Compiled? Compiled { get; set; }

    public IReadOnlyDictionary<string, Named> Named { get; set; } = new Dictionary<string, Named>();

    public Func<Scene, FeelValue> Compute { get; set; } = _ => FeelNull.Value;
}

/// <summary>What a name stands for: a node, or the nodes of an import.</summary>
internal sealed record Named(Node? Node, Dictionary<string, Named>? Entries)
{
    public FeelType Type => Node?.Shape ?? FeelType.ContextWith(Entries!.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Type)));

    public FeelValue Value(Scene scene) => Node is not null
        ? scene.Value(Node)
        : new FeelContextValue(Entries!.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Value(scene))));
}

/// <summary>One evaluation of the diagram: each node is computed once, when something asks for it.</summary>
internal sealed class Scene(Run run)
{
    private readonly Dictionary<Node, FeelValue?> values = [];

    public Run Run { get; } = run;

    public FeelValue Value(Node node)
    {
        Run.Recorder?.Asks(node);
        if (values.TryGetValue(node, out var known))
        {
            // Still being computed: somebody below asks for it again.
            return known ?? FeelNull.Because(FeelReason.Circle);
        }

        values[node] = null;
        Run.Recorder?.Begins(node);
        var value = Run.EnterCall() ? node.Compute(this) : FeelNull.Because(FeelReason.TooDeep);
        Run.LeaveCall();
        Run.Recorder?.Ends(node, value);
        values[node] = value;
        return value;
    }

    public FeelValue Input(Node node)
    {
        Run.Recorder?.Uses(node);
        var value = Run.Context.Facts.TryGet(node.Name, out var given) ? given : FeelNull.Unknown(node.Name);
        return node.Type is { } type ? type.Fit(Run, value) : value;
    }

    /// <summary>The same inputs, where these nodes have the values given.</summary>
    public Scene With(Node[] nodes, FeelValue[] given)
    {
        var other = new Scene(Run);
        for (var i = 0; i < nodes.Length; i++)
        {
            other.values[nodes[i]] = given[i];
        }

        return other;
    }
}

/// <summary>The names an expression of the diagram may use.</summary>
internal sealed class Names(Scene scene, Dictionary<string, Named> named) : IFeelFacts
{
    public bool TryGet(string name, [NotNullWhen(true)] out FeelValue? value)
    {
        value = named.TryGetValue(name, out var found) ? found.Value(scene) : FeelNull.Because(FeelReason.NoEntry(name));
        return true;
    }
}

/// <summary>A decision service as a function of its inputs.</summary>
internal sealed record ServiceFunction(Node Service, Node[] Inputs, Node[] Outputs) : FeelFunction
{
    public override IReadOnlyList<string> Parameters => [.. Inputs.Select(input => input.Name)];

    internal override FeelValue Invoke(Run run, FeelValue[] arguments, string[]? names)
    {
        if (arguments.Length != Inputs.Length)
        {
            return FeelNull.Because(FeelReason.BadCall(Service.Name));
        }

        if (!run.Spend(Inputs.Length + Outputs.Length + 1))
        {
            return Run.Spent;
        }

        var given = new FeelValue[arguments.Length];
        for (var i = 0; i < given.Length; i++)
        {
            var at = names is null ? i : Array.IndexOf(names, Inputs[i].Name);
            if (at < 0)
            {
                return FeelNull.Because(FeelReason.BadCall(Service.Name));
            }

            given[i] = Inputs[i].Type is { } type ? type.Fit(run, arguments[at]) : arguments[at];
            if (given[i] is FeelNull { IsUnknown: false } && arguments[at] is not FeelNull)
            {
                return FeelNull.Because(FeelReason.BadCall(Service.Name));
            }
        }

        var scene = new Scene(run).With(Inputs, given);
        var result = Outputs.Length == 1
            ? scene.Value(Outputs[0])
            : new FeelContextValue(Outputs.Select(output => KeyValuePair.Create(output.Name, scene.Value(output))));
        return Service.Type is { } wanted ? wanted.Fit(run, result) : result;
    }

    public bool Equals(ServiceFunction? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Service.Name.GetHashCode(StringComparison.Ordinal);
}
