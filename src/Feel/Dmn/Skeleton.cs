using System.Globalization;
using System.Xml.Linq;

namespace Madoguchi.Feel.Dmn;

/// <summary>A model as the least XML that says it, with elements and attributes in the order of the standard's schema.</summary>
/// <param name="dmn">The namespace.</param>
/// <param name="model">For what a reference refers to.</param>
/// <param name="written">How references were written: the name of the requirement and of what is in it; null where it is not known.</param>
internal sealed class Skeleton(XNamespace dmn, DmnModel model, Func<string, (string Requirement, string Required)?> written)
{
    /// <summary>The boxed expressions, any of which may stand where one is wanted.</summary>
    public static readonly string[] Expressions =
        ["literalExpression", "context", "list", "relation", "functionDefinition", "invocation", "conditional", "filter", "for", "some", "every", "decisionTable"];

    public XElement Of() => new(
        dmn + "definitions", Optional("name", model.Name), Optional("namespace", model.Namespace),
        model.Imports.Select(import => new XElement(dmn + "import", new XAttribute("name", import.Name), new XAttribute("namespace", import.Namespace), Optional("locationURI", import.Location))),
        model.Items.Select(item => Item("itemDefinition", item)), model.Decisions.Select(Decision),
        model.Inputs.Select(input => new XElement(dmn + "inputData", Common(input))),
        model.Knowledge.Select(knowledge => new XElement(dmn + "businessKnowledgeModel", Common(knowledge), knowledge.Logic is { } logic ? Function("encapsulatedLogic", logic) : null, Requirements(knowledge.Requires), Authorities(knowledge))),
        model.Services.Select(service => new XElement(
            dmn + "decisionService", Common(service), References("outputDecision", service.Outputs), References("encapsulatedDecision", service.Encapsulated),
            References("inputDecision", service.InputDecisions), References("inputData", service.InputData))),
        model.Sources.Select(source => new XElement(dmn + "knowledgeSource", new XAttribute("id", source.Id), new XAttribute("name", source.Name), Optional("locationURI", source.Location), Leaf("description", source.Description))));

    private XElement Item(string name, DmnItem item) => new(
        dmn + name, new XAttribute("name", item.Name), item.IsCollection ? new XAttribute("isCollection", "true") : null, Leaf("description", item.Description), Leaf("typeRef", item.Type),
        Boxed("allowedValues", item.AllowedValues), Boxed("typeConstraint", item.Constraint), item.Components.Select(component => Item("itemComponent", component)),
        item.IsFunction ? new XElement(dmn + "functionItem") : null);

    private XElement Decision(DmnDecision decision) => new(
        dmn + "decision", Common(decision, Leaf("question", decision.Question), Leaf("allowedAnswers", decision.AllowedAnswers)), Requirements(decision.Requires), Authorities(decision),
        decision.Logic is { } logic ? Expression(logic) : null);

    private IEnumerable<object?> Common(DmnElement element, params object?[] before) =>
    [
        new XAttribute("id", element.Id), new XAttribute("name", element.Name), Optional("label", element.Label), Leaf("description", element.Description), .. before,
        Variable("variable", element.Variable),
    ];

    private XElement Variable(string name, DmnVariable variable) => new(dmn + name, new XAttribute("name", variable.Name), Optional("typeRef", variable.Type));

    private IEnumerable<XElement> Requirements(IReadOnlyList<string> requires) => requires.Select(reference =>
    {
        var (requirement, required) = written(reference) ?? Kind(reference);
        return new XElement(dmn + requirement, new XElement(dmn + required, new XAttribute("href", reference)));
    }).OrderBy(requirement => requirement.Name.LocalName, StringComparer.Ordinal);

    /// <summary>What is not in the model is taken for a decision of another.</summary>
    private (string Requirement, string Required) Kind(string reference)
    {
        var id = reference[(reference.LastIndexOf('#') + 1)..];
        return model.Inputs.Any(input => input.Id == id) ? ("informationRequirement", "requiredInput")
            : model.Knowledge.Any(knowledge => knowledge.Id == id) || model.Services.Any(service => service.Id == id) ? ("knowledgeRequirement", "requiredKnowledge")
            : ("informationRequirement", "requiredDecision");
    }

    private IEnumerable<XElement> Authorities(DmnElement element) =>
        element.Authorities.Select(reference => new XElement(dmn + "authorityRequirement", new XElement(dmn + (written(reference)?.Required ?? "requiredAuthority"), new XAttribute("href", reference))));

