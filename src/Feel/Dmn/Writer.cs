using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Madoguchi.Feel.Dmn;

/// <summary>
/// Model to XML. What the document says and what the model says are both brought to their least form (<see cref="Skeleton"/>); where these
/// differ, and only there, the document is changed.
/// </summary>
internal sealed class Writer
{
    private const string Feel11 = "http://www.omg.org/spec/FEEL/20140401";

    /// <summary>Of 1.1 to 1.5: model, diagrams, FEEL. The namespaces of shapes and points are the same since 1.2.</summary>
    private static readonly (string Model, string? Diagram, string Feel)[] Namespaces =
    [
        ("http://www.omg.org/spec/DMN/20151101/dmn.xsd", null, Feel11),
        ("http://www.omg.org/spec/DMN/20180521/MODEL/", "http://www.omg.org/spec/DMN/20180521/DMNDI/", "http://www.omg.org/spec/DMN/20180521/FEEL/"),
        ("https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20191111/DMNDI/", "https://www.omg.org/spec/DMN/20191111/FEEL/"),
        ("https://www.omg.org/spec/DMN/20211108/MODEL/", "https://www.omg.org/spec/DMN/20191111/DMNDI/", "https://www.omg.org/spec/DMN/20211108/FEEL/"),
        ("https://www.omg.org/spec/DMN/20230324/MODEL/", "https://www.omg.org/spec/DMN/20230324/DMNDI/", "https://www.omg.org/spec/DMN/20230324/FEEL/"),
    ];

    /// <summary>Children of each element in the order of the schema, boxed expressions as "*". What stands here is what models say; the rest is other people's.</summary>
    private static readonly Dictionary<string, string[]> Order = new(StringComparer.Ordinal)
    {
        ["definitions"] = ["import", "itemDefinition", "decision", "inputData", "businessKnowledgeModel", "decisionService", "knowledgeSource"],
        ["itemDefinition"] = ["description", "typeRef", "allowedValues", "typeConstraint", "itemComponent", "functionItem"],
        ["itemComponent"] = ["description", "typeRef", "allowedValues", "typeConstraint", "itemComponent", "functionItem"],
        ["decision"] = ["description", "question", "allowedAnswers", "variable", "informationRequirement", "knowledgeRequirement", "authorityRequirement", "*"],
        ["inputData"] = ["description", "variable"],
        ["businessKnowledgeModel"] = ["description", "variable", "encapsulatedLogic", "knowledgeRequirement", "authorityRequirement"],
        ["decisionService"] = ["description", "variable", "outputDecision", "encapsulatedDecision", "inputDecision", "inputData"],
        ["knowledgeSource"] = ["description"],
        ["decisionTable"] = ["input", "output", "annotation", "rule"],
        ["input"] = ["inputExpression", "inputValues"],
        ["output"] = ["outputValues", "defaultOutputEntry"],
        ["rule"] = ["inputEntry", "outputEntry", "annotationEntry"],
        ["context"] = ["contextEntry"],
        ["contextEntry"] = ["variable", "*"],
        ["relation"] = ["column", "row"],
        ["encapsulatedLogic"] = ["formalParameter", "*"],
        ["functionDefinition"] = ["formalParameter", "*"],
        ["invocation"] = ["*", "binding"],
        ["binding"] = ["parameter", "*"],
        ["conditional"] = ["if", "then", "else"],
        ["filter"] = ["in", "match"],
        ["for"] = ["in", "return"],
        ["some"] = ["in", "satisfies"],
        ["every"] = ["in", "satisfies"],
        ["informationRequirement"] = ["requiredDecision", "requiredInput"],
        ["knowledgeRequirement"] = ["requiredKnowledge"],
        ["authorityRequirement"] = ["requiredAuthority", "requiredDecision", "requiredInput"],
    };

    private static readonly string[] Texts = ["literalExpression", "inputExpression", "inputValues", "outputValues", "defaultOutputEntry", "inputEntry", "outputEntry", "annotationEntry", "allowedValues", "typeConstraint"];
    private static readonly string[] Boxes = ["list", "row", "if", "then", "else", "in", "match", "return", "satisfies"];

    private readonly XNamespace dmn;
    private readonly HashSet<string> removed = new(StringComparer.Ordinal);

    private Writer(XNamespace dmn) => this.dmn = dmn;

