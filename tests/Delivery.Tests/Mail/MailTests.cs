using Madoguchi.Kernel;
using Madoguchi.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MimeKit;

namespace Madoguchi.Delivery.Tests.Mail;

/// <summary>One real mail server for the tests of this assembly that send.</summary>
public sealed class RealMailServer : IAsyncLifetime
{
    private MailServer? server;

    public MailServer Server
    {
        get
        {
            Assert.SkipWhen(server is null, MailServer.Missing ?? "");
            return server!;
        }
    }

    public async ValueTask InitializeAsync() => server = MailServer.Missing is null ? await MailServer.StartAsync() : null;

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>Notices over a real mail server, and over a wire on which things go wrong.</summary>
public sealed class MailTests(RealMailServer real) : IClassFixture<RealMailServer>
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(5);
    private readonly MailServer server = real.Server;

    [Fact]
    public async Task A_plain_message_arrives_as_it_was_written()
    {
        await using var delivery = await DeliveryHost.StartAsync(server);
        await delivery.UseEmailAsync("makoto1@example.test");

        var notice = await delivery.IssueAsync(DeliveryHost.Plain);
        await delivery.SendAsync();

        var mail = await ArrivedAsync("makoto1@example.test");
        mail.Subject!.ShouldContain("受け付けました");
        mail.TextBody!.ShouldContain("児童手当 認定請求");
        mail.From.ToString().ShouldContain("みやのわ市");
        mail.Headers["Auto-Submitted"].ShouldBe("auto-generated");
        mail.Headers["List-Unsubscribe-Post"].ShouldBe("List-Unsubscribe=One-Click");
        mail.Headers["List-Unsubscribe"].ShouldStartWith("<https://city.test/unsubscribe/");
        (await delivery.MessagesAsync(notice)).ShouldBe(["email delivered"]);
        (await delivery.StepsAsync(notice)).ShouldBe(["created", "sending", "delivered"]);
    }

    [Fact]
    public async Task By_electronic_service_the_mail_says_only_that_a_notice_is_there()
    {
        await using var delivery = await DeliveryHost.StartAsync(server);
        await delivery.ConsentAsync("makoto2@example.test");

        var notice = await delivery.IssueAsync(DeliveryHost.Official);
        await delivery.SendAsync();

        var mail = await ArrivedAsync("makoto2@example.test");
        mail.TextBody!.ShouldContain($"https://city.test/my/letters/{notice}");
        foreach (var personal in (string[])["佐藤", "児童手当", "認定", "1234-5678-9018", "決定"])
        {
            (mail.Subject + mail.TextBody).ShouldNotContain(personal);
        }

        mail.Headers["List-Unsubscribe"].ShouldBeNull();
        (await delivery.Host.CountAsync("delivery_letter")).ShouldBe(1);
        (await delivery.MessagesAsync(notice)).ShouldBe(["email delivered"]);
    }

    [Fact]
    public async Task A_long_Japanese_subject_comes_through_whole()
    {
        await using var delivery = await DeliveryHost.StartAsync(server);
        var subject = string.Concat(Enumerable.Repeat("児童扶養手当現況届・特別児童扶養手当所得状況届の提出について", 5));
        await delivery.Host.ChangeAsync(unit => MessageDesk.Add(
            unit, new(unit.NewId(), delivery.Makoto, "test", false, null), new(Channels.Email, "makoto3@example.test", subject, "本文。\n.\n..点で始まる行\n髙﨑 葛󠄀城"), unit.Now, unit.Now.AddDays(1)));

        await delivery.SendAsync();

        var mail = await ArrivedAsync("makoto3@example.test");
        mail.Subject.ShouldBe(subject);
        mail.TextBody!.ReplaceLineEndings("\n").TrimEnd().ShouldBe("本文。\n.\n..点で始まる行\n髙﨑 葛󠄀城");
    }

