using System.Globalization;
using System.Text;

namespace Madoguchi.Feel.Fuzz;

/// <summary>Inputs that nobody means well with: made from a grammar, or of the corpus by cutting, doubling and mixing.</summary>
internal sealed class Hostile(Random random, IReadOnlyList<Input> corpus)
{
    private static readonly string[] Functions =
    [
        "abs", "after", "all", "any", "append", "before", "ceiling", "coincides", "concatenate", "contains", "context", "context merge", "context put", "count", "date", "date and time", "day of week",
        "day of year", "decimal", "distinct values", "duration", "during", "ends with", "even", "every", "exp", "finished by", "flatten", "floor", "get entries", "get or else", "get value", "includes", "index of",
        "insert before", "is", "list contains", "list replace", "log", "lower case", "matches", "max", "mean", "median", "meets", "min", "mode", "modulo", "month of year", "not", "now", "number", "odd", "overlaps",
        "product", "range", "remove", "replace", "reverse", "round half up", "sort", "split", "sqrt", "starts with", "stddev", "string", "string join", "string length", "sublist", "substring", "substring after", "sum",
        "time", "today", "union", "upper case", "week of year", "years and months duration",
    ];

    private static readonly string[] Atoms =
    [
        "0", "1", "-1", "3", "0.1", "1e6111", "1e-6176", "9999999999999999999999999999999999", "1000000", "null", "true", "false", "x", "y", "児童の年齢", "誰も知らない", "\"\"", "\"a\"", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"",
        "\"^(a+)+$\"", "\"\\\\\"", "\"年\"", "\"\\uD83D\\uDE00\"", "[]", "{}", "[1, 2, 3]", "[x, null, \"a\"]", "@\"2026-12-01\"", "@\"-999999999-01-01\"", "@\"999999999-12-31\"", "@\"2026-12-01T00:00:00Z\"",
        "@\"23:59:60\"", "@\"10:00:00@Asia/Tokyo\"", "@\"P1Y\"", "@\"P999999999Y\"", "@\"P1DT1H\"", "@\"-P999999999D\"", "[1..3]", "(x..5)", "(< 3)", "1..1000000", "item", "partial", "?", "function(a) a", "-",
    ];

    private static readonly string[] Signs = ["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"];

