using System.Xml.Linq;

namespace Madoguchi.Feel;

/// <summary>A DMN model as it was written (DMN 1.5, chapters 6 to 10; read from any version since 1.1).</summary>
public sealed record DmnModel(string Name, string Namespace)
{
    public IReadOnlyList<DmnImport> Imports { get; init; } = [];

    /// <summary>Item definitions.</summary>
    public IReadOnlyList<DmnItem> Items { get; init; } = [];

    public IReadOnlyList<DmnInput> Inputs { get; init; } = [];

    public IReadOnlyList<DmnDecision> Decisions { get; init; } = [];

    /// <summary>Business knowledge models: functions that decisions share.</summary>
    public IReadOnlyList<DmnKnowledge> Knowledge { get; init; } = [];

    public IReadOnlyList<DmnService> Services { get; init; } = [];

    /// <summary>Knowledge sources: laws and other authorities that elements stand on.</summary>
    public IReadOnlyList<DmnSource> Sources { get; init; } = [];

    /// <summary>What it was read from, diagrams and extensions of other tools included.</summary>
    internal XDocument? Document { get; init; }

    /// <summary>The same as it came.</summary>
    internal byte[]? Text { get; init; }

    /// <summary>Reads a model. The text is data: nothing it names is opened.</summary>
    /// <exception cref="DmnException">It is no DMN that can be read; the message says where and why.</exception>
    public static DmnModel Read(Stream source) => new Dmn.Reader().Read(source);

    /// <summary>
    /// Writes the model into what it was read from: only what differs is changed; diagrams, comments, and elements and attributes of other
    /// tools stay. A model that was not changed is written as it came.
    /// </summary>
    /// <param name="target">Gets UTF-8; nothing when there is an error.</param>
    /// <param name="version">The version of the text; by default that of what was read, if it is 1.3 or later, else 1.5.</param>
    /// <exception cref="DmnException">The version has no word for something in the model, or the model cannot be XML; the message says what.</exception>
    public void Write(Stream target, DmnVersion? version = null) => target.Write(Dmn.Writer.Write(this, version));
}

/// <summary>Versions of DMN that are written.</summary>
public enum DmnVersion
{
    /// <summary>What bpmn.io's editor reads and writes.</summary>
    V13,
    V14,
    V15,
}

/// <summary>Another model whose elements are used under a name; the empty name uses them directly.</summary>
public sealed record DmnImport(string Name, string Namespace, string? Location);

/// <summary>The name and the type of something: of an input, a parameter, an entry. A type that is not given is null.</summary>
public sealed record DmnVariable(string Name, string? Type);

/// <summary>An item definition: a type under a name, with what its values may be.</summary>
public sealed record DmnItem(string Name, string? Type)
{
    public bool IsCollection { get; init; }

    /// <summary>Unary tests that a value, or each element of a collection, has to pass.</summary>
    public string? AllowedValues { get; init; }

    /// <summary>Unary tests that the value as a whole has to pass.</summary>
    public string? Constraint { get; init; }

    public IReadOnlyList<DmnItem> Components { get; init; } = [];

    public bool IsFunction { get; init; }

    public string? Description { get; init; }
}

/// <summary>An element of a requirements diagram; <see cref="Id"/> is unique in its model.</summary>
public abstract record DmnElement(string Id, DmnVariable Variable)
{
    public string Name => Variable.Name;

    public string? Label { get; init; }

    public string? Description { get; init; }

    /// <summary>The knowledge sources that it stands on, as references.</summary>
    public IReadOnlyList<string> Authorities { get; init; } = [];
}

/// <summary>A knowledge source.</summary>
public sealed record DmnSource(string Id, string Name)
{
    public string? Location { get; init; }

    public string? Description { get; init; }
}

public sealed record DmnInput(string Id, DmnVariable Variable) : DmnElement(Id, Variable);

public sealed record DmnDecision(string Id, DmnVariable Variable) : DmnElement(Id, Variable)
{
    public DmnExpression? Logic { get; init; }

    /// <summary>What it may name: inputs, decisions, knowledge and services, as references <c>#id</c> or <c>namespace#id</c>.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    public string? Question { get; init; }

    public string? AllowedAnswers { get; init; }
}

public sealed record DmnKnowledge(string Id, DmnVariable Variable) : DmnElement(Id, Variable)
{
    public DmnFunction? Logic { get; init; }

    public IReadOnlyList<string> Requires { get; init; } = [];
}

/// <summary>A decision service: decisions as a function of the inputs and decisions it is given.</summary>
public sealed record DmnService(string Id, DmnVariable Variable) : DmnElement(Id, Variable)
{
    public IReadOnlyList<string> Outputs { get; init; } = [];