    [Fact]
    public async Task A_recipient_who_does_not_exist_gets_the_notice_by_letter_and_the_address_is_not_used_again()
    {
        await using var delivery = await DeliveryHost.StartAsync(server);
        await delivery.ConsentAsync(MailServer.Nobody);

        var first = await delivery.IssueAsync(DeliveryHost.Official);
        await delivery.SendAsync();
        var second = await delivery.IssueAsync(DeliveryHost.Official);

        (await delivery.MessagesAsync(first)).ShouldBe(["email permanent", "letter created"]);
        (await delivery.MessagesAsync(second)).ShouldBe(["letter created"]);
    }

    [Fact]
    public async Task A_recipient_who_is_busy_is_tried_again_later_and_given_up_in_time()
    {
        await using var delivery = await DeliveryHost.StartAsync(server);
        await delivery.ConsentAsync(MailServer.Busy);
        var notice = await delivery.IssueAsync(DeliveryHost.Official);

        (await delivery.SendAsync()).ShouldBe(1);
        (await delivery.SendAsync()).ShouldBe(0);
        (await delivery.MessagesAsync(notice)).ShouldBe(["email temporary"]);
        delivery.Host.Time.Advance(LongEnough);
        (await delivery.SendAsync()).ShouldBe(1);
        delivery.Host.Time.Advance(TimeSpan.FromDays(1));
        await delivery.SendAsync();

        (await delivery.MessagesAsync(notice)).ShouldBe(["email permanent", "letter created"]);
    }

