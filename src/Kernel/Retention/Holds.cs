namespace Madoguchi.Kernel;

/// <summary>A record that is not erased although its time is over (保留).</summary>
/// <param name="Record">What: <c>case/GUID</c>.</param>
/// <param name="Reason">One of <see cref="HoldReasons"/>.</param>
/// <param name="SetBy">Who decided it.</param>
/// <param name="SetAt">When.</param>
public sealed record Hold(string Record, string Reason, string SetBy, DateTimeOffset SetAt);

/// <summary>Why something is held; a code, because words would be personal data.</summary>
public static class HoldReasons
{
    public const string Objection = "objection";
    public const string Lawsuit = "lawsuit";
    public const string Audit = "audit";
    public const string Disclosure = "disclosure";

    public static IReadOnlyDictionary<string, string> Names { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Objection] = "審査請求",
        [Lawsuit] = "訴訟",
        [Audit] = "監査",
        [Disclosure] = "開示請求",
    };
}

/// <summary>Sets and ends holds. An eraser looks for them inside its unit, so that one set in time counts.</summary>
public sealed class Holds(Database database, IWriter writer, TimeProvider time)
{
    /// <summary>SQL: whether the record of this row is free to go.</summary>
    /// <param name="prefix">As in <c>case/</c>.</param>
    /// <param name="column">The id's column.</param>
    public static string NoneOn(string prefix, string column) =>
        $"not exists (select 1 from kernel_hold where record = '{prefix}' || lower(cast({column} as text)))";

    public Task<List<Hold>> AllAsync(CancellationToken cancellationToken) => database.QueryAsync(
        "select record, reason, set_by, set_at from kernel_hold order by set_at desc limit 500", Read, cancellationToken);

    public Task<Hold?> FindAsync(string record, CancellationToken cancellationToken) => database.FirstAsync(
        "select record, reason, set_by, set_at from kernel_hold where record = @record", Read, cancellationToken, ("record", record));

    public Task<Result<bool>> SetAsync(string record, string reason, Actor actor, CancellationToken cancellationToken) => writer.WriteAsync<bool>(
        new Work(record, $"hold/{record}/{reason}/{Guid.CreateVersion7(time.GetUtcNow())}", actor, Purpose.Maintain),
        unit =>
        {
            unit.Execute(
                """
                insert into kernel_hold (record, reason, set_by, set_at) values (@record, @reason, @by, @at)
                on conflict (record) do update set reason = @reason, set_by = @by, set_at = @at
                """,
                ("record", record),
                ("reason", reason),
                ("by", actor.Id),
                ("at", unit.Now));
            return true;
        },
        cancellationToken);

    public Task<Result<bool>> EndAsync(string record, Actor actor, CancellationToken cancellationToken) => writer.WriteAsync<bool>(
        new Work(record, $"hold-ended/{record}/{Guid.CreateVersion7(time.GetUtcNow())}", actor, Purpose.Maintain),
        unit => unit.Execute("delete from kernel_hold where record = @record", ("record", record)) > 0,
        cancellationToken);

    private static Hold Read(Row row) => new(row.Text("record"), row.Text("reason"), row.Text("set_by"), row.Instant("set_at"));
}
