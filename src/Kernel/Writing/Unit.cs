namespace Madoguchi.Kernel;

/// <summary>A unit of work as its caller names it.</summary>
/// <param name="Aggregate">What is changed (<c>draft/GUID</c>, <c>case/GUID</c>); units of one aggregate run in order.</param>
/// <param name="Key">The idempotency key: a second unit with this key changes nothing and gets the first one's result.</param>
/// <param name="Actor">Who changes it.</param>
/// <param name="Purpose">For which purpose.</param>
public sealed record Work(string Aggregate, string Key, Actor Actor, Purpose Purpose)
{
    /// <summary>
    /// A hash of what is asked, where the key is the asker's own choice: the same key with another content is refused
    /// (<see cref="KeyReused"/>), so nothing is taken for a repeat that is none.
    /// </summary>
    public string? Content { get; init; }
}

/// <summary>The key came before with another content.</summary>
public sealed record KeyReused() : Refusal("idempotency-key-reused", RefusalKind.Invalid);

/// <summary>
/// The one door to every change (ADR 0004). The change is a synchronous function over the unit: it re-checks versions inside,
/// touches nothing but the database, and may be run again. Parsing, rules and JSON happen before.
/// </summary>
public interface IWriter
{
    /// <summary>Runs the change durably and once.</summary>
    /// <returns>
    /// The value, when it is on disk; the stored value, when the key was seen before; or the refusal, when nothing was changed.
    /// Values are kept as JSON beside the key: ids, numbers and codes, never personal data.
    /// </returns>
    /// <exception cref="WriteFailedException">Nothing was changed: the disk is full or the database is away.</exception>
    Task<Result<T>> WriteAsync<T>(Work work, Func<Unit, Result<T>> change, CancellationToken cancellationToken);

    /// <summary>
    /// What a unit of this key stored, before anything is worked out for another: what was right then need not be right now, and a repeat
    /// gets the same answer.
    /// </summary>
    /// <returns>Null when no unit of this key was accepted.</returns>
    Task<Result<T>?> RecallAsync<T>(Work work, CancellationToken cancellationToken);
}

/// <summary>The database could not take a change; nothing of it was stored, and the same request may be sent again.</summary>
public sealed class WriteFailedException(string reason, Exception inner) : Exception(reason, inner);

/// <summary>One unit of work: what a change may use. It lives for the change only.</summary>
public sealed class Unit
{
    private readonly SqlSession session;
    private readonly WriterLane lane;
    private readonly KernelRows rows;
    private List<ModuleDb>? contexts;

    internal Unit(WriterLane lane, SqlSession session, KernelRows rows, Work work, DateTimeOffset now)
    {
        this.rows = rows;
        this.lane = lane;
        this.session = session;
        Actor = work.Actor;
        Purpose = work.Purpose;
        Now = now;
    }

    /// <summary>The moment of the change: UTC, to the microsecond, as it will be stored.</summary>
    public DateTimeOffset Now { get; }

    public Actor Actor { get; }

    public Purpose Purpose { get; }

    public bool IsPostgres => lane.IsPostgres;

    /// <summary>A new key, in order of time.</summary>
    public Guid NewId() => Guid.CreateVersion7(Now);

    /// <summary>Runs prepared SQL; several statements, separated by semicolons, share the parameters and one round trip.</summary>
    /// <returns>Rows changed, over all statements.</returns>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => session.Execute(sql, parameters);

    /// <summary>
    /// Sends SQL whose answer the unit does not need. On PostgreSQL a whole batch of units goes in one round trip, before the commit or
    /// before the next question; a fault is then the batch's, whose units run again one by one.
    /// </summary>
    public void Send(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => session.Send(sql, null, parameters);

    /// <summary>Like <see cref="Send"/>, for SQL that must change exactly so many rows, over all its statements.</summary>
    /// <returns>
    /// False when it did not. While it travels with a batch the answer is true, and looked at before the commit: when it was wrong, the
    /// unit runs again alone and learns of it here. So a unit that gets false refuses, and changes nothing outside the database before.
    /// </returns>
    public bool SendExpecting(int rows, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        session.Send(sql, rows, parameters);

    public List<T> Query<T>(string sql, Func<Row, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        session.Query(sql, read, parameters);

    public T? First<T>(string sql, Func<Row, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where T : class
    {
        var rows = session.Query(sql, read, parameters);
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>The first column of the first row as the engine has it (<c>long</c>, <c>string</c> …), or null.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => session.Scalar(sql, parameters);

    /// <summary>A module's context on this unit's transaction; the change calls <c>SaveChanges</c> itself.</summary>
    public TDb Db<TDb>()
        where TDb : ModuleDb
    {
        var context = lane.NewContext(typeof(TDb), session);
        (contexts ??= []).Add(context);
        return (TDb)context;
    }

    /// <summary>Announces what this unit made true; delivered after the commit, in order per aggregate.</summary>
    public void Publish(IEvent happened, string aggregate) =>
        rows.Add(new OutboxRow(happened.EventId, aggregate, lane.Events.NameOf(happened), EventCatalogue.Write(happened), Now));

    /// <summary>The outbox row's handlers have all run, this unit's being the last.</summary>
    internal void MarkDelivered(long seq) => rows.AddDelivered(seq);

    internal void Close()
    {
        foreach (var context in contexts ?? [])
        {
            context.Dispose();
        }
    }
}
