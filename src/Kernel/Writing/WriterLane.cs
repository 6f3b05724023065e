using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Madoguchi.Kernel;

/// <summary>
/// One consumer with one connection. It takes what waits, up to <see cref="MaxUnits"/> units, runs it in one transaction, commits once
/// and then replies to all: group commit. When any unit of a batch objects, the batch is rolled back and its units part: on SQLite, which
/// has one lane, into a savepoint each; on PostgreSQL, which has several, into a transaction each.
/// </summary>
internal sealed partial class WriterLane : IDisposable
{
    private const int MaxUnits = 64;
    private const int QueueLength = 4096;
    private const int Attempts = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25);

    private readonly Channel<Job> queue = Channel.CreateBounded<Job>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<Type, Func<ModuleDb>> contexts = [];
    private readonly IReadOnlyList<ContextFactory> factories;
    private readonly Database database;
    private readonly OutboxSignal signal;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Thread thread;
    private readonly KernelRows rows = new();
    private SqlSession? open;
    private Job? held;

    public WriterLane(
        int number, Database database, IReadOnlyList<ContextFactory> factories, EventCatalogue events, OutboxSignal signal,
        TimeProvider time, ILogger logger)
    {
        this.database = database;
        this.factories = factories;
        this.signal = signal;
        this.time = time;
        this.logger = logger;
        Events = events;
        thread = new Thread(Run) { IsBackground = true, Name = $"writer {number}" };
        thread.Start();
    }

    public EventCatalogue Events { get; }

    public bool IsPostgres => database.IsPostgres;

    public async Task<Result<T>> WriteAsync<T>(Job<T> job, CancellationToken cancellationToken)
    {
        await queue.Writer.WriteAsync(job, cancellationToken);
        return await job.Reply;
    }

    public ModuleDb NewContext(Type type, SqlSession session)
    {
        if (!contexts.TryGetValue(type, out var create))
        {
            var factory = factories.FirstOrDefault(factory => factory.Context == type)
                ?? throw new InvalidOperationException($"{type.Name} is not registered with AddModuleDb.");
            contexts.Add(type, create = factory.ForConnection(session.Connection, IsPostgres));
        }

        // A mapper sends at once: so does, from here on, everything else, in the order in which the units say it.
        session.Flush();
        session.HoldsBack = false;
        var context = create();
        context.Database.AutoSavepointsEnabled = false;
        context.Database.UseTransaction(session.Transaction);
        return context;
    }

    public void Dispose()
    {
        queue.Writer.TryComplete();
        thread.Join();
        stopping.Dispose();
    }

    private void Run()
    {
        var batch = new List<Job>(MaxUnits);

        // The lane owns its thread: waiting here blocks nobody else.
        while (held is not null || queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Take(batch);
            if (batch.Count > 1 && TryTogether(batch))
            {
                continue;
            }

            if (IsPostgres)
            {
                RunAlone(batch);
            }
            else
            {
                RunWithSavepoints(batch);
            }
        }

        Close();
    }

    /// <summary>What waits now, as far as one transaction takes it.</summary>
    private void Take(List<Job> batch)
    {
        batch.Clear();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (batch.Count < MaxUnits && Next(out var job))
        {
            if (!keys.Add(job.Work.Key))
            {
                // The same click twice in one batch: the second one finds the first one's result in the next.
                held = job;
                return;
            }

            batch.Add(job);
        }
    }

    private bool Next(out Job job)
    {
        if (held is { } waiting)
        {
            (job, held) = (waiting, null);
            return true;
        }

        return queue.Reader.TryRead(out job!);
    }

    /// <summary>The batch as it is, without anything between its units; false, and nothing happened, when any of them objects.</summary>
    private bool TryTogether(List<Job> batch)
    {
        try
        {
            rows.Clear();
            var session = Open();
            Begin(session);
            var stored = Stored(session, batch);
            session.HoldsBack = IsPostgres;
            foreach (var job in batch)
            {
                if (stored.TryGetValue(job.Work.Key, out var result))
                {
                    job.Recall(result);
                }
                else if (!job.Run(this, session, rows, Now()))
                {
                    Rollback();
                    return false;
                }
            }

            var published = rows.HasPublished;
            rows.Flush(session, IsPostgres);
            session.Flush();
            session.HoldsBack = false;
            Commit(session);
            Reply(batch, published);
            return true;
        }
#pragma warning disable CA1031 // whichever unit it came from will throw again, alone
        catch (Exception)
#pragma warning restore CA1031
        {
            Rollback();
            return false;
        }
    }

    /// <summary>The results of those units of the batch whose key was accepted before.</summary>
    private Dictionary<string, StoredResult> Stored(SqlSession session, List<Job> batch)
    {
        var stored = new Dictionary<string, StoredResult>(StringComparer.Ordinal);
        if (IsPostgres)
        {
            foreach (var (key, result) in session.Query(
                "select key, result, content from kernel_change where key = any(@keys)",
                row => (row.Text("key"), new StoredResult(row.Text("result"), row.TextOrNull("content"))),
                ("keys", batch.ConvertAll(job => job.Work.Key).ToArray())))
            {
                stored.Add(key, result);
            }

            return stored;
        }

        foreach (var job in batch)
        {
            if (StoredBefore(session, job) is { } result)
            {
                stored.Add(job.Work.Key, result);
            }
        }

        return stored;
    }

    /// <summary>SQLite: each unit in a savepoint, released or rolled back alone; one commit, then all replies.</summary>
    private void RunWithSavepoints(List<Job> batch)
    {
        try
        {
            rows.Clear();
            var session = Open();
            Begin(session);
            var published = false;
            foreach (var job in batch)
            {
                published |= RunInSavepoint(session, job);
            }

            Commit(session);
            Reply(batch, published);
        }
        catch (Exception fault) when (fault is SqliteException or DbUpdateException or InvalidOperationException or IOException)
        {
            // A full disk or an I/O error takes the whole transaction; nothing of it was acknowledged.
            Rollback();
            LogBatchFailed(fault, batch.Count);
            Fail(batch, fault);
        }
    }

    /// <summary>True when the unit announced something.</summary>
    private bool RunInSavepoint(SqlSession session, Job job)
    {
        if (Recall(session, job))
        {
            return false;
        }

        session.Execute("savepoint unit");
        try
        {
            if (job.Run(this, session, rows, Now()))
            {
                var published = rows.HasPublished;
                rows.Flush(session, isPostgres: false);
                session.Execute("release unit");
                return published;
            }
        }
        catch (Exception fault) when (!TakesTheTransaction(fault))
        {
            LogUnitFailed(fault, job.Work.Aggregate);
            job.Fail(fault);
        }

        rows.Clear();
        session.Execute("rollback to unit; release unit");
        return false;
    }

    private void RunAlone(List<Job> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (!RunAlone(batch[i], out var fault))
            {
                // The database stayed away for this one: the others need not wait as long, one by one.
                LogBatchFailed(fault, batch.Count - i);
                Fail(batch[i..], fault);
                return;
            }
        }
    }

    /// <summary>Runs one unit in its own transaction, again where the fault passes; false when the database stays away.</summary>
    private bool RunAlone(Job job, out Exception fault)
    {
        fault = null!;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                rows.Clear();
                var session = Open();
                Begin(session);
                var published = false;
                if (Recall(session, job))
                {
                    Rollback();
                }
                else if (job.Run(this, session, rows, Now()))
                {
                    published = rows.HasPublished;
                    rows.Flush(session, IsPostgres);
                    Commit(session);
                }
                else
                {
                    Rollback();
                }

                Reply([job], published);
                return true;
            }
            catch (Exception passing) when (IsPassing(passing))
            {
                Rollback();
                fault = passing;
                if (attempt == Attempts)
                {
                    return false;
                }

                stopping.Token.WaitHandle.WaitOne(FirstPause * Math.Pow(2, attempt - 1));
            }
