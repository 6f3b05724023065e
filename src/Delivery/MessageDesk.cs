using System.Globalization;
using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>A new message, before it is in the queue.</summary>
/// <param name="Channel">Of <see cref="Channels"/>.</param>
/// <param name="Address">Where to; null for a letter, which bears it.</param>
/// <param name="Subject">Null for a letter.</param>
/// <param name="Body">Null for a letter.</param>
internal sealed record NewMessage(string Channel, string? Address = null, string? Subject = null, string? Body = null);

/// <summary>What all messages of a notice share.</summary>
internal sealed record MessageAbout(Guid NoticeId, Guid Recipient, string Kind, bool Official, string? Category);

/// <summary>Changes messages inside a unit. Each step of a message is kept beside it.</summary>
internal static class MessageDesk
{
    /// <summary>A letter lies until it is printed, however long that takes.</summary>
    private static readonly DateTimeOffset Never = new(2999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private sealed record Found(Standing Standing, string Channel, MessageAbout About);

    /// <summary>Puts a message into its queue.</summary>
    public static Guid Add(Unit unit, MessageAbout about, NewMessage message, DateTimeOffset due, DateTimeOffset giveUp)
    {
        var id = unit.NewId();
        unit.Execute(
            """
            insert into delivery_message
                (id, notice_id, recipient, kind, channel, official, category, state, code, attempt, repeats, lost_replies, wire_id,
                 address, subject, body, created_at, changed_at, due_at, give_up_at)
            values
                (@id, @notice, @recipient, @kind, @channel, @official, @category, 'created', null, 0, 0, 0, @wire,
                 @address, @subject, @body, @now, @now, @due, @give_up)
            """,
            ("id", id),
            ("notice", about.NoticeId),
            ("recipient", about.Recipient),
            ("kind", about.Kind),
            ("channel", message.Channel),
            ("official", about.Official),
            ("category", about.Category),
            ("wire", id.ToString("N")),
            ("address", message.Address),
            ("subject", message.Subject),
            ("body", message.Body),
            ("now", unit.Now),
            ("due", due),
            ("give_up", giveUp));
        AddStep(unit, id, 1, new(MessageState.Created, null, 0, 0, 0, due, giveUp));
        return id;
    }

    /// <summary>Lets something happen to a message, and calls on the letter when an official notice failed by every other way.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="id">The message.</param>
    /// <param name="happening">What happened.</param>
    /// <param name="wait">By the number of the attempt: until the next.</param>
    /// <returns>Where it stands now; null when there is none, or it cannot happen to it any more.</returns>
    public static Standing? Let(Unit unit, Guid id, Happening happening, Func<long, TimeSpan> wait)
    {
        if (Find(unit, id) is not { } found
            || MessageLife.After(found.Standing, happening, unit.Now, wait(found.Standing.Attempt)) is not { } after)
        {
            return null;
        }

        Store(unit, id, found.Standing, after);
        if (found.About.Official && found.Channel != Channels.Letter && MessageLife.IsLostToMachine(after))
        {
            CallOnLetter(unit, found.About);
        }

        return after;
    }

    /// <summary>
    /// Empties a message for good and sends it no more; that it was sent, when and how stays. One that is leaving at this moment is left to
    /// its own time of keeping.
    /// </summary>
    public static void Forget(Unit unit, Guid id)
    {
        if (Find(unit, id) is not { Standing.State: not MessageState.Sending } found)
        {
            return;
        }

        if (MessageLife.After(found.Standing, new Happening.Expired(), unit.Now, TimeSpan.Zero) is { } after)
        {
            Store(unit, id, found.Standing, after);
        }

        unit.Execute(
            """
            update delivery_message set address = null, subject = null, body = null where id = @id;
            delete from delivery_recorded where message_id = @id
            """,
            ("id", id));
    }

    /// <summary>Somebody of staff has it tried once more; what was emptied meanwhile cannot be.</summary>
    public static Standing? TryAgain(Unit unit, Guid id, TimeSpan wait) =>
        unit.Scalar("select 1 from delivery_message where id = @id and (channel = 'letter' or body is not null)", ("id", id)) is null
            ? null
            : Let(unit, id, new Happening.TriedAgain(), _ => wait);

    /// <summary>Ends what of a notice has not begun to be sent: it no longer holds.</summary>
    public static void TakeBack(Unit unit, Guid notice)
    {
        foreach (var id in unit.Query("select id from delivery_message where notice_id = @notice", row => row.Guid("id"), ("notice", notice)))
        {
            Let(unit, id, new Happening.TakenBack(), _ => TimeSpan.Zero);
        }
    }

    /// <summary>A letter for a notice that holds, has none on its way and no other way left.</summary>
    public static bool CallOnLetter(Unit unit, MessageAbout about)
    {
        var others = unit.Scalar(
            """
            select count(*) from delivery_message
            where notice_id = @notice and (channel = 'letter' or state in ('created', 'sending', 'delivered', 'temporary')
                or (state = 'uncertain' and due_at is not null))
            """,
            ("notice", about.NoticeId));
        if (Convert.ToInt64(others, CultureInfo.InvariantCulture) > 0 || HasEnded(unit, about.NoticeId))
        {
            return false;
        }

        Add(unit, about, new(Channels.Letter), unit.Now, Never);
        return true;
    }

    /// <summary>A letter whatever else is on its way: somebody of staff wants it.</summary>
    public static bool OrderLetter(Unit unit, Guid id)
    {
        if (Find(unit, id) is not { About.Official: true } found
            || Convert.ToInt64(
                unit.Scalar("select count(*) from delivery_message where notice_id = @notice and channel = 'letter'", ("notice", found.About.NoticeId)),
                CultureInfo.InvariantCulture) > 0
            || HasEnded(unit, found.About.NoticeId))
        {
            return false;
        }

        Add(unit, found.About, new(Channels.Letter), unit.Now, Never);
        return true;
    }

    private static bool HasEnded(Unit unit, Guid notice) =>
        unit.Query("select 1 as one from delivery_letter where id = @id and state <> 'issued'", row => row.Int64("one"), ("id", notice)).Count > 0;

    private static void Store(Unit unit, Guid id, Standing before, Standing after)
    {
        unit.Execute(
            """
            update delivery_message
            set state = @state, code = @code, attempt = @attempt, repeats = @repeats, lost_replies = @lost, due_at = @due, give_up_at = @give_up,
                changed_at = @now,
                held_by = case when @keeps then held_by else null end, held_until = case when @keeps then held_until else null end
            where id = @id
            """,
            ("state", after.State),
            ("code", after.Code),
            ("attempt", after.Attempt),
            ("repeats", after.Repeats),
            ("lost", after.LostReplies),
            ("due", after.DueAt),
            ("give_up", after.GiveUpAt),
            ("now", unit.Now),
            ("keeps", after.State == MessageState.Sending),
            ("id", id));
        if (before.State != after.State || before.Code != after.Code || before.Attempt != after.Attempt)
        {
            AddStep(unit, id, null, after);
        }
    }

    private static void AddStep(Unit unit, Guid id, long? number, Standing standing) => unit.Execute(
        """
        insert into delivery_step (message_id, number, at, state, code, attempt, actor)
        values (@id, coalesce(@number, (select max(number) + 1 from delivery_step where message_id = @id)), @at, @state, @code, @attempt, @actor)
        """,
        ("id", id),
        ("number", number),
        ("at", unit.Now),
        ("state", standing.State),
        ("code", standing.Code),
        ("attempt", standing.Attempt),
        ("actor", unit.Actor.Id));

    private static Found? Find(Unit unit, Guid id) => unit.First(
        $"""
        select notice_id, recipient, kind, channel, official, category, state, code, attempt, repeats, lost_replies, due_at, give_up_at
        from delivery_message where id = @id{(unit.IsPostgres ? " for update" : "")}
        """,
        row => new Found(
            new(
                row.Text("state"), row.TextOrNull("code"), row.Int64("attempt"), row.Int64("repeats"), row.Int64("lost_replies"),
                row.InstantOrNull("due_at"), row.Instant("give_up_at")),
            row.Text("channel"),
            new(row.Guid("notice_id"), row.Guid("recipient"), row.Text("kind"), row.Bool("official"), row.TextOrNull("category"))),
        ("id", id));
}
