using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Madoguchi.Feel;

namespace Madoguchi.Rules;

/// <summary>A model as text: DMN in XML. What is changed is changed in place, so that diagrams and other tools' extensions survive.</summary>
internal static class ModelText
{
    /// <summary>Characters of one model. A table of 2,000 rows of ten columns has about 800,000.</summary>
    public const int MostCharacters = 2_000_000;

    private const string Of13 = "https://www.omg.org/spec/DMN/20191111/";
    private const string Of14 = "https://www.omg.org/spec/DMN/20211108/";
    private const string Of15 = "https://www.omg.org/spec/DMN/20230324/";

    public static DmnModel Read(string content)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return DmnModel.Read(stream);
    }

    public static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    /// <summary>The text as DMN 1.3, which the drawing editor reads: between 1.3 and 1.5 the elements that it knows kept their names.</summary>
    public static string As13(string content) =>
        content.Replace(Of15, Of13, StringComparison.Ordinal).Replace(Of14, Of13, StringComparison.Ordinal);

    /// <summary>The text as DMN 1.5, which is kept.</summary>
    public static string As15(string content) =>
        content.Replace(Of13, Of15, StringComparison.Ordinal).Replace(Of14, Of15, StringComparison.Ordinal);

    /// <summary>The text with one decision's table replaced.</summary>
    public static string With(string content, string decision, DmnTable table)
    {
        var document = XDocument.Parse(content, LoadOptions.PreserveWhitespace);
        var dmn = document.Root!.Name.Namespace;
        var old = document.Root.Elements(dmn + "decision").Single(element => element.Attribute("id")?.Value == decision).Element(dmn + "decisionTable")!;
        old.ReplaceWith(Write(dmn, table, old.Attribute("preferredOrientation")));
        return document.Declaration + "\n" + document.Root;
    }

    private static XElement Write(XNamespace dmn, DmnTable table, XAttribute? orientation) => new(
        dmn + "decisionTable",
        Optional("id", table.Id),
        Optional("hitPolicy", table.HitPolicy == HitPolicy.Unique ? null : HitPolicyWords.Code(table.HitPolicy)),
        Optional("aggregation", table.Aggregation == Aggregation.None ? null : table.Aggregation.ToString().ToUpperInvariant()),
        orientation,
        Optional("typeRef", table.Type),
        table.Inputs.Select(input => new XElement(
            dmn + "input", Optional("id", input.Id), Optional("label", input.Label),
            new XElement(dmn + "inputExpression", Optional("typeRef", input.Type), new XElement(dmn + "text", input.Expression)),
            Text(dmn, "inputValues", input.AllowedValues))),
        table.Outputs.Select(output => new XElement(
            dmn + "output", Optional("id", output.Id), Optional("name", output.Name), Optional("label", output.Label), Optional("typeRef", output.Type),
            Text(dmn, "outputValues", output.Values), Text(dmn, "defaultOutputEntry", output.Default))),
        table.Annotations.Select(name => new XElement(dmn + "annotation", new XAttribute("name", name))),
        table.Rules.Select(rule => new XElement(
            dmn + "rule", Optional("id", rule.Id),
            rule.Inputs.Select((cell, at) => Text(dmn, "inputEntry", cell, CellId(rule, "in", at))),
            rule.Outputs.Select((cell, at) => Text(dmn, "outputEntry", cell, CellId(rule, "out", at))),
            rule.Annotations.Select(cell => Text(dmn, "annotationEntry", cell)))));

    /// <summary>The drawing editor asks each cell for an id.</summary>
    private static XAttribute? CellId(DmnRule rule, string kind, int at) =>
        rule.Id is null ? null : new XAttribute("id", string.Create(CultureInfo.InvariantCulture, $"{rule.Id}_{kind}{at + 1}"));

    private static XAttribute? Optional(string name, string? value) => value is null ? null : new XAttribute(name, value);

    private static XElement? Text(XNamespace dmn, string name, string? text, XAttribute? id = null) =>
        text is null ? null : new XElement(dmn + name, id, new XElement(dmn + "text", text));
}