    [Fact]
    public async Task After_a_lost_reply_the_same_mail_is_sent_again_and_counted_as_uncertain()
    {
        await using var wire = new FaultyWire(server.Port, mail => mail == 1 ? MailFault.LosesReply : MailFault.None);
        await using var delivery = await DeliveryHost.StartAsync(server, wire.Port);
        await delivery.UseEmailAsync("makoto4@example.test");

        var notice = await delivery.IssueAsync(DeliveryHost.Plain);
        await delivery.SendAsync();
        (await delivery.MessagesAsync(notice)).ShouldBe(["email uncertain"]);
        await delivery.SendAsync();

        (await delivery.StepsAsync(notice)).ShouldBe(["created", "sending", "uncertain", "sending", "delivered"]);
        (await delivery.Host.ColumnAsync("select cast(repeats as text) as value from delivery_message")).ShouldBe(["1"]);
        var mails = await ArrivedAsync("makoto4@example.test", 2);
        mails.Select(mail => mail.MessageId).Distinct().ShouldHaveSingleItem();
        mails.Select(mail => mail.Date).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_text_that_was_cut_on_the_way_is_uncertain_too_and_arrives_once()
    {
        await using var wire = new FaultyWire(server.Port, mail => mail == 1 ? MailFault.CutsText : MailFault.None);
        await using var delivery = await DeliveryHost.StartAsync(server, wire.Port);
        await delivery.UseEmailAsync("makoto10@example.test");

        var notice = await delivery.IssueAsync(DeliveryHost.Plain);
        await delivery.SendAsync();
        await delivery.SendAsync();

        (await delivery.StepsAsync(notice)).ShouldBe(["created", "sending", "uncertain", "sending", "delivered"]);
        (await ArrivedAsync("makoto10@example.test", 1)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(MailFault.ClosesBeforeText, Why.ConnectionLost)]
    [InlineData(MailFault.Closes, "smtp-421")]
    [InlineData(MailFault.RefusesForNow, "smtp-451")]
    [InlineData(MailFault.DemandsSignIn, Why.SenderRefused)]
    [InlineData(MailFault.DeniesRelay, Why.SenderRefused)]
    [InlineData(MailFault.RefusesByPolicy, Why.SenderRefused)]
    public async Task What_surely_did_not_arrive_is_not_uncertain_and_arrives_once(MailFault fault, string code)
    {
        await using var wire = new FaultyWire(server.Port, mail => mail == 1 ? fault : MailFault.None);
        await using var delivery = await DeliveryHost.StartAsync(server, wire.Port);
        var address = $"makoto-{fault}@example.test";
        await delivery.UseEmailAsync(address);

        var notice = await delivery.IssueAsync(DeliveryHost.Plain);
        await delivery.SendAsync();
        var afterFault = await delivery.Host.ColumnAsync("select code as value from delivery_message");
        var health = await HealthAsync(delivery);
        delivery.Host.Time.Advance(LongEnough);
        await delivery.SendAsync();

        afterFault.ShouldBe([code]);
        health.Status.ShouldBe(code == Why.SenderRefused ? HealthStatus.Degraded : HealthStatus.Healthy);
        (await delivery.Host.CountAsync("delivery_failed_address")).ShouldBe(0);
        (await delivery.StepsAsync(notice)).ShouldBe(["created", "sending", "temporary", "sending", "delivered"]);
        (await ArrivedAsync(address, 1)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_outcome_that_finds_the_disk_full_is_kept_by_the_next_pass_and_the_mail_arrives_once()
    {
        FaultyWriter? writer = null;
        await using var wire = new FaultyWire(server.Port, _ =>
        {
            writer!.IsFull = true;
            return MailFault.None;
        });
        await using var delivery = await DeliveryHost.StartAsync(server, wire.Port, services: FaultyWriter.AddTo);
        writer = delivery.Host.Get<FaultyWriter>();
        await delivery.UseEmailAsync("makoto11@example.test");

        var notice = await delivery.IssueAsync(DeliveryHost.Plain);
        await Should.ThrowAsync<WriteFailedException>(() => delivery.SendAsync());
        await Should.ThrowAsync<WriteFailedException>(() => delivery.SendAsync());
        (await delivery.StepsAsync(notice)).ShouldBe(["created", "sending"]);
        writer.IsFull = false;
        await delivery.SendAsync();

        (await delivery.StepsAsync(notice)).ShouldBe(["created", "sending", "delivered"]);
        (await ArrivedAsync("makoto11@example.test", 1)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_message_marked_by_this_very_host_and_forgotten_is_taken_up_when_its_hold_ends()
    {
        await using var delivery = await DeliveryHost.StartAsync(server, services: FaultyWriter.AddTo);
        await delivery.UseEmailAsync("makoto12@example.test");
        var notice = await delivery.IssueAsync(DeliveryHost.Plain);

        delivery.Host.Get<FaultyWriter>().LosesAnswerTo = "message/";
        await Should.ThrowAsync<WriteFailedException>(() => delivery.SendAsync());
        (await delivery.SendAsync()).ShouldBe(0);
        (await HealthAsync(delivery)).Status.ShouldBe(HealthStatus.Healthy);
        delivery.Host.Time.Advance(LongEnough);
        (await HealthAsync(delivery)).Status.ShouldBe(HealthStatus.Degraded);
        (await delivery.SendAsync()).ShouldBe(1);

        (await HealthAsync(delivery)).Status.ShouldBe(HealthStatus.Healthy);
        (await delivery.StepsAsync(notice)).ShouldBe(["created", "sending", "uncertain", "sending", "delivered"]);
        (await ArrivedAsync("makoto12@example.test", 1)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task While_the_server_is_away_nothing_is_marked_and_nothing_is_lost()
    {
        await using var delivery = await DeliveryHost.StartAsync(server, port: 1);
        await delivery.UseEmailAsync("makoto5@example.test");

        var notice = await delivery.IssueAsync(DeliveryHost.Plain);
        (await delivery.SendAsync()).ShouldBe(0);

        (await delivery.StepsAsync(notice)).ShouldBe(["created"]);
    }

    [Fact]
    public async Task To_a_server_without_encryption_nothing_leaves_where_it_is_required()
    {
        await using var delivery = await DeliveryHost.StartAsync(
            server, settings: new Dictionary<string, string?> { ["Delivery:Mail:Security"] = "starttls" });
        await delivery.UseEmailAsync("makoto6@example.test");

        var notice = await delivery.IssueAsync(DeliveryHost.Plain);
        (await delivery.SendAsync()).ShouldBe(0);

        (await delivery.StepsAsync(notice)).ShouldBe(["created"]);
        server.Mails().ShouldNotContain(mail => mail.Contains("makoto6@example.test", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_notice_that_comes_back_goes_by_letter_and_one_that_may_not_next_time_is_tried_again()
    {
        await using var delivery = await DeliveryHost.StartAsync(server);
        var bounces = delivery.Host.Get<WatchBounces>();
        await delivery.ConsentAsync(MailServer.Vanished);
        var vanished = await delivery.IssueAsync(DeliveryHost.Official);
        await delivery.ConsentAsync(MailServer.Full);
        var full = await delivery.IssueAsync(DeliveryHost.Official);

        await delivery.SendAsync();
        (await delivery.MessagesAsync(vanished)).ShouldBe(["email delivered"]);
        await MailServer.UntilAsync(server.Returned, 2);
        var reports = server.ReturnedMails();
        (await bounces.TakeAllAsync(CancellationToken.None)).ShouldBe(2);

        (await delivery.MessagesAsync(vanished)).ShouldBe(["email returned", "letter created"]);
        (await delivery.MessagesAsync(full)).ShouldBe(["email temporary"]);
        (await delivery.Host.ColumnAsync("select address as value from delivery_failed_address")).ShouldBe([MailServer.Vanished]);
        (await bounces.TakeAllAsync(CancellationToken.None)).ShouldBe(0);
        reports.ShouldAllBe(report => report.Contains("message/delivery-status", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_door_for_returned_mail_opens_only_to_the_servers_secret()
    {
        await using var delivery = await DeliveryHost.StartAsync(
            server, settings: new Dictionary<string, string?> { ["Delivery:Bounces:Secret"] = "correct horse" });
        await delivery.UseEmailAsync("makoto7@example.test");
        var notice = await delivery.IssueAsync(DeliveryHost.Plain);
        await delivery.SendAsync();
        var id = (await delivery.Host.ColumnAsync("select wire_id as value from delivery_message"))[0];
        var report = Report(id!, "5.1.1", "smtp; 550 5.1.1 no such user");

        (await PostAsync(delivery, null, report)).ShouldBe(401);
        (await PostAsync(delivery, "wrong", report)).ShouldBe(401);
        (await PostAsync(delivery, "correct horse", "Subject: hello\r\n\r\nhello")).ShouldBe(422);
        (await PostAsync(delivery, "correct horse", report.Replace("Action: failed", "Action: delayed", StringComparison.Ordinal))).ShouldBe(422);
        (await delivery.MessagesAsync(notice)).ShouldBe(["email delivered"]);
        (await PostAsync(delivery, "correct horse", report)).ShouldBe(204);

        (await delivery.MessagesAsync(notice)).ShouldBe(["email returned"]);
    }

    [Theory]
    [InlineData("5.1.1", "smtp; 550 5.1.1 no such user", 1)]
    [InlineData("5.0.0", "smtp; 550 no such user", 1)]
    [InlineData("5.7.1", "smtp; 554 5.7.1 your reputation is bad", 0)]
    [InlineData("5.0.0", "smtp; 554 transaction failed", 0)]
    [InlineData("5.3.0", "x-unix; out of paper", 0)]
    public async Task A_notice_that_comes_back_goes_by_letter_and_only_an_address_where_nobody_is_is_blamed(string status, string diagnosis, int blamed)
    {
        await using var delivery = await DeliveryHost.StartAsync(
            server, settings: new Dictionary<string, string?> { ["Delivery:Bounces:Secret"] = "correct horse" });
        await delivery.ConsentAsync("makoto13@example.test");
        var notice = await delivery.IssueAsync(DeliveryHost.Official);
        await delivery.SendAsync();
        var id = (await delivery.Host.ColumnAsync("select wire_id as value from delivery_message"))[0];

        (await PostAsync(delivery, "correct horse", Report(id!, status, diagnosis))).ShouldBe(204);

        (await delivery.MessagesAsync(notice)).ShouldBe(["email returned", "letter created"]);
        (await delivery.Host.CountAsync("delivery_failed_address")).ShouldBe(blamed);
    }

    [Fact]
    public async Task At_night_a_message_waits_for_the_morning()
    {
        var evening = new ManualTime(new DateTimeOffset(2026, 11, 2, 23, 30, 0, TimeSpan.FromHours(9)));
        await using var delivery = await DeliveryHost.StartAsync(server, time: evening);
        await delivery.UseEmailAsync("makoto8@example.test");

        await delivery.IssueAsync(DeliveryHost.Plain);
        (await delivery.SendAsync()).ShouldBe(0);
        evening.Advance(TimeSpan.FromHours(8));
        (await delivery.SendAsync()).ShouldBe(0);
        evening.Advance(TimeSpan.FromMinutes(31));

        (await delivery.SendAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Who_unsubscribes_while_a_message_waits_does_not_get_it()
    {
        await using var delivery = await DeliveryHost.StartAsync(server);
        await delivery.UseEmailAsync("makoto9@example.test");
        var notice = await delivery.IssueAsync(DeliveryHost.Plain);
        var address = delivery.Host.Get<UnsubscribeTokens>().PathFor(delivery.Makoto, NoticeCategories.Application);
        using var mailProgram = delivery.Host.Visit();

        (await mailProgram.OpenAsync(address)).Says("申請の進み具合").ShouldBeTrue();
        (await delivery.Host.CountAsync("delivery_declined")).ShouldBe(0);
        ((int)(await mailProgram.PostAsync(address)).Status).ShouldBe(400);
        ((int)(await mailProgram.PostAsync(address + "x", ("List-Unsubscribe", "One-Click"))).Status).ShouldBe(404);
        (await PostInPiecesAsync(mailProgram, address, $"List-Unsubscribe=One-Click&x={new string('x', 5000)}")).ShouldBe(400);
        (await delivery.Host.CountAsync("delivery_declined")).ShouldBe(0);
        (await PostInPiecesAsync(mailProgram, address, "List-Unsubscribe=One-Click")).ShouldBe(200);
        (await delivery.SendAsync()).ShouldBe(0);

        (await delivery.MessagesAsync(notice)).ShouldBe(["email declined"]);
        (await delivery.MessagesAsync(await delivery.IssueAsync(DeliveryHost.Plain))).ShouldBeEmpty();
        (await delivery.MessagesAsync(await delivery.IssueAsync(DeliveryHost.Official))).ShouldBe(["letter created"]);
    }

    [Fact]
    public async Task No_address_and_no_name_is_logged()
    {
        await using var delivery = await DeliveryHost.StartAsync(server);
        await delivery.ConsentAsync(MailServer.Nobody);
        await delivery.IssueAsync(DeliveryHost.Official);
        await delivery.SendAsync();

        string.Join('\n', delivery.Host.Log).ShouldSatisfyAllConditions(
            log => log.ShouldNotContain("@example"), log => log.ShouldNotContain("佐藤"));
    }

    private static Task<HealthReport> HealthAsync(DeliveryHost delivery) =>
        delivery.Host.Get<HealthCheckService>().CheckHealthAsync(check => check.Name == "delivery");

    /// <summary>As a mail program may: without saying before how long the form is.</summary>
    private static async Task<int> PostInPiecesAsync(Visitor mailProgram, string address, string form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new StringContent(form, System.Text.Encoding.ASCII, "application/x-www-form-urlencoded");
        request.Headers.TransferEncodingChunked = true;
        using var response = await mailProgram.Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static string Report(string id, string status, string diagnosis) =>
        $"""
        From: MAILER-DAEMON@example.test
        To: bounces+{id}@city.test
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        sorry
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.test

        Final-Recipient: rfc822; makoto@example.test
        Action: failed
        Status: {status}
        Diagnostic-Code: {diagnosis}
        --b--

        """.ReplaceLineEndings("\r\n");

    private static async Task<int> PostAsync(DeliveryHost delivery, string? secret, string report)
    {
        using var server = delivery.Host.Visit();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/delivery/bounces") { Content = new StringContent(report) };
        if (secret is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {secret}");
        }

        using var response = await server.Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private async Task<MimeMessage> ArrivedAsync(string address) => (await ArrivedAsync(address, 1))[0];

    private async Task<IReadOnlyList<MimeMessage>> ArrivedAsync(string address, int mails)
    {
        await server.UntilDeliveredAsync(TimeSpan.FromSeconds(30));
        var arrived = server.Mails().Select(Parse).Where(mail => mail.To.Mailboxes.Any(to => to.Address == address)).ToList();
        arrived.Count.ShouldBe(mails);
        return arrived;
    }

    private static MimeMessage Parse(string text)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        return MimeMessage.Load(stream);
    }
}
