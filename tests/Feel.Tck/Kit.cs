using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Xml.Linq;

namespace Madoguchi.Feel.Tck;

/// <summary>One expectation of the kit and what came of it.</summary>
public sealed record Outcome(string Level, string Test, string Case, string Node, string Expected, string Actual, bool IsPassed)
{
    /// <summary>Cases that call Java classes are counted apart: they are served by functions registered in <see cref="JavaFunctions"/>.</summary>
    public bool IsJava => Test.Contains("external-java", StringComparison.Ordinal);
}

/// <summary>
/// The DMN Technology Compatibility Kit (format: its testCases.xsd). A case passes when each of its result nodes has the expected value;
/// where an error is expected, null is the error. An input a case does not give is null, as the standard has it.
/// </summary>
public static class Kit
{
    private static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>A clock, for now() and today().</summary>
    private static readonly DateTimeOffset Now = new(2026, 4, 1, 9, 0, 0, TimeSpan.FromHours(9));

    /// <param name="folder">Where the kit lies.</param>
    /// <param name="decide">How a decision is asked; as a program asks it when nothing is said.</param>
    public static IReadOnlyList<Outcome> Run(string folder, Func<DmnDecisions, string, FeelContext, FeelValue>? decide = null) =>
    [
        .. from level in Directory.EnumerateDirectories(folder, "compliance-level-*").Order(StringComparer.Ordinal)
           from model in Directory.EnumerateDirectories(level).Order(StringComparer.Ordinal)
           from outcome in RunModel(Path.GetFileName(level), model, decide ?? ((decisions, name, context) => decisions.Decide(name, context)))
           select outcome,
    ];

    public static IEnumerable<string> Levels(IReadOnlyList<Outcome> outcomes) =>
        from outcome in outcomes
        let @case = (outcome.Level, outcome.Test, outcome.Case, outcome.IsJava)
        group outcome by @case into cases
        group cases by (cases.Key.Level, cases.Key.IsJava) into level
        orderby level.Key.Level, level.Key.IsJava
        select $"{level.Key.Level}{(level.Key.IsJava ? " (Java functions)" : "")}: {level.Count(one => one.All(outcome => outcome.IsPassed))}/{level.Count()}";

    private static IEnumerable<Outcome> RunModel(string level, string folder, Func<DmnDecisions, string, FeelContext, FeelValue> decide)
    {
        var models = Directory.EnumerateFiles(folder, "*.dmn").Order(StringComparer.Ordinal).ToDictionary(
            file => Path.GetFileName(file),
            file =>
            {
                using var source = File.OpenRead(file);
                return DmnModel.Read(source);
            },
            StringComparer.Ordinal);
        var compiled = new Dictionary<string, DmnDecisions>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*.xml").Order(StringComparer.Ordinal))
        {
            var suite = XDocument.Load(file, LoadOptions.PreserveWhitespace).Root!;
            var name = Local(suite, "modelName")!.Value.Trim();
            if (!compiled.TryGetValue(name, out var decisions))
            {
                compiled[name] = decisions = DmnDecisions.Compile(models[name], models.Values.Where(model => model != models[name]));
            }

            foreach (var test in Locals(suite, "testCase"))
            {
                var given = Locals(test, "inputNode").Select(node => KeyValuePair.Create(node.Attribute("name")!.Value, Value(node)));
                var context = new FeelContext(new NullElse(new FeelContextValue(given)), Now, externals: JavaFunctions.All);
                foreach (var node in Locals(test, "resultNode"))
                {
                    var result = node.Attribute("name")!.Value;
                    var actual = test.Attribute("invocableName")?.Value is { Length: > 0 } invocable ? decisions.Invoke(invocable, context)
                        : decide(decisions, result, context);
                    actual = actual is FeelContextValue several && several.TryGet(result, out var one) && test.Attribute("invocableName") is not null ? one : actual;
                    var isError = node.Attribute("errorResult")?.Value == "true";
                    var expected = isError || Local(node, "expected") is not { } element ? FeelNull.Value : Value(element);
                    yield return new Outcome(
                        level, Path.GetFileNameWithoutExtension(file), test.Attribute("id")?.Value ?? "", result, isError ? "an error" : expected.ToString(),
                        actual is FeelNull { Reason: var reason } ? $"null ({reason.English})" : actual.ToString(), Equal(expected, actual));
                }
            }
        }
    }

    private static FeelValue Value(XElement element)
    {
        if (Local(element, "list") is { } list)
        {
            return new FeelList(Locals(list, "item").Select(Value));
        }

        if (Locals(element, "component").ToArray() is { Length: > 0 } components)
        {
            return new FeelContextValue(components.Select(component => KeyValuePair.Create(component.Attribute("name")!.Value, Value(component))));
        }

        if (Local(element, "value") is not { } value || value.Attribute(Xsi + "nil")?.Value == "true")
        {
            return FeelNull.Value;
        }

        var text = value.Value;
        return value.Attribute(Xsi + "type")?.Value.Split(':')[^1] switch
        {
            "boolean" => text.Trim() is "true" or "1",
            "decimal" or "double" or "integer" or "int" or "float" or "long" => Number(text.Trim()),
            "date" or "time" or "dateTime" or "duration" when FeelExpression.Parse($"@\"{text.Trim()}\"") is { IsValid: true } moment => moment.Value.Evaluate(FeelContext.Empty),
            _ => text,
        };
    }

    private static FeelValue Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : FeelExpression.Parse(text).Value.Evaluate(FeelContext.Empty);

    /// <summary>Numbers within the tolerance the kit's own runner has; the rest exactly.</summary>
    private static bool Equal(FeelValue expected, FeelValue actual) => (expected, actual) switch
    {
        (FeelNull, FeelNull) => true,
        (FeelNumber wanted, FeelNumber number) => Math.Abs(wanted.ToDecimal() - number.ToDecimal()) < 0.00000001m,
        (FeelList wanted, FeelList list) => wanted.Items.Count == list.Items.Count && wanted.Items.Zip(list.Items).All(pair => Equal(pair.First, pair.Second)),
        (FeelContextValue wanted, FeelContextValue context) => wanted.Entries.Count == context.Entries.Count
            && wanted.Entries.All(entry => context.TryGet(entry.Key, out var value) && Equal(entry.Value, value)),
        _ => expected.Equals(actual),
    };

    private static XElement? Local(XElement element, string name) => element.Elements().FirstOrDefault(child => child.Name.LocalName == name);

    private static IEnumerable<XElement> Locals(XElement element, string name) => element.Elements().Where(child => child.Name.LocalName == name);

    private sealed class NullElse(FeelContextValue given) : IFeelFacts
    {
        public bool TryGet(string name, [NotNullWhen(true)] out FeelValue? value)
        {
            value = given.TryGet(name, out var known) ? known : FeelNull.Value;
            return true;
        }
    }
}
