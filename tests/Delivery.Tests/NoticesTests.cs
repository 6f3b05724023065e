using System.Net;
using System.Text.RegularExpressions;
using Madoguchi.Kernel;
using Madoguchi.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace Madoguchi.Delivery.Tests;

/// <summary>What people choose, what staff sees, and what happens without a mail server.</summary>
public sealed partial class NoticesTests
{
    private static readonly string[] Applications = [NoticeCategories.Application];
    private static readonly SignedIn Nakamura = SignedIn.Staff("nakamura", Roles.Head, "中村 由美子");

    [Fact]
    public async Task Without_a_mail_server_notices_go_by_letter_messages_stay_on_the_site_and_health_says_so()
    {
        await using var delivery = await DeliveryHost.StartAsync();
        await delivery.ConsentAsync();

        var official = await delivery.IssueAsync(DeliveryHost.Official);
        var plain = await delivery.IssueAsync(DeliveryHost.Plain);

        (await delivery.MessagesAsync(official)).ShouldBe(["letter created"]);
        (await delivery.MessagesAsync(plain)).ShouldBeEmpty();
        using var makoto = delivery.Host.SignIn(delivery.Resident);
        var page = await makoto.OpenAsync("/my/notices");
        page.Says("このサイトだけでお知らせしました").ShouldBeTrue();
        (await makoto.OpenAsync(page.Link("受付のお知らせ"))).Says("児童手当 認定請求").ShouldBeTrue();
        var health = await delivery.Host.Get<HealthCheckService>().CheckHealthAsync(check => check.Name == "delivery");
        health.Status.ShouldBe(HealthStatus.Degraded);
    }

    [Fact]
    public async Task A_demonstration_shows_what_it_would_have_sent()
    {
        await using var delivery = await DemoAsync();

        var notice = await delivery.IssueAsync(DeliveryHost.Plain);
        await delivery.SendAsync();

        using var visitor = delivery.Host.Visit();
        var page = await visitor.OpenAsync("/demo/outbox");
        page.Says(DeliveryHost.MakotosMail).ShouldBeTrue();
        page.Says("児童手当 認定請求").ShouldBeTrue();
        (await delivery.MessagesAsync(notice)).ShouldBe(["email delivered"]);
    }

