using System.Net;
using System.Text.RegularExpressions;
using Madoguchi.Kernel;
using Madoguchi.Testing;

namespace Madoguchi.Identity.Tests;

/// <summary>An officer registers a system, hands over its secret once, and takes everything away again.</summary>
public sealed partial class ManagingClients
{
    private static readonly string[] Chosen = [Scopes.CasesRead, Scopes.ExportsRead];

    [Fact]
    public async Task An_officer_registers_a_system_and_its_secret_is_shown_once()
    {
        await using var host = await ClientsHost.StartAsync();
        using var ito = host.SignIn(ClientsHost.Ito);
        var empty = await ito.OpenAsync("/staff/clients");

        var made = await ito.SubmitAsync(
            await ito.OpenAsync("/staff/clients/new"),
            ("コード", "tax-core"), ("システムの名前", "税基幹システム"), ("組織", "みやのわ市 税務課"), ("利用目的", "市税の計算のため"), ("連絡先", "内線 2345"),
            ("扱える申請", "all"), ("このシステムから届く申請の経路", "window"), ("許す操作", Chosen));
        var shown = await ito.SubmitAsync(made, "秘密鍵を作る");
        var again = await ito.OpenAsync("/staff/clients/tax-core");
        var secret = Secret().Match(shown.Text).Value;

        empty.Text.ShouldContain("登録された連携システムはありません");
        made.Heading.ShouldBe("税基幹システム");
        shown.Text.ShouldContain("いま控えてください");
        (await host.AskAsync("tax-core", secret)).Status.ShouldBe(200);
        again.Html.ShouldNotContain(secret);
        (await ito.OpenAsync("/staff/clients")).Text.ShouldContain("市税の計算のため");
        (await host.ColumnAsync("select hash as value from identity_client_secret")).ShouldHaveSingleItem().ShouldBe(ClientDesk.HashOf(secret));
    }

    [Fact]
    public async Task What_is_missing_is_said_at_its_field_and_nothing_typed_is_lost()
    {
        await using var host = await ClientsHost.StartAsync();
        using var ito = host.SignIn(ClientsHost.Ito);

        var refused = await ito.SubmitAsync(await ito.OpenAsync("/staff/clients/new"), ("コード", "Tax Core"), ("システムの名前", "税基幹システム"));

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Errors.ShouldContain("利用目的を、200字までで書いてください。");
        refused.Errors.ShouldContain(error => error.StartsWith("コードは", StringComparison.Ordinal));
        refused.Field("システムの名前").Value.ShouldBe("税基幹システム");
        (await host.CountAsync("identity_client")).ShouldBe(0);
    }

    [Fact]
    public async Task Two_secrets_hold_at_a_time_so_that_a_system_changes_over_without_a_gap()
    {
        await using var host = await ClientsHost.StartAsync();
        using var ito = host.SignIn(ClientsHost.Ito);
        var first = await host.RegisterAsync();
        host.Time.Advance(TimeSpan.FromDays(90));
        var page = await ito.SubmitAsync(await ito.OpenAsync("/staff/clients/welfare-core"), "秘密鍵を作る");
        var second = Secret().Match(page.Text).Value;

        (await host.AskAsync("welfare-core", first)).Status.ShouldBe(200);
        (await host.AskAsync("welfare-core", second)).Status.ShouldBe(200);
        var third = await host.Get<ClientDesk>().AddSecretAsync("welfare-core", Guid.NewGuid(), ClientsHost.Ito.Actor, CancellationToken.None);
        await ito.SubmitAsync(await ito.OpenAsync("/staff/clients/welfare-core"), "終わらせる");

        third.Refusal.ShouldBeOfType<TooManySecrets>();
        (await host.AskAsync("welfare-core", first)).Status.ShouldBe(401);
        (await host.AskAsync("welfare-core", second)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_ended_system_gets_nothing_and_its_record_stays()
    {
        await using var host = await ClientsHost.StartAsync();
        using var ito = host.SignIn(ClientsHost.Ito);
        var secret = await host.RegisterAsync();

        var ended = await ito.SubmitAsync(await ito.OpenAsync("/staff/clients/welfare-core"), "利用を終わらせる");

        ended.Text.ShouldContain("このシステムは終了しています");
        (await host.AskAsync("welfare-core", secret)).Status.ShouldBe(401);
        (await host.Get<IApiClients>().FindAsync("client:welfare-core", CancellationToken.None))!.IsEnded.ShouldBeTrue();
        (await host.Get<ClientDesk>().AddSecretAsync("welfare-core", Guid.NewGuid(), ClientsHost.Ito.Actor, CancellationToken.None))
            .Refusal.ShouldBeOfType<ClientEnded>();
    }

    [Fact]
    public async Task A_change_made_on_an_old_page_is_refused()
    {
        await using var host = await ClientsHost.StartAsync();
        using var ito = host.SignIn(ClientsHost.Ito);
        await host.RegisterAsync();
        var old = await ito.OpenAsync("/staff/clients/welfare-core/change");
        await ito.SubmitAsync(await ito.OpenAsync("/staff/clients/welfare-core/change"), ("利用目的", "別の目的のため"));

        var refused = await ito.SubmitAsync(old, ("利用目的", "また別の目的のため"));

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await host.ColumnAsync("select purpose as value from identity_client")).ShouldBe(["別の目的のため"]);
    }

    [Theory]
    [InlineData(Roles.Clerk)]
    [InlineData(Roles.Head)]
    [InlineData(Roles.Auditor)]
    public async Task Nobody_else_registers_systems(string role)
    {
        await using var host = await ClientsHost.StartAsync();
        using var somebody = host.SignIn(SignedIn.Staff("somebody", role));

        (await somebody.OpenAsync("/staff/clients")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [GeneratedRegex("[A-Za-z0-9_-]{43}")]
    private static partial Regex Secret();
}