    public IReadOnlyList<string> Encapsulated { get; init; } = [];

    public IReadOnlyList<string> InputDecisions { get; init; } = [];

    public IReadOnlyList<string> InputData { get; init; } = [];
}

/// <summary>A boxed expression.</summary>
/// <param name="Id">For findings; null where the author gave none.</param>
/// <param name="Type">The type its value is fitted to.</param>
public abstract record DmnExpression(string? Id, string? Type);

/// <summary>FEEL text.</summary>
public sealed record DmnLiteral(string? Id, string? Type, string Text) : DmnExpression(Id, Type);

/// <summary>Entries in order, each of which may name those before it; one without a name gives the value of the whole.</summary>
public sealed record DmnContext(string? Id, string? Type, IReadOnlyList<DmnEntry> Entries) : DmnExpression(Id, Type);

public sealed record DmnEntry(DmnVariable? Variable, DmnExpression Value);

public sealed record DmnList(string? Id, string? Type, IReadOnlyList<DmnExpression> Elements) : DmnExpression(Id, Type);

/// <summary>Rows of one expression for each column.</summary>
public sealed record DmnRelation(
    string? Id, string? Type, IReadOnlyList<DmnVariable> Columns, IReadOnlyList<IReadOnlyList<DmnExpression>> Rows) : DmnExpression(Id, Type);

public sealed record DmnFunction(
    string? Id, string? Type, DmnFunctionKind Kind, IReadOnlyList<DmnVariable> Parameters, DmnExpression? Body) : DmnExpression(Id, Type);

public enum DmnFunctionKind
{
    Feel,
    Java,
    Pmml,
}

public sealed record DmnInvocation(string? Id, string? Type, DmnExpression Function, IReadOnlyList<DmnEntry> Bindings) : DmnExpression(Id, Type);

public sealed record DmnConditional(string? Id, string? Type, DmnExpression If, DmnExpression Then, DmnExpression Else) : DmnExpression(Id, Type);

public sealed record DmnFilter(string? Id, string? Type, DmnExpression In, DmnExpression Match) : DmnExpression(Id, Type);

public sealed record DmnIterator(
    string? Id, string? Type, DmnIteration Kind, string Variable, DmnExpression In, DmnExpression Return) : DmnExpression(Id, Type);

public enum DmnIteration
{
    For,
    Some,
    Every,
}

/// <summary>What is given when several rules of a table match (DMN 1.5, 8.2.10).</summary>
public enum HitPolicy
{
    Unique,
    First,
    Priority,
    Any,
    Collect,
    RuleOrder,
    OutputOrder,
}

/// <summary>What <see cref="HitPolicy.Collect"/> makes of the outputs.</summary>
public enum Aggregation
{
    None,
    Sum,
    Count,
    Min,
    Max,
}

public sealed record DmnTable(string? Id, string? Type) : DmnExpression(Id, Type)
{
    public HitPolicy HitPolicy { get; init; }

    public Aggregation Aggregation { get; init; }

    public IReadOnlyList<DmnTableInput> Inputs { get; init; } = [];

    public IReadOnlyList<DmnTableOutput> Outputs { get; init; } = [];

    /// <summary>The headings of the annotations.</summary>
    public IReadOnlyList<string> Annotations { get; init; } = [];

    public IReadOnlyList<DmnRule> Rules { get; init; } = [];
}

/// <param name="Id">For findings.</param>
/// <param name="Label">The heading of the column, where it differs from the expression.</param>
/// <param name="Expression">FEEL text whose value the cells test.</param>
/// <param name="Type">Its type.</param>
/// <param name="AllowedValues">Unary tests; a value that fails them is an error, not a row.</param>
public sealed record DmnTableInput(string? Id, string? Label, string Expression, string? Type, string? AllowedValues);

/// <param name="Id">For findings.</param>
/// <param name="Name">The entry of the result; a table of one output has none.</param>
/// <param name="Label">The heading of the column.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Values">The values there are, the most important first: the order of PRIORITY and OUTPUT ORDER.</param>
/// <param name="Default">FEEL text of the value when no rule matches.</param>
public sealed record DmnTableOutput(string? Id, string? Name, string? Label, string? Type, string? Values, string? Default);

/// <param name="Id">For findings.</param>
/// <param name="Inputs">Unary tests, one for each input.</param>
/// <param name="Outputs">FEEL text, one for each output.</param>
/// <param name="Annotations">Text, one for each heading.</param>
public sealed record DmnRule(string? Id, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<string> Annotations);

/// <summary>Text that is no model that can be read.</summary>
public sealed class DmnException : Exception
{
    internal DmnException(string japanese, string english, Exception? inner = null)
        : base(japanese, inner) => English = english;

    public string English { get; }
}
