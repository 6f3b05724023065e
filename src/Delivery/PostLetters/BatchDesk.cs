using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>
/// What happens to letters on paper, inside a unit: gathered into a batch, posted, come back, printed again. A unit happens whole or not at
/// all, and the rows have keys of their own, so that a kill in the middle leaves no letter in two batches and none half in one.
/// </summary>
internal static class BatchDesk
{
    private sealed record Waiting(Guid Message, Guid Letter, long Pages, string Area, DateTimeOffset Since);

    /// <summary>Gathers the letters that wait longest, sorted as a post office wants them: by postcode.</summary>
    /// <returns>The batch; a refusal when nothing waits.</returns>
    public static Result<Guid> Make(Unit unit, int most)
    {
        var waiting = unit.Query(
            $"""
            select m.id, l.id as letter, l.pages, l.area, m.created_at from delivery_message m join delivery_letter l on l.id = m.notice_id
            where m.channel = 'letter' and m.state = 'created' and l.state = 'issued' and l.words is not null and l.area <> ''
            order by m.created_at, m.id limit {most}{(unit.IsPostgres ? " for update of m skip locked" : "")}
            """,
            row => new Waiting(row.Guid("id"), row.Guid("letter"), row.Int64("pages"), row.Text("area"), row.Instant("created_at")));
        var batch = unit.NewId();
        var position = 0;
        var pages = 0L;
        foreach (var letter in waiting.OrderBy(letter => letter.Area, StringComparer.Ordinal).ThenBy(letter => letter.Since).ThenBy(letter => letter.Message))
        {
            if (MessageDesk.Let(unit, letter.Message, new Happening.Started(), _ => TimeSpan.Zero) is not { } standing)
            {
                continue;
            }

            position++;
            pages += letter.Pages;
            unit.Execute(
                "insert into delivery_batch_letter (message_id, attempt, batch_id, position, letter_id) values (@message, @attempt, @batch, @position, @letter)",
                ("message", letter.Message),
                ("attempt", standing.Attempt),
                ("batch", batch),
                ("position", (long)position),
                ("letter", letter.Letter));
        }

        if (position == 0)
        {
            return new NothingToPost();
        }

        unit.Execute(
            "insert into delivery_batch (id, made_at, made_by, letters, pages) values (@id, @at, @by, @letters, @pages)",
            ("id", batch),
            ("at", unit.Now),
            ("by", unit.Actor.Id),
            ("letters", (long)position),
            ("pages", pages));
        return batch;
    }

    /// <summary>The whole batch was handed to the post: its letters count as delivered until one comes back.</summary>
    public static Result<Guid> Post(Unit unit, PrintBatch batch, DateOnly? on)
    {
        if (on is not { } day || day > unit.Now.DateInJapan() || day < batch.MadeAt.DateInJapan())
        {
            return new NotAPostingDay();
        }

        if (unit.Execute("update delivery_batch set posted_on = @day where id = @id and posted_on is null", ("day", day), ("id", batch.Id)) == 0)
        {
            return new AlreadyPosted(unit.Query("select posted_on from delivery_batch where id = @id", row => row.Date("posted_on"), ("id", batch.Id))[0]);
        }

        foreach (var message in unit.Query("select message_id from delivery_batch_letter where batch_id = @id order by position", row => row.Guid("message_id"), ("id", batch.Id)))
        {
            MessageDesk.Let(unit, message, new Happening.Accepted(), _ => TimeSpan.Zero);
        }

        return batch.Id;
    }

    /// <summary>The letter came back (差出人戻り).</summary>
    public static Result<Guid> Return(Unit unit, Guid message, string? reason) =>
        !PostReasons.Returned.ContainsKey(reason ?? "") ? new LetterReasonMissing()
        : MessageDesk.Let(unit, message, new Happening.CameBack(reason!), _ => TimeSpan.Zero) is null ? new NotOnItsWay()
        : message;

    /// <summary>The letter waits for the next batch again, because somebody found out where to send it.</summary>
    public static Result<Guid> PostAgain(Unit unit, Guid message) =>
        MessageDesk.Let(unit, message, new Happening.TriedAgain(), _ => TimeSpan.Zero) is null ? new NotOnItsWay() : message;

    /// <summary>The letter reached the person outside of any batch: at a window, or in an envelope somebody addressed.</summary>
    public static Result<Guid> ByHand(Unit unit, Guid message, string? how) =>
        !PostReasons.ByHand.ContainsKey(how ?? "") ? new LetterReasonMissing()
        : MessageDesk.Let(unit, message, new Happening.ByHand(how!), _ => TimeSpan.Zero) is null ? new NotOnItsWay()
        : message;

    /// <summary>The register has an address by now: the letter, which bears none, goes into the next batch and into an envelope without a window.</summary>
    public static Result<Guid> Address(Unit unit, Guid message, Guid letter, string? area) =>
        string.IsNullOrEmpty(area) ? new StillNoAddress()
        : unit.Execute(
            """
            update delivery_letter set area = @area where id = @letter and area = '' and state = 'issued' and words is not null
                and exists (select 1 from delivery_message m where m.id = @message and m.state = 'created')
            """,
            ("area", area),
            ("letter", letter),
            ("message", message)) == 1 ? message
        : new NotOnItsWay();

    /// <summary>The same letter on paper once more; its number of copies is on record.</summary>
    public static Result<long> Reprint(Unit unit, Guid letter, string? reason)
    {
        if (!PostReasons.Reprint.ContainsKey(reason ?? ""))
        {
            return new LetterReasonMissing();
        }

        unit.Execute(
            """
            insert into delivery_reprint (letter_id, number, at, actor, reason)
            values (@letter, (select coalesce(max(number), 0) + 1 from delivery_reprint where letter_id = @letter), @at, @actor, @reason)
            """,
            ("letter", letter),
            ("at", unit.Now),
            ("actor", unit.Actor.Id),
            ("reason", reason));
        return unit.Query("select max(number) as number from delivery_reprint where letter_id = @letter", row => row.Int64("number"), ("letter", letter))[0];
    }
}

/// <summary>Why a letter came back or is printed again: codes as they are stored, in words for staff.</summary>
internal static class PostReasons
{
    public static IReadOnlyDictionary<string, string> Returned { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["unknown-address"] = "あて所に尋ねあたらない",
        ["moved"] = "転居先がわからない",
        ["not-collected"] = "保管期間が過ぎた",
        ["refused"] = "受取りを断られた",
    };

    public static IReadOnlyDictionary<string, string> ByHand { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["handed-over"] = "窓口で本人に手渡した",
        ["posted-singly"] = "住所を確かめて個別に発送した",
    };

    public static IReadOnlyDictionary<string, string> Reprint { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["jam"] = "印刷や封入の失敗",
        ["damaged"] = "汚れ・破れ",
        ["lost"] = "本人が失くした",
        ["counter"] = "窓口で手渡す",
    };
}
