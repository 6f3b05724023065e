using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Madoguchi.Kernel;
using Madoguchi.Testing;

namespace Madoguchi.Fees.Tests;

/// <summary>The acts of staff on a fee by the API: the same as the pages', asked for in JSON.</summary>
public sealed class FeesByApi
{
    private static readonly SignedIn Till = SignedIn.Client("till", Scopes.All);
    private static readonly SignedIn Npo = SignedIn.Client("npo", Scopes.All, ClientReach.Own);

    [Fact]
    public async Task A_payment_by_the_page_and_one_by_the_api_leave_the_same_ledger()
    {
        await using var city = await FeesHost.StartAsync();
        var (byPage, byApi) = (await city.SubmittedAsync(), await city.SubmittedAsync());
        using var clerk = city.Host.SignIn(FeesHost.Tanaka);
        using var till = city.Host.SignIn(Till);
        var address = $"/fees/{byApi.SubmissionId}/payments";
        var cash = new { way = "window", receipt = "第12号" };

        await clerk.SubmitAsync(await clerk.OpenAsync($"/staff/fees/{byPage.Reference}"), "納付を記録する", ("way", "window"), ("receipt", "第12号"));
        using var read = await till.Http.GetAsync(To($"/fees/{byApi.SubmissionId}"));
        using var blind = await SendAsync(till, HttpMethod.Post, address, cash, null);
        using var paid = await SendAsync(till, HttpMethod.Post, address, cash, read.Headers.ETag!.Tag, "p-1");
        using var repeated = await SendAsync(till, HttpMethod.Post, address, cash, read.Headers.ETag!.Tag, "p-1");
        using var other = await SendAsync(till, HttpMethod.Post, address, new { way = "slip", receipt = "納 7" }, paid.Headers.ETag!.Tag, "p-1");
        using var stale = await SendAsync(till, HttpMethod.Post, address, cash, read.Headers.ETag!.Tag);
        using var twice = await SendAsync(till, HttpMethod.Post, address, cash, paid.Headers.ETag!.Tag);

        ((int)blind.StatusCode, paid.StatusCode, repeated.StatusCode).ShouldBe((428, HttpStatusCode.OK, HttpStatusCode.OK));
        repeated.Headers.ETag!.Tag.ShouldBe(paid.Headers.ETag!.Tag);
        (await TypeOf(other)).ShouldBe("urn:madoguchi:problem:idempotency-key-reused");
        (await TypeOf(stale)).ShouldBe("urn:madoguchi:problem:version-changed");
        (await TypeOf(twice)).ShouldBe("urn:madoguchi:problem:nothing-to-pay");
        (await LedgerAsync(city, byApi)).ShouldBe(await LedgerAsync(city, byPage));
        (await city.ToldAsync("FeePaid")).Count.ShouldBe(2);
        var now = JsonNode.Parse(await till.Http.GetStringAsync(To($"/fees/{byApi.SubmissionId}")))!;
        (now["state"]!.GetValue<string>(), now["paidYen"]!.GetValue<long>(), now["openYen"]!.GetValue<long>()).ShouldBe((FeeState.Paid, 600, 0));
        now["entries"]!.AsArray()[^1]!["by"]!.GetValue<string>().ShouldBe("client:till");
        (await city.Host.ColumnAsync("select what as value from registry_access where actor = 'client:till'")).ShouldAllBe(what => what == "fee");
    }

    [Fact]
    public async Task A_fee_is_waived_set_and_paid_back()
    {
        await using var city = await FeesHost.StartAsync();
        var (waived, unclear, paid) = (await city.SubmittedAsync(), await city.SubmittedAsync(null), await city.SubmittedAsync());
        await city.PayAsync(paid);
        await city.ReleaseAsync(paid, FeeReasons.Withdrawn);
        paid = await city.FeeAsync(paid.Reference);
        using var till = city.Host.SignIn(Till);

        using var waiver = await SendAsync(till, HttpMethod.Post, $"/fees/{waived.SubmissionId}/waiver", new { reason = "条例第6条" }, Tag(waived));
        using var amount = await SendAsync(till, HttpMethod.Put, $"/fees/{unclear.SubmissionId}/amount", new { yen = 300, reason = "条例別表" }, Tag(unclear));
        using var hand = await SendAsync(till, HttpMethod.Post, $"/fees/{paid.SubmissionId}/refunds", new { way = "transfer", receipt = "振込 1" }, Tag(paid));
        using var online = await SendAsync(till, HttpMethod.Post, $"/fees/{paid.SubmissionId}/refunds", new { way = "online" }, Tag(paid));
        await city.ReconcileAsync();

        (waiver.StatusCode, amount.StatusCode, online.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK));
        (await TypeOf(hand)).ShouldBe("urn:madoguchi:problem:nothing-to-refund", "the agency can pay back all of it");
        (await city.FeeAsync(waived.Reference)).State.ShouldBe(FeeState.Free);
        (await city.FeeAsync(unclear.Reference)).ToPay.ShouldBe(300);
        (await city.FeeAsync(paid.Reference)).State.ShouldBe(FeeState.Refunded);
    }

    [Fact]
    public async Task Each_act_has_its_scope_and_others_systems_find_nothing()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync();
        using var npo = city.Host.SignIn(Npo);
        using var clerkLike = city.Host.SignIn(SignedIn.Client("clerk-like", [Scopes.FeesRead, Scopes.FeesWrite]));
        using var clerk = city.Host.SignIn(FeesHost.Tanaka);
        var address = $"/fees/{fee.SubmissionId}";

        using var hidden = await npo.Http.GetAsync(To(address));
        using var waiver = await SendAsync(clerkLike, HttpMethod.Post, $"{address}/waiver", new { reason = "条例第6条" }, Tag(fee));
        using var empty = await SendAsync(clerkLike, HttpMethod.Post, $"{address}/payments", new { }, Tag(fee));
        using var page = await clerk.Http.GetAsync(To(address));

        hidden.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        waiver.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        empty.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        page.IsSuccessStatusCode.ShouldBeFalse();
        (await city.FeeAsync(fee.Reference)).State.ShouldBe(FeeState.Unpaid);
    }

    private static string Tag(Fee fee) => $"\"{fee.Version}\"";

    private static async Task<string> LedgerAsync(FeesHost city, Fee fee) => string.Join(
        '\n', (await city.EntriesAsync(fee)).Select(entry => $"{entry.Number} {entry.Kind} {entry.Yen} {entry.Way} {entry.Receipt}"));

    private static Uri To(string path) => new($"{ApiRoutes.Prefix}{path}", UriKind.Relative);

    private static async Task<HttpResponseMessage> SendAsync(
        Visitor client, HttpMethod method, string path, object body, string? ifMatch, string? key = null)
    {
        using var request = new HttpRequestMessage(method, To(path)) { Content = JsonContent.Create(body) };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (key is not null)
        {
            request.Headers.Add(IdempotencyKeys.Header, key);
        }

        return await client.Http.SendAsync(request);
    }

    private static async Task<string> TypeOf(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!["type"]!.GetValue<string>();
}
