using Madoguchi.Kernel;

namespace Madoguchi.Cases;

/// <summary>Makes every case's row anew from its events: after a fault of the projection, or when a column is added to it.</summary>
internal sealed class RebuildCases(Database database, IWriter writer, TimeProvider time)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var ids = await database.QueryAsync(
            "select case_id from cases_event where version = 1 order by case_id", row => row.Guid("case_id"), cancellationToken);
        var run = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var id in ids)
        {
            await writer.WriteAsync<bool>(
                new Work($"case/{id}", $"rebuild-cases/{run}/{id}", Actor.System("rebuild-cases"), Purpose.Maintain),
                unit =>
                {
                    CaseStore.Rebuild(unit, id);
                    return true;
                },
                cancellationToken);
        }

        return ids.Count;
    }
}
