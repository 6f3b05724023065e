using System.Net;
using Madoguchi.Testing;

namespace Madoguchi.Registry.Tests.Parties;

/// <summary>Acting for somebody: invited by a code, accepted by whoever has it, ended at once.</summary>
public sealed class MandateTests
{
    private static readonly Guid Kenji = RegistryHost.Id("yoshida-kenji");
    private static readonly Guid Shokudo = RegistryHost.Id("akari-shokudo");
    private static readonly Guid Miho = RegistryHost.Id("takahashi-miho");
    private static readonly Guid Makoto = RegistryHost.Id("sato-makoto");

    [Fact]
    public async Task A_representative_invites_and_the_delegate_accepts_in_their_own_account()
    {
        await using var host = await CityAsync();
        using var kenji = host.SignIn(SignedIn.ActingFor(Kenji, Shokudo));
        using var miho = host.SignIn(SignedIn.Resident(Miho));
        var code = await InviteAsync(kenji, ("scope", "all"), ("months", "6"));

        var read = await miho.SubmitAsync(await miho.OpenAsync("/my/mandates/accept"), ("code", $" {code.ToLowerInvariant()}"));
        read.Heading.ShouldContain("の代わりに手続きをしますか");
        read.Term("関係").ShouldBe("総務担当");
        (await host.Get<IMandates>().MayActForAsync(Miho, Shokudo, "food-permit-succession", RegistryHost.Today, CancellationToken.None)).ShouldBeFalse();
        var accepted = await miho.SubmitAsync(read, "引き受ける");

        accepted.Path.ShouldBe("/my/mandates");
        (await host.Get<IMandates>().MayActForAsync(Miho, Shokudo, "food-permit-succession", RegistryHost.Today, CancellationToken.None)).ShouldBeTrue();
        (await host.Get<IMandates>().MayActForAsync(Miho, Shokudo, "food-permit-succession", RegistryHost.Today.AddMonths(6), CancellationToken.None))
            .ShouldBeFalse("the term is over");
        (await kenji.OpenAsync("/my/mandates")).Says("高橋 美穂").ShouldBeTrue();
    }

    [Fact]
    public async Task A_code_works_once_in_time_and_for_somebody_else()
    {
        await using var host = await CityAsync();
        using var makoto = host.SignIn(SignedIn.Resident(Makoto));
        using var miho = host.SignIn(SignedIn.Resident(Miho));
        using var kenji = host.SignIn(SignedIn.Resident(Kenji));
        var code = await InviteAsync(makoto, ("scope", "all"), ("months", "1"));

        var own = await makoto.SubmitAsync(await makoto.OpenAsync("/my/mandates/accept"), ("code", code));
        own.Status.ShouldBe(HttpStatusCode.Conflict);
        own.Errors.ShouldHaveSingleItem().ShouldStartWith("自分への招待は");

        // Two people read it; the first to say yes has it.
        var mihoReads = await miho.SubmitAsync(await miho.OpenAsync("/my/mandates/accept"), ("code", code));
        var kenjiReads = await kenji.SubmitAsync(await kenji.OpenAsync("/my/mandates/accept"), ("code", code));
        (await miho.SubmitAsync(mihoReads, "引き受ける")).Path.ShouldBe("/my/mandates");
        var late = await kenji.SubmitAsync(kenjiReads, "引き受ける");
        late.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);

        var mistyped = await kenji.SubmitAsync(await kenji.OpenAsync("/my/mandates/accept"), ("code", "2222-2222-2222"));
        mistyped.Errors.ShouldBe(late.Errors, "nobody learns whether a code was ever one");