    public static byte[] Write(DmnModel model, DmnVersion? wanted)
    {
        var read = model.Document is null ? -1 : Array.FindIndex(Namespaces, version => version.Model == model.Document.Root!.Name.NamespaceName);
        var version = (int?)wanted + 2 ?? (read < 2 ? 4 : read);
        Refuse(model, version);
        XNamespace dmn = Namespaces[version].Model;
        var document = model.Document is null
            ? new XDocument(new XDeclaration("1.0", "utf-8", null), new XText("\n"), new XElement(dmn + "definitions", new XAttribute("xmlns", dmn.NamespaceName)), new XText("\n"))
            : new XDocument(model.Document);
        var isChanged = false;
        document.Changed += (_, _) => isChanged = true;
        if (read >= 0 && read != version)
        {
            Move(document.Root!, read, version);
        }

        var writer = new Writer(dmn);
        writer.Merge(document.Root!, model);
        return !isChanged && model.Text is { } text ? text : Save(document);
    }

    private static byte[] Save(XDocument document)
    {
        using var made = new MemoryStream();
        if (document.Declaration is { } declaration)
        {
            declaration.Encoding = declaration.Encoding is { } encoding && encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase) ? encoding : "utf-8";
            made.Write(Encoding.UTF8.GetBytes(declaration.ToString()));
        }

        using (var xml = XmlWriter.Create(made, new XmlWriterSettings { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.Entitize }))
        {
            document.Save(xml);
        }

