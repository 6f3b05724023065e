using System.Diagnostics;
using System.Globalization;
using Madoguchi.Kernel;

namespace Madoguchi.Testing;

/// <summary>What a mail drill found.</summary>
/// <param name="Mails">How many were to be sent.</param>
/// <param name="Refused">How many of them to somebody the server does not know.</param>
/// <param name="Arrived">How often a mail arrived, repeats counted.</param>
/// <param name="Repeats">Attempts made while nobody knew whether the one before had arrived.</param>
/// <param name="Kills">How often our program was killed.</param>
/// <param name="LostReplies">How often a mail left our hands and no reply came back.</param>
/// <param name="OtherFaults">What else went wrong on the wire.</param>
/// <param name="Sending">The time our program ran and sent.</param>
/// <param name="Wrong">What should not be, in words; empty when all is well.</param>
public sealed record MailDrillResult(
    int Mails, int Refused, int Arrived, long Repeats, int Kills, int LostReplies, int OtherFaults, TimeSpan Sending, IReadOnlyList<string> Wrong);

/// <summary>
/// Sends many mails through a real mail server over a faulty wire, kills the program in between, and counts: every mail arrived, a mail
/// that arrived twice is marked as repeated and carries the same Message-ID, and no more came into doubt than were in flight at a kill or
/// lost their reply. Mails to people the server does not know are refused for good, and their addresses alone are not used again.
/// </summary>
public sealed class MailDrill(string connectionString, string dataFolder, int mails, int kills, Func<int, MailFault> faults)
{
    private const int Connections = 8;

    /// <summary>One recipient in so many does not exist.</summary>
    private const int UnknownEvery = 50;

    private const string Domain = "city.test";
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(40);

    public async Task<MailDrillResult> RunAsync(bool inMemory = false)
    {
        await using var server = await MailServer.StartAsync(inMemory);
        await using var wire = new FaultyWire(server.Port, faults);
        var sending = Stopwatch.StartNew();
        var city = await StartAsync(wire.Port);
        try
        {
            sending.Reset();
            var (ids, unknown) = await QueueAsync();
            await using var database = new Database(connectionString);
            sending.Start();
            for (var kill = 1; kill <= kills; kill++)
            {
                // After a number of mails, not after a time: the drill is the same on a slow machine.
                await UntilAsync(database, "state = 'delivered'", (long)mails * kill / (kills + 1));
                sending.Stop();
                await city.KillAsync();
                await city.DisposeAsync();
                city = await StartAsync(wire.Port);
                sending.Start();
            }

            await UntilAsync(database, "due_at is null and state <> 'sending'", mails);
            sending.Stop();
            await server.UntilDeliveredAsync(AtMost);
            return await CountAsync(database, server, wire, ids, unknown, sending.Elapsed);
        }
        finally
        {
            await city.DisposeAsync();
        }
    }

    private Task<CityProcess> StartAsync(int port) => CityProcess.StartAsync(
        connectionString,
        dataFolder,
        [
            "dotnet", Path.Combine(AppContext.BaseDirectory, "Madoguchi.Host.dll"),
            "--Delivery:Mail:Host=127.0.0.1",
            $"--Delivery:Mail:Port={port.ToString(CultureInfo.InvariantCulture)}",
            $"--Delivery:Mail:From=noreply@{Domain}",
            $"--Delivery:Mail:Bounces=bounces@{Domain}",
            $"--Delivery:Mail:Connections={Connections}",
            "--Delivery:QuietFrom=00:00",
            "--Delivery:QuietUntil=00:00",
            "--Delivery:FirstWait=00:00:01",
            "--Delivery:LongestWait=00:00:02",
        ]);

    /// <summary>Mails as the module makes them, each for another recipient.</summary>
    /// <returns>The Message-IDs of those that can arrive, and of those that cannot.</returns>
    private async Task<(IReadOnlyList<string> Known, IReadOnlySet<string> Unknown)> QueueAsync()
    {
        await using var database = new Database(connectionString);
        using var session = new SqlSession(database.OpenForWriting(), database.IsPostgres);
        session.Transaction = session.Connection.BeginTransaction();
        var now = new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);
        var (known, unknown) = (new List<string>(mails), new HashSet<string>(StringComparer.Ordinal));
        for (var number = 1; number <= mails; number++)
        {
            var id = Guid.CreateVersion7();
            var isUnknown = number % UnknownEvery == 0;
            (isUnknown ? (ICollection<string>)unknown : known).Add($"{id:N}@{Domain}");
            session.Execute(
                """
                insert into delivery_message
                    (id, notice_id, recipient, kind, channel, official, category, state, code, attempt, repeats, lost_replies, wire_id,
                     address, subject, body, created_at, changed_at, due_at, give_up_at)
                values
                    (@id, @id, @id, 'application-received', 'email', @official, 'application', 'created', null, 0, 0, 0, @wire,
                     @address, @subject, @body, @now, @now, @now, @give_up);
                insert into delivery_step (message_id, number, at, state, code, attempt, actor) values (@id, 1, @now, 'created', null, 0, 'system:delivery')
                """,
                ("id", id),
                ("official", false),
                ("wire", id.ToString("N")),
                ("address", $"{(isUnknown ? "nobody" : "resident")}{number}@example.test"),
                ("subject", $"【みやのわ市】申請を受け付けました（受付番号 {number}）"),
                ("body", $"「児童手当 認定請求」を受け付けました。\n受付番号: {number}\n\n進み具合は次のページで見られます。\nhttps://{Domain}/my\n"),
                ("now", now),
                ("give_up", now.AddYears(50)));
        }

