using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Madoguchi.Feel.Dmn;

/// <summary>XML to model. Elements are told by their local names: between the versions 1.1 and 1.5 they kept them.</summary>
internal sealed class Reader
{
    /// <summary>Namespaces of 1.1 to 1.5.</summary>
    private static readonly string[] Versions =
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ];

    /// <summary>Elements within elements of the XML; boxed expressions in boxed expressions take about four each.</summary>
    private const int DeepestXml = 400;

    private const long LongestXml = 50_000_000;

    private XNamespace dmn = Versions[^1];

    public DmnModel Read(Stream source)
    {
        var (document, text) = Load(source);
        return Read(document) with { Text = text };
    }

    public DmnModel Read(XDocument document)
    {
        var root = document.Root!;
        if (root.Name.LocalName != "definitions" || !Versions.Contains(root.Name.NamespaceName))
        {
            throw new DmnException("DMN 1.1〜1.5のモデルではありません。", "This is no model of DMN 1.1 to 1.5.");
        }

        dmn = root.Name.Namespace;
        return new DmnModel(Text(root, "name") ?? "", Text(root, "namespace") ?? "")
        {
            Document = document,
            Imports = [.. root.Elements(dmn + "import").Select(import =>
                new DmnImport(Name(import), Text(import, "namespace") ?? "", Text(import, "locationURI")))],
            Items = [.. root.Elements(dmn + "itemDefinition").Select(Item)],
            Inputs = [.. root.Elements(dmn + "inputData").Select(input => Common(new DmnInput(Id(input), Variable(input)), input))],
            Decisions = [.. root.Elements(dmn + "decision").Select(Decision)],
            Knowledge = [.. root.Elements(dmn + "businessKnowledgeModel").Select(Knowledge)],
            Services = [.. root.Elements(dmn + "decisionService").Select(Service)],
            Sources = [.. root.Elements(dmn + "knowledgeSource").Select(source => new DmnSource(Id(source), Name(source)) { Location = Text(source, "locationURI"), Description = Description(source) })],
        };
    }

    private static (XDocument Document, byte[] Text) Load(Stream source)
    {
        try
        {
            using var text = new MemoryStream();
            source.CopyTo(text);

            using var reader = Open(text);
            var document = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
            return Depth(document.Root!) <= DeepestXml ? (document, text.ToArray()) : throw TooDeep(text);
        }
        catch (XmlException broken)
        {
            throw new DmnException(
                string.Create(CultureInfo.InvariantCulture, $"{broken.LineNumber}行目の{broken.LinePosition}文字目で、XMLとして読めなくなりました。"),
                string.Create(CultureInfo.InvariantCulture, $"Line {broken.LineNumber}, column {broken.LinePosition} cannot be read as XML: {broken.Message}"), broken);
        }
    }

    /// <summary>Loading does not recur, but whatever walks the model does: so its depth is looked at first, without recursion.</summary>
    private static int Depth(XElement root)
    {
        var (last, depth, deepest) = (root, 0, 0);
        foreach (var element in root.Descendants())
        {
            for (; last != element.Parent; depth--)
            {
                last = last.Parent!;
            }

            (last, depth) = (element, depth + 1);
            deepest = Math.Max(deepest, depth);
        }

        return deepest;
    }

    /// <summary>Where it is too deep is told by reading it again; the tree knows no lines.</summary>
    private static XmlException TooDeep(MemoryStream text)
    {
        using var scan = Open(text);
        while (scan.Depth <= DeepestXml)
        {
            scan.Read();
        }

        return new("Elements are nested too deeply.", null, ((IXmlLineInfo)scan).LineNumber, ((IXmlLineInfo)scan).LinePosition);
    }

    private static XmlReader Open(MemoryStream text)
    {
        text.Position = 0;
        return XmlReader.Create(text, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = LongestXml,
            CloseInput = false,
        });
    }

    private DmnItem Item(XElement item) => new(Name(item), TypeOf(item))
    {
        IsCollection = Text(item, "isCollection") is "true" or "1",
        AllowedValues = Tests(item.Element(dmn + "allowedValues")),
        Constraint = Tests(item.Element(dmn + "typeConstraint")),
        Components = [.. item.Elements(dmn + "itemComponent").Select(Item)],
        IsFunction = item.Element(dmn + "functionItem") is not null,
        Description = Description(item),
    };

    private T Common<T>(T read, XElement element)
        where T : DmnElement => read with
        {
            Label = Text(element, "label"),
            Description = Description(element),
            Authorities = [.. element.Elements(dmn + "authorityRequirement").SelectMany(requirement => requirement.Elements()).Select(required => Text(required, "href")).OfType<string>()],
        };

    private string? Description(XElement element) => element.Element(dmn + "description")?.Value;

    private DmnDecision Decision(XElement decision) => Common(new DmnDecision(Id(decision), Variable(decision))
    {
        Logic = decision.Elements().Select(TryExpression).FirstOrDefault(logic => logic is not null),
        Requires = Requirements(decision),
        Question = decision.Element(dmn + "question")?.Value,
        AllowedAnswers = decision.Element(dmn + "allowedAnswers")?.Value,
    }, decision);

    private DmnKnowledge Knowledge(XElement knowledge) => Common(new DmnKnowledge(Id(knowledge), Variable(knowledge))
    {
        Logic = knowledge.Element(dmn + "encapsulatedLogic") is { } logic ? Function(logic) : null,
        Requires = Requirements(knowledge),
    }, knowledge);

    private DmnService Service(XElement service) => Common(new DmnService(Id(service), Variable(service))
    {
        Outputs = References(service, "outputDecision"),
        Encapsulated = References(service, "encapsulatedDecision"),
        InputDecisions = References(service, "inputDecision"),
        InputData = References(service, "inputData"),
    }, service);

    private List<string> Requirements(XElement element) =>
    [
        .. element.Elements(dmn + "informationRequirement").Concat(element.Elements(dmn + "knowledgeRequirement"))
            .SelectMany(requirement => requirement.Elements()).Select(required => Text(required, "href")).OfType<string>(),
    ];

    private List<string> References(XElement element, string name) =>
        [.. element.Elements(dmn + name).Select(reference => Text(reference, "href")).OfType<string>()];

    private DmnExpression Expression(XElement? parent) =>
        parent?.Elements().Select(TryExpression).FirstOrDefault(expression => expression is not null) ?? new DmnLiteral(null, null, "");

    private DmnExpression? TryExpression(XElement element)
    {
        if (element.Name.Namespace != dmn)
        {
            return null;
        }

        var (id, type) = (Text(element, "id"), TypeOf(element));
        return element.Name.LocalName switch
        {
            "literalExpression" => new DmnLiteral(id, type, element.Element(dmn + "text")?.Value ?? ""),
            "context" => new DmnContext(id, type, [.. element.Elements(dmn + "contextEntry").Select(entry =>
                new DmnEntry(entry.Element(dmn + "variable") is { } variable ? InformationItem(variable) : null, Expression(entry)))]),
            "list" => new DmnList(id, type, [.. element.Elements().Select(TryExpression).OfType<DmnExpression>()]),
            "relation" => new DmnRelation(
                id, type, [.. element.Elements(dmn + "column").Select(InformationItem)],
                [.. element.Elements(dmn + "row").Select(row => (IReadOnlyList<DmnExpression>)[.. row.Elements().Select(TryExpression).OfType<DmnExpression>()])]),
            "functionDefinition" => Function(element),
            "invocation" => new DmnInvocation(
                id, type, Expression(element),
                [.. element.Elements(dmn + "binding").Select(binding => new DmnEntry(binding.Element(dmn + "parameter") is { } parameter ? InformationItem(parameter) : new("", null), Expression(binding)))]),
            "conditional" => new DmnConditional(
                id, type, Expression(element.Element(dmn + "if")), Expression(element.Element(dmn + "then")), Expression(element.Element(dmn + "else"))),
            "filter" => new DmnFilter(id, type, Expression(element.Element(dmn + "in")), Expression(element.Element(dmn + "match"))),
            "for" => Iterator(element, DmnIteration.For, "return"),
            "some" => Iterator(element, DmnIteration.Some, "satisfies"),
            "every" => Iterator(element, DmnIteration.Every, "satisfies"),
            "decisionTable" => Table(element),
            _ => null,
        };
    }

    private DmnFunction Function(XElement element) => new(
        Text(element, "id"), TypeOf(element),
        Text(element, "kind") switch { "Java" => DmnFunctionKind.Java, "PMML" => DmnFunctionKind.Pmml, _ => DmnFunctionKind.Feel },
        [.. element.Elements(dmn + "formalParameter").Select(InformationItem)],
        element.Elements().Select(TryExpression).FirstOrDefault(body => body is not null));

    private DmnIterator Iterator(XElement element, DmnIteration kind, string body) => new(
        Text(element, "id"), TypeOf(element), kind, Text(element, "iteratorVariable") ?? "", Expression(element.Element(dmn + "in")),
        Expression(element.Element(dmn + body)));

    private DmnTable Table(XElement table) => new(Text(table, "id"), TypeOf(table))
    {
        HitPolicy = Text(table, "hitPolicy") switch
        {
            "FIRST" => HitPolicy.First,
            "PRIORITY" => HitPolicy.Priority,
            "ANY" => HitPolicy.Any,
            "COLLECT" => HitPolicy.Collect,
            "RULE ORDER" => HitPolicy.RuleOrder,
            "OUTPUT ORDER" => HitPolicy.OutputOrder,
            _ => HitPolicy.Unique,
        },
        Aggregation = Text(table, "aggregation") switch
        {
            "SUM" => Aggregation.Sum,
            "COUNT" => Aggregation.Count,
            "MIN" => Aggregation.Min,
            "MAX" => Aggregation.Max,
            _ => Aggregation.None,
        },
        Inputs = [.. table.Elements(dmn + "input").Select(input => new DmnTableInput(
            Text(input, "id"), Text(input, "label"), input.Element(dmn + "inputExpression")?.Element(dmn + "text")?.Value ?? "",
            input.Element(dmn + "inputExpression") is { } expression ? TypeOf(expression) : null, Tests(input.Element(dmn + "inputValues"))))],
        Outputs = [.. table.Elements(dmn + "output").Select(output => new DmnTableOutput(
            Text(output, "id"), Text(output, "name") is { Length: > 0 } name ? FeelName.Normalise(name) : null, Text(output, "label"), TypeOf(output),
            Tests(output.Element(dmn + "outputValues")), output.Element(dmn + "defaultOutputEntry")?.Element(dmn + "text")?.Value))],
        Annotations = [.. table.Elements(dmn + "annotation").Select(annotation => Text(annotation, "name") ?? "")],
        Rules = [.. table.Elements(dmn + "rule").Select(rule => new DmnRule(
            Text(rule, "id"), Cells(rule, "inputEntry"), Cells(rule, "outputEntry"), Cells(rule, "annotationEntry")))],
    };

    private List<string> Cells(XElement rule, string name) => [.. rule.Elements(dmn + name).Select(cell => cell.Element(dmn + "text")?.Value ?? "")];

    private string? Tests(XElement? tests) => tests?.Element(dmn + "text")?.Value is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>The variable is the element's name in FEEL; older tools write none.</summary>
    private DmnVariable Variable(XElement element)
    {
        var variable = element.Element(dmn + "variable");
        return new(variable is not null && Name(variable) is { Length: > 0 } name ? name : Name(element), variable is null ? null : TypeOf(variable));
    }

    private DmnVariable InformationItem(XElement item) => new(Name(item), TypeOf(item));

    /// <summary>An attribute; in 1.1 the type of an item definition was an element.</summary>
    private string? TypeOf(XElement element)
    {
        var type = Text(element, "typeRef") ?? element.Element(dmn + "typeRef")?.Value;
        return string.IsNullOrWhiteSpace(type) ? null : type.Trim() switch
        {
            var qualified when qualified.StartsWith("feel:", StringComparison.Ordinal) => qualified["feel:".Length..],
            var plain => plain,
        };
    }

    private static string Id(XElement element) => Text(element, "id") is { Length: > 0 } id ? id : Name(element);

    private static string Name(XElement element) => FeelName.Normalise(Text(element, "name") ?? "");

    private static string? Text(XElement element, string attribute) => element.Attribute(attribute)?.Value;
}