        return made.ToArray();
    }

    /// <summary>What the version has no word for, by the name of the element that needs it.</summary>
    private static void Refuse(DmnModel model, int version)
    {
        foreach (var item in version < 4 ? model.Items : [])
        {
            if (HasConstraint(item))
            {
                Fail(item.Name, "typeConstraint");
            }
        }

        var skeleton = new Skeleton("", model, _ => null).Of();
        foreach (var (element, name) in skeleton.Elements().Select(element => (element, element.Attribute("name")?.Value ?? "")))
        {
            if (version < 3 && element.Descendants().FirstOrDefault(box => box.Name.LocalName is "conditional" or "filter" or "for" or "some" or "every") is { } box)
            {
                Fail(name, box.Name.LocalName);
            }
        }

        bool HasConstraint(DmnItem item) => item.Constraint is not null || item.Components.Any(HasConstraint);

        void Fail(string element, string word) => throw new DmnException(
            string.Create(CultureInfo.InvariantCulture, $"「{element}」にある {word} は、DMN 1.{version + 1} では書けません。"),
            string.Create(CultureInfo.InvariantCulture, $"\"{element}\" has {word}, which DMN 1.{version + 1} cannot say."));
    }

    /// <summary>Another version's namespaces. Between 1.1 and 1.5 what elements are called stayed; types lost their prefix.</summary>
    private static void Move(XElement root, int from, int to)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal) { [Namespaces[from].Model] = Namespaces[to].Model, [Namespaces[from].Feel] = Namespaces[to].Feel };
        if (Namespaces[from].Diagram is { } diagram)
        {
            map[diagram] = Namespaces[to].Diagram!;
        }

        foreach (var element in root.DescendantsAndSelf())
        {
            if (map.TryGetValue(element.Name.NamespaceName, out var other))
            {
                element.Name = XName.Get(element.Name.LocalName, other);
            }

            foreach (var attribute in element.Attributes())
            {
                if ((attribute.IsNamespaceDeclaration || attribute.Name.LocalName is "expressionLanguage" or "typeLanguage" or "importType") && map.TryGetValue(attribute.Value, out var value))
                {
                    attribute.Value = value;
                }
                else if (from < 2 && attribute.Name == "typeRef" && attribute.Value.StartsWith("feel:", StringComparison.Ordinal))
                {
                    attribute.Value = attribute.Value["feel:".Length..];
                }
            }

            if (from < 2 && element.Name.LocalName == "typeRef" && element.Value.StartsWith("feel:", StringComparison.Ordinal))
            {
                element.Value = element.Value["feel:".Length..];
            }
        }
    }

    private void Merge(XElement root, DmnModel model)
    {
        var written = root.Descendants().Where(element => element.Parent is { } parent && parent.Name.Namespace == dmn && parent.Name.LocalName.EndsWith("Requirement", StringComparison.Ordinal) && element.Attribute("href") is not null)
            .GroupBy(element => element.Attribute("href")!.Value, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => (group.First().Parent!.Name.LocalName, group.First().Name.LocalName), StringComparer.Ordinal);
        (string, string)? Written(string reference) => written.TryGetValue(reference, out var how) ? how : null;
        var before = new Reader().Read(root.Document!);
        var after = new Skeleton(dmn, model, Written).Of();
        Check(after);
        Merge(root, new Skeleton(dmn, before, Written).Of(), after, null);
        Forget(root);
        CheckIds(root);
    }

    /// <summary>Characters that XML cannot hold.</summary>
    private static void Check(XElement skeleton)
    {
        foreach (var text in skeleton.DescendantsAndSelf().SelectMany(element => element.Attributes().Select(attribute => attribute.Value).Concat(element.HasElements ? [] : [element.Value])))
        {
            try
            {
                XmlConvert.VerifyXmlChars(text);
            }
            catch (XmlException)
            {
                throw new DmnException("XMLに書けない文字（制御文字など）が含まれています。取り除いてください。", "A text holds a character that XML cannot hold.");
            }
        }
    }

    /// <summary>Changes the element where what it says (before) is not what it shall say (after).</summary>
    private void Merge(XElement element, XElement before, XElement after, Dictionary<string, int[]>? columns)
    {
        if (XNode.DeepEquals(before, after))
        {
            return;
        }

        foreach (var name in before.Attributes().Concat(after.Attributes()).Select(attribute => attribute.Name).Distinct())
        {
            if (before.Attribute(name)?.Value != after.Attribute(name)?.Value)
            {
                element.SetAttributeValue(name, after.Attribute(name)?.Value);
            }
        }

        if (!before.HasElements && !after.HasElements)
        {
            if (before.Value != after.Value)
            {
                SetText(element, after.Value);
            }

            return;
        }

        var inner = element.Name.LocalName == "decisionTable" ? Columns(before, after) : null;
        foreach (var kind in Kinds(element.Name.LocalName))
        {
            var (were, wanted, are) = (Of(before, kind), Of(after, kind), Of(element, kind));
            var matches = columns is not null && columns.TryGetValue(kind, out var moved) ? moved[..Math.Min(moved.Length, wanted.Length)] : Matches(were, wanted);
            var result = new XElement?[wanted.Length];
            for (var at = 0; at < wanted.Length; at++)
            {
                var was = at < matches.Length ? matches[at] : -1;
                if (was >= 0 && was < were.Length && was < are.Length && are[was].Name == wanted[at].Name)
                {
                    Merge(result[at] = are[was], were[was], wanted[at], inner);
                }
                else if (was >= are.Length && was < were.Length && were[was].Name == wanted[at].Name && XNode.DeepEquals(were[was], wanted[at]))
                {
                    // The element goes without saying, as a variable of the decision's own name.
                    continue;
                }
                else
                {
                    result[at] = New(wanted[at], element, at);
                }
            }

            Arrange(element, kind, are, [.. result.OfType<XElement>()]);
        }
    }

    private static string[] Kinds(string name) => Order.TryGetValue(name, out var kinds) ? kinds : Texts.Contains(name) ? ["text"] : Boxes.Contains(name) ? ["*"] : [];

    private XElement[] Of(XElement parent, string kind) =>
        [.. parent.Elements().Where(child => child.Name.Namespace == dmn && (kind == "*" ? Skeleton.Expressions.Contains(child.Name.LocalName) : child.Name.LocalName == kind))];

    /// <summary>For each wanted element the one it was: of the same id, else the same in all, else of the same name or reference, else the next that is left.</summary>
    private static int[] Matches(XElement[] were, XElement[] wanted)
    {
        var matches = Enumerable.Repeat(-1, wanted.Length).ToArray();
        var isFree = Enumerable.Repeat(true, were.Length).ToArray();
        var firstFree = 0;
        By("id", (_, _) => true);
        Next(XNode.DeepEquals);
        By("name", MayBe);
        Next((was, now) => MayBe(was, now) && was.Name == now.Name);
        return matches;

        void By(string attribute, Func<XElement, XElement, bool> isIt)
        {
            var named = were.Index().Where(was => isFree[was.Index]).ToLookup(was => was.Item.Attribute(attribute)?.Value, was => was.Index, StringComparer.Ordinal);
            for (var at = 0; at < wanted.Length; at++)
            {
                if (matches[at] < 0 && wanted[at].Attribute(attribute)?.Value is { } value)
                {
                    Take(at, named[value].Where(was => isFree[was] && isIt(were[was], wanted[at])));
                }
            }
        }

        // Nearly always the first that is left.
        void Next(Func<XElement, XElement, bool> isIt)
        {
            for (var at = 0; at < wanted.Length; at++)
            {
                if (matches[at] < 0)
                {
                    Take(at, Enumerable.Range(firstFree, were.Length - firstFree).Where(was => isFree[was] && isIt(were[was], wanted[at])));
                }
            }
        }

        void Take(int at, IEnumerable<int> candidates)
        {
            foreach (var was in candidates.Take(1))
            {
                (matches[at], isFree[was]) = (was, false);
            }

            for (; firstFree < were.Length && !isFree[firstFree]; firstFree++)
            {
            }
        }

        // What has an id of its own is not something else that has another; and a requirement of one thing is none of another.
        static bool MayBe(XElement was, XElement now) =>
            (was.Attribute("id") is null || now.Attribute("id") is null || was.Attribute("id")!.Value == now.Attribute("id")!.Value)
            && !was.DescendantsAndSelf().Any(element => element.Attribute("href") is not null);
    }

    /// <summary>Where the columns of a table were, so that each row's cells go along with them.</summary>
    private Dictionary<string, int[]> Columns(XElement before, XElement after) => new(StringComparer.Ordinal)
    {
        ["inputEntry"] = Matches(Of(before, "input"), Of(after, "input")),
        ["outputEntry"] = Matches(Of(before, "output"), Of(after, "output")),
        ["annotationEntry"] = Matches(Of(before, "annotation"), Of(after, "annotation")),
    };

    /// <summary>Puts the elements of a kind in that order: what is no longer wanted goes, what is new stands behind the one before it.</summary>
    private void Arrange(XElement parent, string kind, XElement[] are, XElement[] wanted)
    {
        if (are.SequenceEqual(wanted))
        {
            return;
        }

        foreach (var gone in are.Except(wanted))
        {
            foreach (var id in gone.DescendantsAndSelf().Select(element => element.Attribute("id")?.Value).OfType<string>())
            {
                removed.Add(id);
            }

            if (gone.PreviousNode is XText space && string.IsNullOrWhiteSpace(space.Value))
            {
                space.Remove();
            }

            gone.Remove();
        }

        var kept = are.Intersect(wanted).ToArray();
        if (!kept.SequenceEqual(wanted.Intersect(kept)))
        {
            // Those that stay change places among themselves; comments and spaces between them stay where they are.
            var places = kept.Select(element =>
            {
                var place = new XComment("");
                element.ReplaceWith(place);
                return place;
            }).ToArray();
            foreach (var (place, element) in places.Zip(wanted.Intersect(kept)))
            {
                place.ReplaceWith(element);
            }
        }

        XElement? last = null;
        foreach (var element in wanted)
        {
            if (element.Parent is null)
            {
                Insert(parent, kind, last, element);
            }

            last = element;
        }
    }

    private void Insert(XElement parent, string kind, XElement? last, XElement element)
    {
        var order = Kinds(parent.Name.LocalName);
        var isDefinitions = parent.Name.LocalName == "definitions";
        var at = Array.IndexOf(order, kind);
        bool StandsBefore(string name) => (name is "description" or "extensionElements" && kind != "description")
            || order.Take(at).Contains(name) || (order.Take(at).Contains("*") && Skeleton.Expressions.Contains(name))
            || (isDefinitions && at > 1 && Array.IndexOf(order, name) > 1);
        last ??= parent.Elements().LastOrDefault(child => child.Name.Namespace == dmn && StandsBefore(child.Name.LocalName));
        var indent = Indent(parent);
        var first = parent.Elements().FirstOrDefault();
        Lay(element, indent);
        if (last is not null)
        {
            last.AddAfterSelf(new XText(indent), element);
        }
        else if (first is not null)
        {
            first.AddBeforeSelf(element, new XText(indent));
        }
        else
        {
            parent.Add(new XText(indent), element, new XText(Outer(parent)));
        }
    }

    /// <summary>The line break and spaces before the children of an element.</summary>
    private static string Indent(XElement parent) =>
        parent.Elements().Select(child => child.PreviousNode).OfType<XText>().FirstOrDefault(space => space.Value.Contains('\n', StringComparison.Ordinal) && string.IsNullOrWhiteSpace(space.Value)) is { } text
            ? text.Value[text.Value.LastIndexOf('\n')..] : Outer(parent) + "  ";

    private static string Outer(XElement element) =>
        element.PreviousNode is XText space && space.Value.LastIndexOf('\n') is var at and >= 0 ? space.Value[at..] : element.Parent is { } parent ? Outer(parent) + "  " : "\n";

    /// <summary>Each element of a new one on a line of its own.</summary>
    private static void Lay(XElement element, string indent)
    {
        foreach (var child in element.Elements().ToArray())
        {
            Lay(child, indent + "  ");
            child.AddBeforeSelf(new XText(indent + "  "));
        }

        if (element.HasElements)
        {
            element.Add(new XText(indent));
        }
    }

    /// <summary>A new element; drawing editors ask each cell for an id.</summary>
    private XElement New(XElement wanted, XElement parent, int at)
    {
        var made = new XElement(wanted);
        foreach (var rule in made.DescendantsAndSelf(dmn + "rule"))
        {
            foreach (var (place, cell) in rule.Elements(dmn + "inputEntry").Index())
            {
                Name(cell, rule, "in", place);
            }

            foreach (var (place, cell) in rule.Elements(dmn + "outputEntry").Index())
            {
                Name(cell, rule, "out", place);
            }
        }

        if (wanted.Name.LocalName is "inputEntry" or "outputEntry")
        {
            Name(made, parent, wanted.Name.LocalName == "inputEntry" ? "in" : "out", at);
        }

        if (wanted.Name.LocalName == "import")
        {
            made.SetAttributeValue("importType", dmn.NamespaceName);
        }

        return made;

        void Name(XElement cell, XElement rule, string kind, int place)
        {
            var id = rule.Attribute("id") is { } own ? string.Create(CultureInfo.InvariantCulture, $"{own.Value}_{kind}{place + 1}") : null;
            if (id is not null && !(parent.Document?.Descendants().Any(element => element.Attribute("id")?.Value == id) ?? false))
            {
                cell.SetAttributeValue("id", id);
            }
        }
    }

    private static void SetText(XElement element, string text)
    {
        if (element.Nodes().FirstOrDefault(node => node is XCData) is XCData section && element.Nodes().Count() == 1
            && !text.Contains("]]>", StringComparison.Ordinal) && !text.Contains('\r', StringComparison.Ordinal))
        {
            section.Value = text;
        }
        else
        {
            element.Value = text;
        }
    }

    /// <summary>Shapes of what is gone, lines to it, and notes tied to it.</summary>
    private void Forget(XElement root)
    {
        if (removed.Count == 0)
        {
            return;
        }

        foreach (var tie in root.Elements(dmn + "association").Where(tie => tie.Elements().Any(end => end.Attribute("href") is { } href && removed.Contains(href.Value.TrimStart('#')))).ToArray())
        {
            removed.Add(tie.Attribute("id")?.Value ?? "");
            Take(tie);
        }

        foreach (var drawn in root.Descendants().Where(element => element.Attribute("dmnElementRef") is { } of && removed.Contains(of.Value)).ToArray())
        {
            Take(drawn);
        }

        static void Take(XElement element)
        {
            if (element.PreviousNode is XText space && string.IsNullOrWhiteSpace(space.Value))
            {
                space.Remove();
            }

            element.Remove();
        }
    }

    private void CheckIds(XElement root)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in root.DescendantsAndSelf().Where(element => element.Name.Namespace == dmn).Select(element => element.Attribute("id")?.Value).OfType<string>())
        {
            if (!IsName(id))
            {
                throw new DmnException($"「{id}」はidにできません。文字か「_」で始め、空白を入れないでください。", $"\"{id}\" cannot be an id.");
            }

            if (!ids.Add(id))
            {
                throw new DmnException($"id「{id}」が二つあります。", $"The id \"{id}\" is given twice.");
            }
        }

        static bool IsName(string id)
        {
            try
            {
                return id.Length > 0 && XmlConvert.VerifyNCName(id) is not null;
            }
            catch (XmlException)
            {
                return false;
            }
        }
    }
}
