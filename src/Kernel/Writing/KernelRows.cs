namespace Madoguchi.Kernel;

/// <summary>A unit of work that was accepted: the audit trail, the idempotency key and the inbox in one row.</summary>
internal sealed record ChangeRow(Work Work, DateTimeOffset At, string Result);

/// <summary>An event that a unit announced.</summary>
internal sealed record OutboxRow(Guid EventId, string Aggregate, string Type, string Payload, DateTimeOffset At);

/// <summary>
/// The kernel's own rows of a transaction. SQLite writes them with each unit; PostgreSQL once for a whole batch,
/// because there every statement is a round trip.
/// </summary>
internal sealed class KernelRows
{
    private readonly List<ChangeRow> changes = [];
    private readonly List<OutboxRow> published = [];
    private readonly List<long> delivered = [];

    public bool HasPublished => published.Count > 0;

    public void Add(ChangeRow change) => changes.Add(change);

    public void Add(OutboxRow happened) => published.Add(happened);

    public void AddDelivered(long seq) => delivered.Add(seq);

    public void Clear()
    {
        changes.Clear();
        published.Clear();
        delivered.Clear();
    }

    public void Flush(SqlSession session, bool isPostgres)
    {
        if (isPostgres)
        {
            FlushTogether(session);
        }
        else
        {
            FlushOneByOne(session);
        }

        Clear();
    }

    private void FlushOneByOne(SqlSession session)
    {
        foreach (var happened in published)
        {
            session.Execute(
                """
                insert into kernel_outbox (event_id, aggregate, type, payload, at, status, attempts, due_at)
                values (@event_id, @aggregate, @type, @payload, @at, 'pending', 0, @at)
                """,
                ("event_id", happened.EventId),
                ("aggregate", happened.Aggregate),
                ("type", happened.Type),
                ("payload", happened.Payload),
                ("at", happened.At));
        }

        // What was delivered lives on where its handlers keep it; the outbox forgets the words, which may be personal.
        foreach (var seq in delivered)
        {
            session.Execute("update kernel_outbox set status = 'done', payload = '' where seq = @seq", ("seq", seq));
        }

        foreach (var change in changes)
        {
            session.Execute(
                """
                insert into kernel_change (key, aggregate, actor, purpose, at, result, content)
                values (@key, @aggregate, @actor, @purpose, @at, @result, @content)
                """,
                ("key", change.Work.Key),
                ("aggregate", change.Work.Aggregate),
                ("actor", change.Work.Actor.Id),
                ("purpose", change.Work.Purpose.Code),
                ("at", change.At),
                ("result", change.Result),
                ("content", change.Work.Content));
        }
    }

    private void FlushTogether(SqlSession session)
    {
        if (published.Count > 0)
        {
            session.Send(
                """
                insert into kernel_outbox (event_id, aggregate, type, payload, at, status, attempts, due_at)
                select event_id, aggregate, type, payload, at, 'pending', 0, at
                from unnest(@event_id, @aggregate, @type, @payload, @at) with ordinality as row (event_id, aggregate, type, payload, at, nth)
                order by nth
                """,
                null,
                ("event_id", published.ConvertAll(row => row.EventId).ToArray()),
                ("aggregate", published.ConvertAll(row => row.Aggregate).ToArray()),
                ("type", published.ConvertAll(row => row.Type).ToArray()),
                ("payload", published.ConvertAll(row => row.Payload).ToArray()),
                ("at", published.ConvertAll(row => row.At).ToArray()));
        }

        if (delivered.Count > 0)
        {
            session.Send("update kernel_outbox set status = 'done', payload = '' where seq = any(@seq)", null, ("seq", delivered.ToArray()));
        }

        if (changes.Count > 0)
        {
            session.Send(
                """
                insert into kernel_change (key, aggregate, actor, purpose, at, result, content)
                select * from unnest(@key, @aggregate, @actor, @purpose, @at, @result, @content)
                """,
                null,
                ("key", changes.ConvertAll(row => row.Work.Key).ToArray()),
                ("aggregate", changes.ConvertAll(row => row.Work.Aggregate).ToArray()),
                ("actor", changes.ConvertAll(row => row.Work.Actor.Id).ToArray()),
                ("purpose", changes.ConvertAll(row => row.Work.Purpose.Code).ToArray()),
                ("at", changes.ConvertAll(row => row.At).ToArray()),
                ("result", changes.ConvertAll(row => row.Result).ToArray()),
                ("content", changes.ConvertAll(row => row.Work.Content).ToArray()));
        }
    }
}
