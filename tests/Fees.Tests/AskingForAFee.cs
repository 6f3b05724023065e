using System.Net;
using Madoguchi.Procedures;
using Madoguchi.Testing;

namespace Madoguchi.Fees.Tests;

public sealed class AskingForAFee
{
    private static readonly long[] UpAndDown = [600, 300, -600];

    [Fact]
    public async Task A_submission_that_costs_something_is_asked_for_it_once()
    {
        await using var city = await FeesHost.StartAsync();

        var fee = await city.SubmittedAsync();

        fee.Open.ShouldBe(600);
        fee.State.ShouldBe(FeeState.Unpaid);
        city.HeardAsking.ShouldHaveSingleItem().OpenYen.ShouldBe(600);
        using var payer = city.Payer(fee);
        var page = await payer.OpenAsync($"/my/fees/{fee.Reference}");
        page.Term("手数料").ShouldBe("600円");
        page.Term("状態").ShouldBe("まだ支払われていません");
        page.Term("支払いの時期").ShouldBe("お支払いを確認してから、お渡しします");
        page.Buttons.ShouldContain("600円を支払う");
    }

    [Fact]
    public async Task Who_is_exempt_pays_nothing_and_reads_why()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync(0, exemption: "pension-report");
        using var payer = city.Payer(fee);

        var page = await payer.OpenAsync($"/my/fees/{fee.Reference}");

        page.Term("状態").ShouldBe("支払いは必要ありません");
        page.Term("理由").ShouldBe("公的年金の現況届に使う写しは無料です。");
        page.Buttons.ShouldNotContain("0円を支払う");
        city.HeardAsking.ShouldHaveSingleItem().Yen.ShouldBe(0);
    }

    [Fact]
    public async Task What_the_answers_do_not_tell_is_set_by_the_head_with_a_reason()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync(yen: null);
        using var head = city.Host.SignIn(FeesHost.Nakamura);
        var address = $"/staff/fees/{fee.Reference}";

        var refused = await head.SubmitAsync(await head.OpenAsync(address), "この額に定める", ("yen", "いくらか"), ("reason", "別表による"));
        await head.SubmitAsync(refused, "この額に定める", ("yen", "４５０"), ("reason", "別表による"));

        fee.State.ShouldBe(FeeState.Unclear);
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Field("reason").Value.ShouldBe("別表による");
        (await city.FeeAsync(fee.Reference)).Open.ShouldBe(450);
    }

    [Fact]
    public async Task A_correction_asks_for_the_difference_or_makes_it_due_back()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync(600);

        await city.CorrectAsync(fee, 900);
        (await city.FeeAsync(fee.Reference)).Open.ShouldBe(900);
        await city.PayAsync(fee);
        await city.CorrectAsync(fee, 300);

        var corrected = await city.FeeAsync(fee.Reference);
        corrected.ToRefund.ShouldBe(600);
        corrected.State.ShouldBe(FeeState.RefundDue);
        (await city.EntriesAsync(fee)).Where(entry => entry.Kind == EntryKind.Asked).Select(entry => entry.Yen).ShouldBe(UpAndDown);
    }

    [Fact]
    public async Task A_correction_that_changes_nothing_tells_nothing()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync(600);

        await city.CorrectAsync(fee, 600);

        (await city.ToldAsync("FeeAsked")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Only_the_applicant_and_whoever_acts_for_them_see_it()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync(person: "sato-makoto");
        var (miho, yui) = (await city.PartyAsync("takahashi-miho"), await city.PartyAsync("sato-yui"));

        using var stranger = city.Host.SignIn(SignedIn.Resident(miho));
        using var helper = city.Host.SignIn(SignedIn.ActingFor(yui, fee.Subject));

        (await stranger.OpenAsync($"/my/fees/{fee.Reference}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await helper.OpenAsync($"/my/fees/{fee.Reference}")).Status.ShouldBe(HttpStatusCode.OK);
        (await city.Host.ColumnAsync("select actor as value from registry_access where party_id = @party", ("party", fee.Subject))).ShouldContain($"party:{yui}");
    }

    [Fact]
    public async Task What_is_paid_at_the_window_says_so()
    {
        await using var city = await FeesHost.StartAsync();
        var fee = await city.SubmittedAsync(due: FeeDue.AtCollection);
        using var payer = city.Payer(fee);

        var page = await payer.OpenAsync($"/my/fees/{fee.Reference}");

        page.Term("支払いの時期").ShouldBe("窓口で受け取るときにお支払いください");
        page.Headings.ShouldContain("窓口で支払うとき");
    }
}