        var second = await InviteAsync(makoto, ("scope", "all"), ("months", "1"));
        host.Time.Advance(TimeSpan.FromDays(MandateDesk.CodeDays));
        (await kenji.SubmitAsync(await kenji.OpenAsync("/my/mandates/accept"), ("code", second))).Errors.ShouldBe(late.Errors);
        (await host.ColumnAsync("select code_hash as value from registry_invitation")).ShouldNotContain(second.Replace("-", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_withdrawn_invitation_opens_nothing()
    {
        await using var host = await CityAsync();
        using var makoto = host.SignIn(SignedIn.Resident(Makoto));
        using var miho = host.SignIn(SignedIn.Resident(Miho));
        var (page, code) = await InvitedAsync(makoto, ("scope", "all"), ("months", "1"));
        var read = await miho.SubmitAsync(await miho.OpenAsync("/my/mandates/accept"), ("code", code));

        await makoto.SubmitAsync(page, "この招待を取り消す");

        (await miho.SubmitAsync(read, "引き受ける")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await host.CountAsync($"registry_mandate where holder_id = '{Miho}'")).ShouldBe(0);
    }

    [Fact]
    public async Task An_ended_mandate_ends_at_once_and_stays_readable()
    {
        await using var host = await CityAsync();
        var aya = RegistryHost.Id("nakajima-aya");
        host.Time.Advance(TimeSpan.FromDays(4));
        var day = RegistryHost.Today.AddDays(4);
        (await host.Get<IMandates>().MayActForAsync(aya, Shokudo, "food-permit-succession", day, CancellationToken.None)).ShouldBeTrue();
        using var delegated = host.SignIn(SignedIn.ActingFor(aya, Shokudo));
        (await delegated.OpenAsync("/my/facts")).Term("法人番号").ShouldStartWith("7999901000001");
        using var kenji = host.SignIn(SignedIn.ActingFor(Kenji, Shokudo));

        var ended = await kenji.SubmitAsync(await kenji.OpenAsync("/my/mandates"), "終わりにする");

        ended.Path.ShouldBe("/my/mandates");
        ended.Says("中島 彩").ShouldBeTrue("it is listed among those that ended");
        (await host.Get<IMandates>().MayActForAsync(aya, Shokudo, "food-permit-succession", day, CancellationToken.None)).ShouldBeFalse();
        (await delegated.OpenAsync("/my/facts")).Says("7999901000001").ShouldBeFalse("the session still says the organisation, the register does not");
    }

    [Fact]
    public async Task A_delegate_neither_invites_nor_ends_for_the_organisation()
    {
        await using var host = await CityAsync();
        host.Time.Advance(TimeSpan.FromDays(4));
        using var aya = host.SignIn(SignedIn.ActingFor(RegistryHost.Id("nakajima-aya"), Shokudo));
        using var stranger = host.SignIn(SignedIn.Resident(Miho));
        var mandate = (await host.Get<IMandates>().ForHolderAsync(RegistryHost.Id("nakajima-aya"), RegistryHost.Today.AddDays(4), CancellationToken.None))
            .ShouldHaveSingleItem();

        (await aya.OpenAsync("/my/mandates/invite")).Status.ShouldBe(HttpStatusCode.Forbidden);
        var form = await stranger.OpenAsync("/my/mandates/accept");
        var token = form.Main.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        (await stranger.PostAsync($"/my/mandates/{mandate.Id}/end", ("__RequestVerificationToken", token))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await host.CountAsync("registry_mandate where ended_at is not null")).ShouldBe(0);
    }

    [Fact]
    public async Task An_invitation_says_what_for_whom_and_how_long()
    {
        await using var host = await CityAsync();
        using var makoto = host.SignIn(SignedIn.Resident(Makoto));

        var form = await makoto.OpenAsync("/my/mandates/invite");
        var nobody = await makoto.SubmitAsync(form, ("scope", "all"), ("months", "12"));
        nobody.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        nobody.Errors.ShouldBe(["関係を100文字以内で入力してください"]);
        var nothing = await makoto.SubmitAsync(nobody, ("basis", "長女"), ("scope", "some"));
        nothing.Errors.ShouldBe(["頼む手続きを選んでください"]);
        nothing.Field("basis").Value.ShouldBe("長女");
    }

    private static Task<ModuleHost> CityAsync() => RegistryHost.WithDemoCityAsync();

    private static async Task<string> InviteAsync(Visitor visitor, params (string, object?)[] values) => (await InvitedAsync(visitor, values)).Code;

    private static async Task<(PageView Page, string Code)> InvitedAsync(Visitor visitor, params (string, object?)[] values)
    {
        var page = await visitor.SubmitAsync(await visitor.OpenAsync("/my/mandates/invite"), [("basis", "総務担当"), .. values]);
        page.Status.ShouldBe(HttpStatusCode.OK, page.Text);
        return (page, page.Main.QuerySelector(".mg-reference")!.TextContent);
    }
}