    private IEnumerable<XElement> References(string name, IReadOnlyList<string> references) => references.Select(reference => new XElement(dmn + name, new XAttribute("href", reference)));

    private XElement Expression(DmnExpression expression) => expression switch
    {
        DmnLiteral literal => Box("literalExpression", literal, Leaf("text", literal.Text)),
        DmnContext context => Box("context", context, context.Entries.Select(entry => new XElement(dmn + "contextEntry", entry.Variable is { } variable ? Variable("variable", variable) : null, Expression(entry.Value)))),
        DmnList list => Box("list", list, list.Elements.Select(Expression)),
        DmnRelation relation => Box("relation", relation, relation.Columns.Select(column => Variable("column", column)), relation.Rows.Select(row => new XElement(dmn + "row", row.Select(Expression)))),
        DmnFunction function => Function("functionDefinition", function),
        DmnInvocation call => Box("invocation", call, Expression(call.Function), call.Bindings.Select(binding => new XElement(dmn + "binding", Variable("parameter", binding.Variable!), Expression(binding.Value)))),
        DmnConditional choice => Box("conditional", choice, Child("if", choice.If), Child("then", choice.Then), Child("else", choice.Else)),
        DmnFilter filter => Box("filter", filter, Child("in", filter.In), Child("match", filter.Match)),
        DmnIterator { Kind: DmnIteration.For } loop => Box("for", loop, new XAttribute("iteratorVariable", loop.Variable), Child("in", loop.In), Child("return", loop.Return)),
        DmnIterator loop => Box(loop.Kind == DmnIteration.Some ? "some" : "every", loop, new XAttribute("iteratorVariable", loop.Variable), Child("in", loop.In), Child("satisfies", loop.Return)),
        DmnTable table => Table(table),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private XElement Function(string name, DmnFunction function) => Box(
        name, function, function.Kind == DmnFunctionKind.Feel ? null : new XAttribute("kind", function.Kind == DmnFunctionKind.Java ? "Java" : "PMML"),
        function.Parameters.Select(parameter => Variable("formalParameter", parameter)), function.Body is { } body ? Expression(body) : null);

    private XElement Table(DmnTable table) => Box(
        "decisionTable", table, table.HitPolicy == HitPolicy.Unique ? null : new XAttribute("hitPolicy", Word(table.HitPolicy)),
        table.Aggregation == Aggregation.None ? null : new XAttribute("aggregation", table.Aggregation.ToString().ToUpperInvariant()),
        table.Inputs.Select(input => new XElement(
            dmn + "input", Optional("id", input.Id), Optional("label", input.Label),
            new XElement(dmn + "inputExpression", Optional("typeRef", input.Type), Leaf("text", input.Expression)), Boxed("inputValues", input.AllowedValues))),
        table.Outputs.Select(output => new XElement(
            dmn + "output", Optional("id", output.Id), Optional("name", output.Name), Optional("label", output.Label), Optional("typeRef", output.Type),
            Boxed("outputValues", output.Values), Boxed("defaultOutputEntry", output.Default))),
        table.Annotations.Select(name => new XElement(dmn + "annotation", new XAttribute("name", name))),
        table.Rules.Select(rule => new XElement(
            dmn + "rule", Optional("id", rule.Id), rule.Inputs.Select(cell => Boxed("inputEntry", cell)), rule.Outputs.Select(cell => Boxed("outputEntry", cell)),
            rule.Annotations.Select(cell => Boxed("annotationEntry", cell)))));

    private static string Word(HitPolicy policy) => policy switch
    {
        HitPolicy.RuleOrder => "RULE ORDER",
        HitPolicy.OutputOrder => "OUTPUT ORDER",
        _ => policy.ToString().ToUpper(CultureInfo.InvariantCulture),
    };

    private XElement Box(string name, DmnExpression expression, params object?[] content) => new(dmn + name, Optional("id", expression.Id), Optional("typeRef", expression.Type), content);

    private XElement Child(string name, DmnExpression expression) => new(dmn + name, Expression(expression));

    private XElement? Boxed(string name, string? text) => text is null ? null : new XElement(dmn + name, Leaf("text", text));

    private XElement? Leaf(string name, string? text) => text is null ? null : new XElement(dmn + name, text);

    private static XAttribute? Optional(string name, string? value) => value is null ? null : new XAttribute(name, value);
}
