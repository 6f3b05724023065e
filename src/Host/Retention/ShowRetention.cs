using Madoguchi.Cases.Contracts;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Madoguchi.Host;

/// <summary>A hold with the number of its case, where it is on one.</summary>
public sealed record ShownHold(Hold Hold, string? Reference);

public sealed record RetentionModel(
    IReadOnlyList<RetentionState> Classes, IReadOnlyList<ErasureEntry> Erasures, IReadOnlyList<ShownHold> Holds, string Version)
{
    public string NameOf(string code) => Classes.FirstOrDefault(it => it.Class.Code == code)?.Class.Name ?? code;
}

/// <summary>What is kept how long, what goes next, what went, and what is held back: numbers only, nobody's data.</summary>
internal static class ShowRetention
{
    private const int Shown = 100;
    private const string CasePrefix = "case/";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/staff/retention", HandleAsync)
        .WithName("ShowRetention")
        .ExcludeFromDescription()
        .RequireAuthorization(Policies.RetentionReader);

    private static async Task<RazorComponentResult<RetentionPage>> HandleAsync(
        Kernel.Retention retention, Holds holds, ICaseDirectory cases, RetentionPlan plan, CancellationToken cancellationToken)
    {
        var shown = new List<ShownHold>();
        foreach (var hold in await holds.AllAsync(cancellationToken))
        {
            var it = hold.Record.StartsWith(CasePrefix, StringComparison.Ordinal) && Guid.TryParse(hold.Record.AsSpan(CasePrefix.Length), out var id)
                ? await cases.FindAsync(id, cancellationToken)
                : null;
            shown.Add(new(hold, it?.Reference));
        }

        return new RazorComponentResult<RetentionPage>(new
        {
            Model = new RetentionModel(
                await retention.StateAsync(cancellationToken), await retention.ErasuresAsync(Shown, cancellationToken), shown, plan.Version),
        });
    }
}