        await session.Transaction.CommitAsync();
        return (known, unknown);
    }

    private async Task<MailDrillResult> CountAsync(
        Database database, MailServer server, FaultyWire wire, IReadOnlyList<string> ids, IReadOnlySet<string> unknown, TimeSpan sending)
    {
        var arrivals = server.MessageIds().GroupBy(id => id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var rows = await database.QueryAsync(
            """
            select wire_id, state, repeats,
                (select count(*) from delivery_step s where s.message_id = m.id and s.state = 'uncertain') as doubts,
                (select count(*) from delivery_step s where s.message_id = m.id and s.state = 'uncertain' and s.code = 'interrupted') as interrupted,
                (select count(*) from delivery_step s where s.message_id = m.id and s.state = 'uncertain' and s.code = 'reply-lost') as unanswered
            from delivery_message m
            """,
            row => (
                WireId: row.Text("wire_id"), State: row.Text("state"), Repeats: row.Int64("repeats"), Doubts: row.Int64("doubts"),
                Interrupted: row.Int64("interrupted"), Unanswered: row.Int64("unanswered")),
            CancellationToken.None);
        var blamed = await database.QueryAsync("select address from delivery_failed_address", row => row.Text("address"), CancellationToken.None);
        var repeats = rows.Sum(row => row.Repeats);
        var lost = wire.Happened.GetValueOrDefault(MailFault.LosesReply) + wire.Happened.GetValueOrDefault(MailFault.CutsText);
        List<string> wrong =
        [
            .. ids.Where(id => !arrivals.ContainsKey(id)).Select(id => $"{id} was lost"),
            .. arrivals.Keys.Except(ids).Select(id => $"{id} arrived, which nobody sent"),
            .. rows.Where(row => arrivals.GetValueOrDefault($"{row.WireId}@{Domain}") > row.Repeats + 1)
                .Select(row => $"{row.WireId} arrived more often than it was repeated"),
            .. rows.Where(row => row.Repeats > row.Doubts).Select(row => $"{row.WireId} was repeated and never shown as uncertain"),
            .. rows.Where(row => !IsRightEnd(row.State, row.Repeats, unknown.Contains($"{row.WireId}@{Domain}")))
                .Select(row => $"{row.WireId} ended as {row.State}"),
            .. blamed.Where(address => !address.StartsWith("nobody", StringComparison.Ordinal)).Select(address => $"{address} is blamed, and was no fault of its own"),
        ];
        if (blamed.Count != unknown.Count)
        {
            wrong.Add($"{blamed.Count} addresses are not used again, not {unknown.Count}");
        }

        // A repeat that is refused for now leaves the doubt that was there and is repeated in turn: so doubts are counted where they arise.
        var (interrupted, unanswered) = (rows.Sum(row => row.Interrupted), rows.Sum(row => row.Unanswered));
        if (interrupted > (long)kills * Connections)
        {
            wrong.Add($"{interrupted} mails were taken up after a kill, but at most {kills} × {Connections} were in flight");
        }

        if (unanswered > lost)
        {
            wrong.Add($"{unanswered} replies were missed, but only {lost} were lost");
        }

        var twice = arrivals.Values.Sum(count => count - 1);
        if (twice > interrupted + unanswered)
        {
            wrong.Add($"{twice} mails arrived again, but only {interrupted + unanswered} were in doubt");
        }

        return new(
            mails, unknown.Count, arrivals.Values.Sum(), repeats, kills, lost,
            wire.Happened.Where(fault => fault.Key is not (MailFault.None or MailFault.LosesReply or MailFault.CutsText)).Sum(fault => fault.Value), sending, wrong);
    }

    /// <summary>A refusal is certain, unless a kill had put an attempt before it in doubt.</summary>
    private static bool IsRightEnd(string state, long repeats, bool isUnknown) =>
        state == (!isUnknown ? "delivered" : repeats == 0 ? "permanent" : "uncertain");

    private static async Task UntilAsync(Database database, string condition, long wanted)
    {
        var began = Stopwatch.GetTimestamp();
        while ((await database.QueryAsync(
            $"select count(*) as mails from delivery_message where {condition}", row => row.Int64("mails"), CancellationToken.None))[0] < wanted)
        {
            if (Stopwatch.GetElapsedTime(began) > AtMost)
            {
                throw new TimeoutException($"Not {wanted} mails with {condition} in time.");
            }

            await Task.Delay(wanted > 10_000 ? 200 : 20);
        }
    }
}