    [Fact]
    public async Task Outside_a_demonstration_there_is_no_such_page()
    {
        await using var delivery = await DeliveryHost.StartAsync();
        using var visitor = delivery.Host.Visit();

        (await visitor.OpenAsync("/demo/outbox")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Electronic_service_needs_consent_which_is_kept_with_its_moment_and_wording()
    {
        await using var delivery = await DemoAsync();
        using var makoto = delivery.Host.SignIn(delivery.Resident);
        var form = await makoto.OpenAsync("/my/notices/channel");

        var refused = await makoto.SubmitAsync(form, ("channel", "electronic"));
        var done = await makoto.SubmitAsync(refused, ("channel", "electronic"), ("consent", true));

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Errors.ShouldBe(["電子で受け取るには、同意が必要です"]);
        done.Path.ShouldBe("/my/notices");
        done.Says("に同意しました").ShouldBeTrue();
        (await delivery.Host.ColumnAsync("select consent_wording as value from delivery_preference where consented_at is not null")).ShouldBe([ChooseChannel.Wording]);
        (await delivery.MessagesAsync(await delivery.IssueAsync(DeliveryHost.Official))).ShouldBe(["email created"]);
        await makoto.SubmitAsync(await makoto.OpenAsync("/my/notices/channel"), ("channel", "post"));
        (await delivery.MessagesAsync(await delivery.IssueAsync(DeliveryHost.Official))).ShouldBe(["letter created"]);
    }

    [Fact]
    public async Task Who_signed_in_long_ago_proves_again_who_they_are()
    {
        await using var delivery = await DemoAsync();
        var longAgo = delivery.Host.Time.GetUtcNow().AddMinutes(-11).ToUnixTimeSeconds();
        using var makoto = delivery.Host.SignIn(delivery.Resident with { SignedInAt = longAgo });

        using var shown = await makoto.Http.GetAsync(new Uri("/my/notices/channel", UriKind.Relative));

        shown.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_is_switched_off_is_not_sent_and_can_be_switched_on_again()
    {
        await using var delivery = await DemoAsync();
        using var makoto = delivery.Host.SignIn(delivery.Resident);

        var off = await makoto.SubmitAsync(
            await makoto.OpenAsync("/my/notices/settings"), ("wanted", Array.Empty<string>()), ("from", "22:00"), ("until", "07:00"), ("language", "En"));
        var silent = await delivery.IssueAsync(DeliveryHost.Plain);
        await makoto.SubmitAsync(await makoto.OpenAsync("/my/notices/settings"), ("wanted", Applications));
        var told = await delivery.IssueAsync(DeliveryHost.Plain);

        off.Says("22:00から07:00まで").ShouldBeTrue();
        (await delivery.MessagesAsync(silent)).ShouldBeEmpty();
        (await delivery.MessagesAsync(told)).ShouldBe(["email created"]);
        (await delivery.Host.ColumnAsync("select subject as value from delivery_message")).ShouldHaveSingleItem()!.ShouldContain("Application received");
    }

    [Fact]
    public async Task A_new_address_is_used_once_the_link_sent_to_it_was_opened()
    {
        await using var delivery = await DemoAsync();
        using var makoto = delivery.Host.SignIn(delivery.Resident);
        var form = await makoto.OpenAsync("/my/notices/email");

        (await makoto.SubmitAsync(form, ("email", "no address"))).Errors.ShouldHaveSingleItem();
        var sent = await makoto.SubmitAsync(form, ("email", "ｍakoto@new.example"));
        sent.Path.ShouldBe("/my/notices");
        sent.Says("makoto@new.example").ShouldBeFalse();
        await delivery.SendAsync();
        var link = Link().Match((await delivery.Host.ColumnAsync("select content as value from delivery_recorded"))[0]!).Value;
        using var stranger = delivery.Host.SignIn(SignedIn.Resident(Guid.CreateVersion7()));
        (await stranger.OpenAsync(link)).Status.ShouldBe(HttpStatusCode.NotFound);
        var confirmed = await makoto.SubmitAsync(await makoto.OpenAsync(link));

        confirmed.Says("makoto@new.example").ShouldBeTrue();
        await delivery.IssueAsync(DeliveryHost.Plain);
        (await delivery.Host.ColumnAsync("select address as value from delivery_message where kind = 'application-received'")).ShouldBe(["makoto@new.example"]);
    }

    [Fact]
    public async Task Confirmations_cannot_fill_somebody_elses_mailbox()
    {
        await using var delivery = await DemoAsync();
        using var makoto = delivery.Host.SignIn(delivery.Resident);
        for (var i = 0; i < 5; i++)
        {
            await makoto.SubmitAsync(await makoto.OpenAsync("/my/notices/email"), ("email", "victim@other.example"));
        }

        var refused = await makoto.SubmitAsync(await makoto.OpenAsync("/my/notices/email"), ("email", "victim@other.example"));

        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        (await delivery.Host.CountAsync("delivery_message")).ShouldBe(5);
    }

    [Fact]
    public async Task Staff_sees_what_failed_without_names_and_has_it_sent_again_or_by_letter()
    {
        await using var delivery = await DemoAsync();
        await delivery.ConsentAsync();
        var notice = await delivery.IssueAsync(DeliveryHost.Official);
        await delivery.Host.ChangeAsync(unit => unit.Execute("update delivery_message set state = 'uncertain', due_at = null, code = 'reply-lost', attempt = 2, repeats = 1"));
        using var nakamura = delivery.Host.SignIn(Nakamura);

        var page = await nakamura.OpenAsync("/staff/delivery?state=uncertain");
        page.Says("返事がない").ShouldBeTrue();
        page.Says("佐藤").ShouldBeFalse();
        page.Html.ShouldNotContain("@example");
        var again = await nakamura.SubmitAsync(page, "もう一度送る");
        again.Says("もう一度送ります").ShouldBeTrue();
        (await nakamura.SubmitAsync(page, "手紙で送る")).Says("手紙を印刷待ちに入れました").ShouldBeTrue();
        (await nakamura.SubmitAsync(page, "手紙で送る")).Says("手紙を印刷待ちに入れました").ShouldBeTrue();
        await delivery.SendAsync();

        (await delivery.MessagesAsync(notice)).ShouldBe(["email delivered", "letter created"]);
        (await delivery.Host.ColumnAsync("select actor as value from delivery_step where code = 'by-staff'")).ShouldBe(["staff:nakamura"]);
    }

    [Theory]
    [InlineData(Roles.Clerk, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Auditor, HttpStatusCode.Forbidden)]
    [InlineData(Roles.Officer, HttpStatusCode.OK)]
    [InlineData(Roles.Head, HttpStatusCode.OK)]
    public async Task Heads_and_officers_watch_delivery(string role, HttpStatusCode expected)
    {
        await using var delivery = await DeliveryHost.StartAsync();
        using var somebody = delivery.Host.SignIn(SignedIn.Staff("somebody", role));

        (await somebody.OpenAsync("/staff/delivery")).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task A_notice_that_cannot_be_written_is_tried_again_and_seen_by_staff()
    {
        await using var delivery = await DeliveryHost.StartAsync();
        await delivery.IssueAsync("unknown-kind");
        var good = await delivery.IssueAsync(DeliveryHost.Official);
        using var nakamura = delivery.Host.SignIn(Nakamura);

        (await nakamura.OpenAsync("/staff/delivery")).Says("unknown-kind").ShouldBeTrue();
        (await delivery.MessagesAsync(good)).ShouldBe(["letter created"]);
    }

    [Fact]
    public async Task A_decision_for_a_guest_is_seen_by_staff_with_what_to_do_and_one_that_merely_lapsed_is_not()
    {
        await using var delivery = await DeliveryHost.StartAsync();
        using var nakamura = delivery.Host.SignIn(Nakamura);
        await delivery.IssueAsync(DeliveryHost.Official, delivery.Makoto, lapses: true);
        await delivery.IssueAsync(DeliveryHost.Plain, Guid.CreateVersion7(), lapses: true);
        var before = await nakamura.OpenAsync("/staff/delivery");

        var notice = await delivery.IssueAsync(DeliveryHost.Official, Guid.CreateVersion7(), lapses: true);
        var page = await nakamura.OpenAsync("/staff/delivery");
        delivery.Host.Time.Advance(TimeSpan.FromDays(93));

        before.Says("台帳にない人（ゲスト）").ShouldBeFalse();
        page.Says("台帳にない人（ゲスト）への通知書があります").ShouldBeTrue(page.Text);
        page.Says("1234-5678-9018").ShouldBeTrue();
        page.Says("窓口で渡すか、郵送してください").ShouldBeTrue();
        (await delivery.MessagesAsync(notice)).ShouldBeEmpty();
        (await nakamura.OpenAsync("/staff/delivery")).Says("台帳にない人（ゲスト）").ShouldBeFalse();
    }

    [Fact]
    public async Task A_notice_told_twice_is_served_once()
    {
        await using var delivery = await DeliveryHost.StartAsync();
        var notice = await delivery.IssueAsync(DeliveryHost.Official);
        var again = new NoticeIssued(Guid.CreateVersion7(), notice, DeliveryHost.Official, delivery.Makoto, null, delivery.Host.Time.GetUtcNow());
        await delivery.Host.PublishAsync(again);
        await delivery.Host.DrainOutboxAsync();
        await delivery.ServeAsync();

        (await delivery.MessagesAsync(notice)).ShouldBe(["letter created"]);
    }

    private static Task<DeliveryHost> DemoAsync() => DeliveryHost.StartAsync(services: services =>
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = Environments.Development, ContentRootPath = AppContext.BaseDirectory }));

    [GeneratedRegex("/my/notices/email/\\S+")]
    private static partial Regex Link();
}
