using Madoguchi.Feel.Checks;
using Madoguchi.Feel.Dmn;
using Madoguchi.Feel.Evaluation;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel;

/// <summary>A fact of the city's catalogue.</summary>
/// <param name="Type">What it is.</param>
/// <param name="IsWhole">A number that is always whole: between 2 and 3 there is none, so no table has to say what then.</param>
public sealed record DmnFact(FeelType Type, bool IsWhole = false);

/// <summary>What checks may know besides the model.</summary>
public sealed record DmnCheckOptions
{
    /// <summary>The facts there are, by name; null when that is not known, and no input is then unknown.</summary>
    public IReadOnlyDictionary<string, DmnFact>? Facts { get; init; }

    /// <summary>What the search for gaps and overlaps of one table may cost, in comparisons of 64 rows each. What is left unsearched is said.</summary>
    public long MaxSteps { get; init; } = 50_000_000;
}

/// <summary>Checks for authors: what can be said against a model before anybody's case meets it.</summary>
public static class DmnChecks
{
    /// <summary>Everything there is to say: what could not be read first, then each element from top to bottom.</summary>
    public static IReadOnlyList<DmnFinding> Of(DmnDecisions decisions, DmnCheckOptions? options = null)
    {
        options ??= new();
        var (graph, findings) = (decisions.Graph, decisions.Findings.ToList());
        var broken = findings.Select(finding => (finding.Element, finding.Row, finding.Column)).ToHashSet();
        foreach (var node in graph.OwnNodes)
        {
            switch (node.Element)
            {
                case DmnInput input:
                    findings.AddRange(OfInput(input, node, graph.Model, options));
                    break;
                case DmnDecision or DmnKnowledge when node.Tree is not null:
                    findings.AddRange(OfNames(node, graph.Model));
                    foreach (var table in Trees.All(node.Tree).OfType<TableOf>().Where(table => table.Written is not null).Reverse())
                    {
                        findings.AddRange(new TableChecks(node, table, node.Compiled!.Plans[table], options).All());
                    }

                    break;
            }
        }

        // What cannot be read is no wrong type besides.
        return [.. findings.Where(finding => finding.Error.Code != "wrong-type" || !broken.Contains((finding.Element, finding.Row, finding.Column)))];
    }

    private static IEnumerable<DmnFinding> OfInput(DmnInput input, Node node, DmnModel model, DmnCheckOptions options)
    {
        var isUsed = model.Decisions.SelectMany(decision => decision.Requires).Concat(model.Knowledge.SelectMany(knowledge => knowledge.Requires))
            .Concat(model.Services.SelectMany(service => service.InputData)).Any(reference => reference[(reference.LastIndexOf('#') + 1)..] == input.Id);
        if (!isUsed)
        {
            yield return Said(input.Name, input.Id, DmnSeverity.Note, "unused-input", $"入力「{input.Name}」はどの決定にも使われていません。", $"No decision uses the input \"{input.Name}\".");
        }

        if (options.Facts is not { } facts)
        {
            yield break;
        }

        if (!facts.TryGetValue(input.Name, out var fact))
        {
            var near = Findings.Nearest(input.Name, facts.Keys);
            yield return new DmnFinding(input.Name, input.Id, new(
                "unknown-fact", default, $"「{input.Name}」という事実は台帳にありません。{(near is null ? "聞く質問を手続に作るか、名前を確かめてください。" : $"「{near}」のことですか。")}",
                $"The catalogue has no fact \"{input.Name}\".{(near is null ? "" : $" Did you mean \"{near}\"?")}", near))
            { Severity = DmnSeverity.Warning };
        }
        else if (node.Type is { } type && !Typing.IsComparable(type.Shape, fact.Type))
        {
            yield return Said(
                input.Name, input.Id, DmnSeverity.Error, "fact-type",
                $"「{input.Name}」は台帳では{FeelType.JapaneseName(fact.Type.Name)}ですが、ここでは{FeelType.JapaneseName(type.Shape.Name)}です。",
                $"\"{input.Name}\" is {fact.Type} in the catalogue and {type.Shape} here.");
        }
    }

    private static IEnumerable<DmnFinding> OfNames(Node node, DmnModel model)
    {
        var compiled = node.Compiled!;
        foreach (var (warning, place) in compiled.Warnings.Zip(compiled.Places))
        {
            var at = warning.Span;
            var isMissing = warning.Code == "unknown-name" && compiled.Names.FirstOrDefault(name => name.Span == at)?.Name is { } name
                && (model.Inputs.Any(input => input.Name == name) || model.Decisions.Any(decision => decision.Name == name) || model.Knowledge.Any(knowledge => knowledge.Name == name));
            var error = !isMissing ? warning : new FeelError(
                "missing-requirement", at, $"「{compiled.Names.First(one => one.Span == at).Name}」を使うには、この決定から線（情報要求）を引いてください。",
                $"\"{compiled.Names.First(one => one.Span == at).Name}\" is in the model, but this decision does not require it.");
            yield return new DmnFinding(node.Name, Id(place), error) { Row = place?.Row + 1, Column = place?.Column + 1 };
        }

        var used = compiled.Names.Select(name => name.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in node.Named.Keys.Where(name => !used.Contains(name) && name != node.Name))
        {
            yield return Said(
                node.Name, node.Element!.Id, DmnSeverity.Note, "unused-requirement", $"「{name}」を要求していますが、使っていません。", $"\"{name}\" is required and not used.");
        }

        static string? Id(Compiler.Place? place) => place is null ? null : place.Row is { } row ? place.Table.Written?.Rules[row].Id : place.Table.Written?.Id;
    }

    private static DmnFinding Said(string element, string? id, DmnSeverity severity, string code, string japanese, string english) =>
        new(element, id, new FeelError(code, default, japanese, english)) { Severity = severity };
}
