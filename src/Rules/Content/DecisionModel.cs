using Madoguchi.Feel;

namespace Madoguchi.Rules;

/// <summary>A decision that is a table.</summary>
public sealed record TableDecision(DmnDecision Decision, DmnTable Table)
{
    public string Id => Decision.Id;

    public string Name => Decision.Name;
}

/// <summary>A decision model as it is shown, tried and edited: its text, read and compiled.</summary>
public sealed class DecisionModel
{
    private readonly Lazy<IReadOnlyList<Finding>> findings;

    private DecisionModel(string content, DmnModel model, IReadOnlyList<DmnModel> imports)
    {
        Content = content;
        Model = model;
        Decisions = DmnDecisions.Compile(model, imports);
        Tables = [.. model.Decisions.Where(decision => decision.Logic is DmnTable).Select(decision => new TableDecision(decision, (DmnTable)decision.Logic!))];
        findings = new(() => Finding.Of(this));
    }

    public string Content { get; }

    public DmnModel Model { get; }

    public DmnDecisions Decisions { get; }

    public IReadOnlyList<TableDecision> Tables { get; }

    public IReadOnlyList<Finding> Findings => findings.Value;

    public string Name => Model.Name;

    /// <exception cref="DmnException">It is no DMN that can be read.</exception>
    public static DecisionModel Read(string content, IReadOnlyList<DmnModel>? imports = null) => new(content, ModelText.Read(content), imports ?? []);
}

/// <summary>The version in force of a model.</summary>
public sealed record ServedModel(ModelVersion Version, DecisionModel Model)
{
    public string Code => Version.Code;
}