#pragma warning disable CA1031 // whatever a change throws belongs to its caller, and the lane goes on
            catch (Exception bug)
#pragma warning restore CA1031
            {
                Rollback();
                LogUnitFailed(bug, job.Work.Aggregate);
                job.Fail(bug);
                return true;
            }
        }
    }

    /// <summary>True when a unit of this key was accepted before; its result becomes this one's.</summary>
    private static bool Recall(SqlSession session, Job job)
    {
        if (StoredBefore(session, job) is not { } stored)
        {
            return false;
        }

        job.Recall(stored);
        return true;
    }

    private static StoredResult? StoredBefore(SqlSession session, Job job)
    {
        var found = session.Query(
            "select result, content from kernel_change where key = @key",
            row => new StoredResult(row.Text("result"), row.TextOrNull("content")),
            ("key", job.Work.Key));
        return found.Count == 0 ? null : found[0];
    }

    private static void Begin(SqlSession session) => session.Transaction = session.Connection is SqliteConnection sqlite
        ? sqlite.BeginTransaction(System.Data.IsolationLevel.Serializable, deferred: false)
        : session.Connection.BeginTransaction(System.Data.IsolationLevel.ReadCommitted);

    private static void Commit(SqlSession session)
    {
        session.Transaction!.Commit();
        session.Transaction.Dispose();
        session.Transaction = null;
    }

    private SqlSession Open() => open ??= new SqlSession(database.OpenForWriting(), IsPostgres);

    private void Rollback()
    {
        if (open is not { } session)
        {
            return;
        }

        session.HoldsBack = false;
        session.Forget();
        try
        {
            session.Transaction?.Rollback();
            session.Transaction?.Dispose();
            session.Transaction = null;
        }
        catch (Exception gone) when (gone is SqliteException or NpgsqlException or InvalidOperationException or IOException)
        {
            // The transaction ended with its connection; a new one is opened for the next unit.
            Close();
        }

        if (open is { Connection.State: not System.Data.ConnectionState.Open })
        {
            Close();
        }
    }

    private void Close()
    {
        open?.Dispose();
        open = null;
        contexts.Clear();
    }

    private void Reply(List<Job> jobs, bool published)
    {
        WriterMetrics.BatchSize.Record(jobs.Count);
        foreach (var job in jobs)
        {
            job.Complete();
        }

        if (published)
        {
            signal.Raise();
        }
    }

    private static void Fail(List<Job> jobs, Exception fault)
    {
        foreach (var job in jobs)
        {
            job.Fail(new WriteFailedException("The database could not take the change; nothing of it was stored.", fault));
        }
    }

    private DateTimeOffset Now() => SqlSession.Truncate(time.GetUtcNow());

    private static bool TakesTheTransaction(Exception fault) => fault switch
    {
        SqliteException
        {
            SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_NOMEM
                or SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_CANTOPEN,
        } => true,
        DbUpdateException { InnerException: { } inner } => TakesTheTransaction(inner),
        _ => false,
    };

    private static bool IsPassing(Exception fault) => fault switch
    {
        // Two lanes, or two hosts, met: the repeat sees what the other one stored.
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } => true,
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "kernel_change" } => true,
        PostgresException postgres => DatabaseFault.IsAway(postgres),
        NpgsqlException => true,
        DbUpdateException { InnerException: { } inner } => IsPassing(inner),
        InvalidOperationException { InnerException: NpgsqlException } => true,
        IOException => true,
        _ => false,
    };

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "A unit of {Aggregate} failed")]
    private partial void LogUnitFailed(Exception fault, string aggregate);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Critical, Message = "A batch of {Units} units could not be written; none was acknowledged")]
    private partial void LogBatchFailed(Exception fault, int units);
}