    public Input Next() => random.Next(10) switch
    {
        < 4 => new(InputKind.Expression, Expression(random.Next(1, 7))),
        4 => new(InputKind.Tests, string.Join(", ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Test()))),
        < 8 => Mutated(corpus[random.Next(corpus.Count)]),
        _ => new(InputKind.Model, Model()),
    };

    private string Expression(int depth)
    {
        string Inner() => Expression(depth - 1 - random.Next(2));
        if (depth <= 0)
        {
            return Pick(Atoms);
        }

        return random.Next(17) switch
        {
            0 => $"({Inner()} {Pick(Signs)} {Inner()})",
            1 => $"if {Inner()} then {Inner()} else {Inner()}",
            2 => $"for i in {Inner()} return {Inner().Replace("x", "i", StringComparison.Ordinal)}",
            3 => $"for i in {Inner()}, j in 1..{Pick("3", "1000", "1000000000")} return partial[-1]",
            4 => $"{Pick("some", "every")} i in {Inner()} satisfies {Inner()}",
            5 => $"[{Inner()}, {Inner()}]",
            6 => $"{{a: {Inner()}, b: {Inner()}}}.{Pick("a", "b", "c")}",
            7 => $"{Inner()}[{Inner()}]",
            8 => $"({Inner()} between {Inner()} and {Inner()})",
            9 => $"{Pick("[", "(", "]")}{Inner()}..{Inner()}{Pick("]", ")", "[")}",
            10 => $"{Inner()} instance of {Pick("number", "list<number>", "context<a: string>", "function<number>->string", "range<date>", "Any")}",
            11 => $"{{f: function(g, n) if n < 1 then n else g(g, n - 1), r: f(f, {Inner()})}}.r",
            12 => $"not({Inner()})",
            13 => $"{Inner()}.{Pick("year", "time zone", "start included", "a", "days", "value")}",
            14 => $"-{Inner()}",
            _ => $"{Pick(Functions)}({string.Join(", ", Enumerable.Range(0, random.Next(0, 4)).Select(_ => Inner()))})",
        };
    }

    private string Test() => random.Next(6) switch
    {
        0 => $"{Pick("<", "<=", ">", ">=")} {Expression(1)}",
        1 => $"[{Expression(1)}..{Expression(1)}]",
        2 => $"not({Expression(1)})",
        3 => $"? {Pick(Signs)} {Expression(1)}",
        _ => Expression(1),
    };

    private Input Mutated(Input seed)
    {
        var text = new StringBuilder(seed.Text);
        for (var change = random.Next(1, 6); change > 0 && text.Length > 0; change--)
        {
            var (at, length) = (random.Next(text.Length), random.Next(1, 20));
            length = Math.Min(length, text.Length - at);
            switch (random.Next(6))
            {
                case 0:
                    text.Remove(at, length);
                    break;
                case 1:
                    text.Insert(at, text.ToString(at, length));
                    break;
                case 2:
                    text.Insert(at, seed.Kind == InputKind.Model ? Pick("<literalExpression><text>", "</text>", "href=\"#d\"", "typeRef=\"number\"", "&lt;", "<context>") : Pick(Atoms));
                    break;
                case 3:
                    text[at] = (char)random.Next(32, random.Next(2) == 0 ? 127 : 0xFFFF);
                    break;
                case 4:
                    var other = corpus[random.Next(corpus.Count)].Text;
                    var from = random.Next(other.Length);
                    text.Insert(at, other.AsSpan(from, Math.Min(length * 4, other.Length - from)));
                    break;
                default:
                    text.Insert(at, string.Concat(Enumerable.Repeat(text.ToString(at, length), random.Next(1, 400))));
                    break;
            }
        }

        return seed with { Text = text.ToString() };
    }

    private string Model()
    {
        var elements = new StringBuilder();
        var (many, kind) = (random.Next(200) == 0 ? random.Next(5_000) : random.Next(1, 8), random.Next(4));
        for (var at = 0; at < many; at++)
        {
            var before = kind switch { 0 => at - 1, 1 => at + 1, _ => random.Next(-1, many) };
            elements.Append(CultureInfo.InvariantCulture, $"<itemDefinition name=\"t{at}\"{(random.Next(4) == 0 ? " isCollection=\"true\"" : "")}>");
            elements.Append(random.Next(3) switch
            {
                0 => $"<typeRef>t{before}</typeRef>",
                1 => $"<itemComponent name=\"a\"><typeRef>t{before}</typeRef></itemComponent><itemComponent name=\"b\"><typeRef>t{before}</typeRef></itemComponent>",
                _ => $"<typeRef>{Pick("number", "string", "date")}</typeRef><allowedValues><text>{Xml(Test())}</text></allowedValues>",
            }).Append("</itemDefinition>\n");
            elements.Append(CultureInfo.InvariantCulture, $"<decision id=\"d{at}\" name=\"d{at}\"><variable name=\"d{at}\"{(random.Next(3) == 0 ? $" typeRef=\"t{before}\"" : "")}/>");
            elements.Append(CultureInfo.InvariantCulture, $"<informationRequirement><requiredDecision href=\"#d{before}\"/></informationRequirement><informationRequirement><requiredInput href=\"#x\"/></informationRequirement>");
            elements.Append(many > 100 ? $"<literalExpression><text>d{before}</text></literalExpression>" : random.Next(2) == 0
                ? $"<literalExpression><text>{Xml(Expression(3).Replace("y", $"d{before}", StringComparison.Ordinal))}</text></literalExpression>" : Table($"d{before}")).Append("</decision>\n");
        }

        return $"<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" id=\"m\" name=\"m\" namespace=\"urn:m\"><inputData id=\"x\" name=\"x\"><variable name=\"x\"/></inputData>{elements}</definitions>";
    }

    private string Table(string other)
    {
        var (inputs, rows) = (random.Next(0, 4), random.Next(0, 30));
        var text = new StringBuilder($"<decisionTable hitPolicy=\"{Pick("UNIQUE", "FIRST", "ANY", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER")}\" {Pick("", "aggregation=\"SUM\"", "aggregation=\"MAX\"")}>");
        for (var at = 0; at < inputs; at++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<input><inputExpression><text>{Xml(Pick("x", other, Expression(1)))}</text></inputExpression>{(random.Next(4) == 0 ? $"<inputValues><text>{Xml(Test())}</text></inputValues>" : "")}</input>");
        }

        text.Append(CultureInfo.InvariantCulture, $"<output>{(random.Next(3) == 0 ? "<outputValues><text>1, 2, 3</text></outputValues>" : "")}</output>");
        for (var row = 0; row < rows; row++)
        {
            text.Append("<rule>").AppendJoin("", Enumerable.Range(0, inputs).Select(_ => $"<inputEntry><text>{Xml(random.Next(3) == 0 ? "-" : Test())}</text></inputEntry>"))
                .Append(CultureInfo.InvariantCulture, $"<outputEntry><text>{Xml(Pick("1", "2", "x", Expression(1)))}</text></outputEntry></rule>");
        }

        return text.Append("</decisionTable>").ToString();
    }

    private static string Xml(string text) => System.Security.SecurityElement.Escape(text);

    private string Pick(params string[] all) => all[random.Next(all.Length)];
}
