using DbUp;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Support;
using Npgsql;

namespace Madoguchi.Kernel;

/// <summary>Brings the schema up to date from the modules' numbered SQL files: one file for both engines, types by variable.</summary>
public sealed class Migrator
{
    private static readonly Dictionary<string, string> SqliteTypes = new(StringComparer.Ordinal)
    {
        ["uuid"] = "text",
        ["instant"] = "text",
        ["date"] = "text",
        ["bytes"] = "blob",
        ["int"] = "integer",
        ["bool"] = "integer",
        ["sequence"] = "integer primary key autoincrement",
        ["packed"] = "text",
        ["strict"] = " strict",
        ["clustered"] = " strict, without rowid",
    };

    private static readonly Dictionary<string, string> PostgresTypes = new(StringComparer.Ordinal)
    {
        ["uuid"] = "uuid",
        ["instant"] = "timestamptz",
        ["date"] = "date",
        ["bytes"] = "bytea",
        ["int"] = "bigint",
        ["bool"] = "boolean",
        ["sequence"] = "bigint generated always as identity primary key",
        ["packed"] = "text compression lz4",
        ["strict"] = "",
        ["clustered"] = "",
    };

    private readonly Database database;
    private readonly IReadOnlyList<MigrationSource> sources;

    internal Migrator(Database database, IEnumerable<MigrationSource> sources)
    {
        this.database = database;
        this.sources = [.. sources];
    }

    /// <summary>Runs what has not run yet, each file in its own transaction; a failure leaves the earlier files in place and throws.</summary>
    public void Migrate()
    {
        if (database.SqlitePath is { } path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }

        var engine = Target()
            .WithScripts(Scripts())
            .WithVariables(database.IsPostgres ? PostgresTypes : SqliteTypes)
            .WithTransactionPerScript()
            .LogTo(new NoOpUpgradeLog())
            .Build();
        var result = engine.PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException($"Migration {result.ErrorScript?.Name} failed.", result.Error);
        }
    }

    internal IEnumerable<SqlScript> Scripts() =>
        from source in sources.Select((source, order) => (source.Module, source.Assembly, Order: order))
        from resource in source.Assembly.GetManifestResourceNames()
        let marker = resource.IndexOf(".Migrations.", StringComparison.Ordinal)
        where marker >= 0 && resource.EndsWith(".sql", StringComparison.Ordinal)
        orderby source.Order, resource
        select new SqlScript(
            $"{source.Module}/{resource[(marker + ".Migrations.".Length)..]}",
            Read(source.Assembly, resource),
            new SqlScriptOptions { ScriptType = ScriptType.RunOnce, RunGroupOrder = source.Order });

    private static string Read(System.Reflection.Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    // Not pooled on PostgreSQL: an idle session would outlive the migration, and a restore must find itself alone.
    private UpgradeEngineBuilder Target() => database.IsPostgres
        ? DeployChanges.To.PostgresqlDatabase(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString).JournalToPostgresqlTable("public", "kernel_migration")
        : DeployChanges.To.SqliteDatabase(database.ConnectionString).JournalToSqliteTable("kernel_migration");
}
