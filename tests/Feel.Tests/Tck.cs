using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Xml.Linq;

namespace Madoguchi.Feel.Tests;

/// <summary>
/// The public conformance kit, as far as plain expressions go: decisions of level 3 that hold one literal expression
/// and stand on nothing else. Whole models come with the decision engine.
/// </summary>
public sealed class Tck(ITestOutputHelper output)
{
    private const string Variable = "MADOGUCHI_DMN_TCK";
    private const double Least = 0.965;

    [Fact]
    public void Plain_expressions_of_the_conformance_kit_give_what_it_expects()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(Directory.Exists(folder), $"Set {Variable} to the folder of the DMN conformance kit to run this.");

        var (passed, total, failures) = (0, 0, new List<string>());
        foreach (var model in Directory.EnumerateFiles(folder!, "*.dmn", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (var (name, source, expected) in PlainCases(model))
            {
                total++;
                var actual = FeelExpression.Parse(source) is { IsValid: true } parsed
                    ? parsed.Value.Evaluate(new FeelContext(new NothingElse(), new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.FromHours(9))))
                    : FeelNull.Value;
                if (Matches(expected, actual))
                {
                    passed++;
                }
                else
                {
                    failures.Add($"{Path.GetFileNameWithoutExtension(model)} {name}: {source.Trim()} => {actual}, expected {expected.Value}");
                }
            }
        }

        output.WriteLine($"plain expressions: {passed}/{total}");
        failures.ForEach(output.WriteLine);
        ((double)passed / total).ShouldBeGreaterThan(Least);
    }

    private static IEnumerable<(string Name, string Source, XElement Expected)> PlainCases(string model)
    {
        var definitions = XDocument.Load(model).Root!;
        var dmn = definitions.Name.Namespace;
        var decisions = definitions.Elements(dmn + "decision")
            .Where(decision => decision.Element(dmn + "literalExpression") is not null && decision.Element(dmn + "informationRequirement") is null
                && decision.Element(dmn + "knowledgeRequirement") is null
                && decision.Element(dmn + "variable")?.Attribute("typeRef")?.Value is null or "Any" or "string" or "number" or "boolean" or "date" or "time")
            .DistinctBy(decision => decision.Attribute("name")!.Value)
            .ToDictionary(decision => decision.Attribute("name")!.Value, decision => decision.Element(dmn + "literalExpression")!.Element(dmn + "text")!.Value);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(model)!, "*-test-*.xml"))
        {
            foreach (var node in XDocument.Load(file).Descendants().Where(element => element.Name.LocalName == "resultNode"))
            {
                var expected = node.Elements().FirstOrDefault(element => element.Name.LocalName == "expected");
                if (expected is not null && decisions.TryGetValue(node.Attribute("name")!.Value, out var source))
                {
                    yield return (node.Attribute("name")!.Value, source, expected);
                }
            }
        }
    }

    /// <summary>To DMN an absent name is null, not a fact to be asked for.</summary>
    private sealed class NothingElse : IFeelFacts
    {
        public bool TryGet(string name, [NotNullWhen(true)] out FeelValue? value)
        {
            value = FeelNull.Value;
            return true;
        }
    }

    private static bool Matches(XElement expected, FeelValue actual)
    {
        XNamespace xsi = "http://www.w3.org/2001/XMLSchema-instance";
        var items = expected.Elements().FirstOrDefault(element => element.Name.LocalName == "list");
        var components = expected.Elements().Where(element => element.Name.LocalName == "component").ToArray();
        var value = expected.Elements().FirstOrDefault(element => element.Name.LocalName == "value");
        if (items is not null)
        {
            var wanted = items.Elements().Where(element => element.Name.LocalName == "item").ToArray();
            return actual is FeelList list && list.Items.Count == wanted.Length && wanted.Zip(list.Items).All(pair => Matches(pair.First, pair.Second));
        }
        if (components.Length > 0)
        {
            return actual is FeelContextValue context && context.Entries.Count == components.Length
                && components.All(component => context.TryGet(component.Attribute("name")!.Value, out var entry) && Matches(component, entry));
        }
        if (value is null || value.Attribute(xsi + "nil")?.Value == "true")
        {
            return actual is FeelNull;
        }
        return value.Attribute(xsi + "type")?.Value.Split(':')[^1] switch
        {
            "boolean" => actual is FeelBoolean boolean && boolean.Value == (value.Value == "true"),
            "decimal" or "double" or "integer" => actual is FeelNumber number
                && decimal.TryParse(value.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var wanted)
                && Math.Abs(number.ToDecimal() - wanted) < 0.00000001m,
            "string" => actual is FeelString text && text.Value == value.Value,
            _ => actual.ToString() == (TemporalText.Read(value.Value)?.ToString() ?? ""),
        };
    }
}
