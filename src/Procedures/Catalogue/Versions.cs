using System.Collections.Concurrent;
using Madoguchi.Kernel;

namespace Madoguchi.Procedures;

/// <summary>The versions the database holds, and those read again so far.</summary>
internal sealed class Versions(Database database, IWriter writer)
{
    private readonly ConcurrentDictionary<string, ProcedureDefinition> read = new(StringComparer.Ordinal);

    public void Keep(ProcedureDefinition definition) => read[definition.Hash] = definition;

    /// <summary>Gives a version its number, ascending per procedure; one that has a number keeps it.</summary>
    public async Task<int> NumberAsync(ProcedureDefinition definition, string content, CancellationToken cancellationToken)
    {
        var work = new Work($"procedure/{definition.Code}", $"procedures/version/{definition.Hash}", Actor.System("procedures"), Purpose.Maintain);
        var result = await writer.WriteAsync<int>(work, unit =>
        {
            unit.Execute(
                """
                insert into procedures_version (hash, code, number, content, seen_at)
                select @hash, @code, coalesce(max(number), 0) + 1, @content, @now from procedures_version where code = @code
                """,
                ("hash", definition.Hash), ("code", definition.Code), ("content", content), ("now", unit.Now));
            return unit.Query("select number from procedures_version where hash = @hash", row => (int)row.Int64("number"), ("hash", definition.Hash))[0];
        }, cancellationToken);
        return result.Value;
    }

    public async Task<IReadOnlyList<ProcedureVersion>> AllAsync(CancellationToken cancellationToken) => await database.QueryAsync(
        "select hash, code, number, seen_at from procedures_version order by code, number",
        row => new ProcedureVersion(row.Text("code"), (int)row.Int64("number"), row.Text("hash"), row.Instant("seen_at")), cancellationToken);

    /// <summary>The version with this hash, or null when there never was one.</summary>
    public async ValueTask<ProcedureDefinition?> FindAsync(string hash, CancellationToken cancellationToken)
    {
        if (read.TryGetValue(hash, out var known))
        {
            return known;
        }

        var rows = await database.QueryAsync(
            "select code, content from procedures_version where hash = @hash",
            row => (Code: row.Text("code"), Content: row.Text("content")), cancellationToken, ("hash", hash));
        if (rows is not [var version])
        {
            return null;
        }

        var loaded = VersionContent.Load($"{version.Code}@{hash[..8]}", version.Content);
        return loaded.Definition is { } definition
            ? read[hash] = definition with { Hash = hash }
            : throw new InvalidOperationException($"Version {hash} of {version.Code} was good once and no longer loads: {string.Join("; ", loaded.Faults)}");
    }

    /// <summary>The newest version of a procedure, for a start with a broken file.</summary>
    public async Task<ProcedureDefinition?> NewestAsync(string code, CancellationToken cancellationToken)
    {
        var hashes = await database.QueryAsync(
            "select hash from procedures_version where code = @code order by number desc limit 1",
            row => row.Text("hash"), cancellationToken, ("code", code));
        return hashes is [var hash] ? await FindAsync(hash, cancellationToken) : null;
    }
}
