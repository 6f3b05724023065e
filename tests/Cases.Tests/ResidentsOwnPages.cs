using System.Net;
using Madoguchi.Intake.Contracts;
using Madoguchi.Testing;

namespace Madoguchi.Cases.Tests;

public sealed class ResidentsOwnPages
{
    [Fact]
    public async Task What_is_still_being_handled_is_known_to_who_would_apply_again()
    {
        await using var city = await CasesHost.StartAsync();
        var (mine, other) = (await city.PartyAsync("sato-makoto"), await city.PartyAsync("takahashi-miho"));
        var submission = await city.ReceiveAsync(mine);
        await city.ReceiveAsync(other);
        var cases = city.Host.Get<IOpenCases>();

        var open = await cases.ForAsync(mine, "child-allowance", CancellationToken.None);
        open.ShouldHaveSingleItem().Address.ShouldBe($"/my/cases/{submission.Reference}");
        (await cases.ForAsync(mine, "resident-record", CancellationToken.None)).ShouldBeEmpty();

        using var resident = city.Host.SignIn(SignedIn.Resident(mine));
        (await resident.OpenAsync(open[0].Address)).Status.ShouldBe(HttpStatusCode.OK);
        await resident.SubmitAsync(await resident.OpenAsync($"/my/cases/{submission.Reference}/withdraw"));
        (await cases.ForAsync(mine, "child-allowance", CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task My_page_is_empty_at_first_and_then_shows_drafts_and_cases()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        using var resident = city.Host.SignIn(SignedIn.Resident(party));

        var empty = await resident.OpenAsync("/my");
        var submission = await city.ReceiveAsync(party);
        city.Drafts.Open.Add(new(
            Guid.CreateVersion7(city.Host.Time.GetUtcNow()), "child-allowance", submission.DefinitionHash, party, city.Host.Time.GetUtcNow(),
            city.Host.Time.GetUtcNow(), new(2027, 1, 31), null, null));
        var full = await resident.OpenAsync("/my");

        empty.Text.ShouldContain("手続はまだありません");
        empty.Link("手続をさがす").ShouldBe("/procedures");
        full.Headings.ShouldBe(["マイページ", "途中の申請", "児童手当 認定請求", "審査中の申請", "児童手当 認定請求"]);
        full.Html.ShouldContain(city.Drafts.Open[0].Address);
    }

    [Fact]
    public async Task A_case_is_seen_by_its_subject_and_by_who_holds_a_mandate_and_does_not_exist_for_others()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var helper = await city.PartyAsync("sato-yui");
        var stranger = Guid.Parse("0193a1b2-0000-7000-8000-000000000099");
        var submission = await city.ReceiveAsync(party);
        var address = $"/my/cases/{submission.Reference}";

        (await city.Host.SignIn(SignedIn.Resident(party)).OpenAsync(address)).Status.ShouldBe(HttpStatusCode.OK);
        (await city.Host.SignIn(SignedIn.ActingFor(helper, party)).OpenAsync(address)).Status.ShouldBe(HttpStatusCode.OK);
        (await city.Host.SignIn(SignedIn.Resident(stranger)).OpenAsync(address)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await city.Host.SignIn(SignedIn.ActingFor(stranger, party)).OpenAsync(address)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await city.Host.SignIn(SignedIn.ActingFor(stranger, party)).OpenAsync("/my")).Text.ShouldContain("手続はまだありません");
        (await city.Host.SignIn(SignedIn.Resident(stranger)).OpenAsync($"{address}/withdraw")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await city.Host.SignIn(SignedIn.Resident(party)).OpenAsync("/my/cases/nonsense")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Until_its_case_is_opened_an_application_is_shown_as_received()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var submission = await city.ReceiveAsync(party, open: false);

        var page = await city.Host.SignIn(SignedIn.Resident(party)).OpenAsync($"/my/cases/{submission.Reference}");

        page.Heading.ShouldBe("受け付けました");
        (await city.Host.SignIn(SignedIn.Resident(Guid.Parse("0193a1b2-0000-7000-8000-000000000099")))
            .OpenAsync($"/my/cases/{submission.Reference}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_application_is_taken_back_before_it_is_decided()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var submission = await city.ReceiveAsync(party);
        using var resident = city.Host.SignIn(SignedIn.Resident(party));

        var form = await resident.OpenAsync($"/my/cases/{submission.Reference}/withdraw");
        var done = await resident.SubmitAsync(form, "取り下げる", ("reason", "引っ越すことになりました"));
        var again = await resident.SubmitAsync(form, "取り下げる");

        done.Path.ShouldBe($"/my/cases/{submission.Reference}");
        done.Term("状況").ShouldBe("取り下げました");
        again.Status.ShouldBe(HttpStatusCode.OK);
        (await city.CaseAsync(submission)).Status.ShouldBe(CaseStatus.Withdrawn);
        (await city.Host.ColumnAsync("select type as value from kernel_outbox where type like 'Case%'")).ShouldBe(["CaseWithdrawn.v1"]);
    }

    [Theory]
    [InlineData("ja", "審査しています")]
    [InlineData("easy", "調べています")]
    [InlineData("en", "Being examined")]
    public async Task The_status_is_told_in_three_ways(string language, string status)
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var submission = await city.ReceiveAsync(party);
        using var resident = city.Host.SignIn(SignedIn.Resident(party));
        resident.Http.DefaultRequestHeaders.Add("Cookie", $"lang={language}");

        var page = await resident.OpenAsync($"/my/cases/{submission.Reference}");

        page.Html.Replace("<rp>（</rp>", "", StringComparison.Ordinal).ShouldContain(language == "easy" ? "調" : status);
        page.Status.ShouldBe(HttpStatusCode.OK);
    }
}
