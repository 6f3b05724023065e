using Madoguchi.Kernel;

namespace Madoguchi.Whole.Tests;

/// <summary>From the queue to the notice, and the resident on the other side.</summary>
[Collection<AtTheCounter>]
public sealed class ClerkJourneys(Chromium chromium, RealCity city) : BrowserTests(chromium)
{
    private const string Tanaka = "tanaka/clerk";

    [Theory]
    [InlineData("desktop", Way.Pointer)]
    [InlineData("phone", Way.WithoutScript)]
    [InlineData("desktop", Way.Keyboard)]
    public async Task A_clerk_asks_back_two_answers_and_grants(string on, Way way)
    {
        var reference = await SubmittedAsync("takahashi-miho", "child-allowance", Demo.MihosChildAllowance);
        var tanaka = await MeetAsync(city, Tanaka, On(on), way);

        // Found by the reading of the name, by the number as it is read out, and by a word.
        foreach (var words in new[] { "たかはし", "ﾀｶﾊｼ", ReferenceNumber.Show(reference), "児童手当" })
        {
            await tanaka.OpenAsync("/staff/cases");
            await tanaka.FillAsync("q", words);
            await tanaka.PressAsync("探す");
            (await tanaka.HasCaseAsync(reference)).ShouldBeTrue($"not found by {words}: {await tanaka.TextAsync()}");
        }

        // Sees who said what; takes it; asks back two answers in the resident's words.
        await tanaka.OpenAsync($"/staff/cases/{reference}");
        (await tanaka.TermAsync("申請した人")).ShouldNotBeNull().ShouldContain("高橋 美穂");
        await tanaka.PressAsync("自分が担当する");
        await tanaka.PressAsync("補正を求める");
        await tanaka.ChooseAsync("ask", "reason");
        await tanaka.FillAsync("message.reason", "理由をもう一度お選びください。");
        await tanaka.ChooseAsync("ask", "reason-date");
        await tanaka.FillAsync("message.reason-date", "転出した日をお書きください。");
        await tanaka.PressAsync("補正を求める");
        (await tanaka.TextAsync()).ShouldContain("補正待ち");
        await city.DrainAsync();

        // The resident is told, answers only these two, and the clock goes on.
        var miho = await MeetAsync(city, "takahashi-miho", Device.Phone);
        await miho.OpenAsync($"/my/cases/{reference}");
        (await miho.TextAsync()).ShouldContain("転出した日をお書きください。");
        await miho.PressAsync("直して送る");
        Applying.StepOf(miho.Path).ShouldBe("reason");
        await miho.AnswerAsync("birth");
        Applying.StepOf(miho.Path).ShouldBe("reason-date");
        await miho.AnswerAsync(new Reply.Dated("ad", "2026", "10", "30"));
        await miho.TickAsync("declared");
        await miho.PressAsync("直した内容を送る");
        (await miho.HeadingAsync()).ShouldBe("直した内容を受け付けました");
        await city.DrainAsync();

        // Decides with reason and legal basis, after having seen the notice as it will arrive.
        await tanaka.OpenAsync($"/staff/cases/{reference}");
        (await tanaka.TextAsync()).ShouldContain("審査中");
        (await tanaka.TextAsync()).ShouldContain("補正の前");
        await tanaka.PressAsync("決定する");
        await tanaka.ChooseAsync("outcome", "granted");
        await tanaka.ChooseAsync("ground.granted", "eligible");
        await tanaka.FillAsync("reason", "お子さんを監護し、生計を同じくしていることを確かめました。");
        await tanaka.PressAsync("通知を確かめる");
        (await tanaka.TextAsync()).ShouldContain("まだ決定していません");
        await tanaka.PressAsync("この内容で決定する");
        (await tanaka.TextAsync()).ShouldContain("決定（認める）");
        await city.DrainAsync();

        await miho.OpenAsync($"/my/cases/{reference}");
        (await miho.TextAsync()).ShouldContain("お子さんを監護し、生計を同じくしていることを確かめました。");
        (await miho.TextAsync()).ShouldContain("児童手当法 第4条第1項");
    }

    [Fact]
    public async Task A_refusal_tells_how_to_object_and_two_clerks_never_overwrite_each_other()
    {
        var reference = await SubmittedAsync("takahashi-miho", "child-allowance", Demo.MihosChildAllowance);
        var tanaka = await MeetAsync(city, Tanaka, Device.Desktop);
        var kobayashi = await MeetAsync(city, "kobayashi/clerk", Device.Desktop);
        await tanaka.OpenAsync($"/staff/cases/{reference}/decision");
        await kobayashi.OpenAsync($"/staff/cases/{reference}/decision");

        await RefuseAsync(tanaka);
        (await tanaka.TextAsync()).ShouldContain("決定");

        // The colleague's page is old: nothing is overwritten, what was typed is still there.
        await kobayashi.ChooseAsync("outcome", "granted");
        await kobayashi.ChooseAsync("ground.granted", "eligible");
        await kobayashi.FillAsync("reason", "認めてよいと考えます。");
        await kobayashi.PressAsync("通知を確かめる");
        (await kobayashi.TextAsync()).ShouldContain("決定");
        (await city.Host.Database.QueryAsync(
            "select outcome from cases_case where reference = @reference", row => row.TextOrNull("outcome"), CancellationToken.None, ("reference", reference)))
            .ShouldBe(["refused"]);

        var miho = await MeetAsync(city, "takahashi-miho", Device.Phone);
        await miho.OpenAsync($"/my/cases/{reference}");
        (await miho.TextAsync()).ShouldContain("3か月以内に、みやのわ市長に審査請求ができます");
        (await miho.TextAsync()).ShouldContain("6か月以内に");
    }

    [Fact]
    public async Task A_helper_acts_within_the_mandate_and_is_seen_as_who_typed()
    {
        var yui = await MeetAsync(city, "sato-yui/sato-makoto", Device.Phone);
        await yui.OpenAsync("/procedures/resident-record");
        await yui.PressAsync("この手続を始める");
        (await yui.Page.TextContentAsync(".mg-acting")).ShouldNotBeNull().ShouldContain("佐藤 誠");
        await yui.PressMainAsync();
        await yui.AnswerAllAsync(Demo.ResidentRecord);

        // 300 yen a copy, two copies.
        (await yui.TextAsync()).ShouldContain("600円");
        await yui.TickAsync("declared");
        await yui.PressAsync("申請する");
        await yui.FollowAsync("状況を見る");
        var reference = Applying.Reference().Match(yui.Path).Value;
        await city.DrainAsync();

        var kobayashi = await MeetAsync(city, "kobayashi/clerk", Device.Desktop);
        await kobayashi.OpenAsync($"/staff/cases/{reference}");
        (await kobayashi.TermAsync("対象者")).ShouldNotBeNull().ShouldContain("佐藤 誠");
        (await kobayashi.TermAsync("申請した人")).ShouldNotBeNull().ShouldContain("佐藤 結衣");

        // Outside the mandate nothing begins.
        var ono = await MeetAsync(city, "ono-ken/suzuki-tomi", Device.Phone);
        await ono.OpenAsync("/apply/start/child-allowance");
        (await ono.HeadingAsync()).ShouldBe("この手続を代わりに行うことはできません");
    }

    [Fact]
    public async Task Head_auditor_and_officer_see_what_is_theirs()
    {
        var reference = await SubmittedAsync("takahashi-miho", "resident-record", Demo.ResidentRecord);

        var head = await MeetAsync(city, "nakamura/head", Device.Desktop);
        await head.OpenAsync($"/staff/cases/{reference}");
        await head.SelectAsync("assignee", "kobayashi");
        await head.PressAsync("渡す");
        (await head.TermAsync("担当")).ShouldNotBeNull().ShouldContain("小林 大輔");

        var auditor = await MeetAsync(city, "kato/auditor", Device.Desktop);
        await auditor.OpenAsync("/staff/audit");
        await auditor.SelectAsync("actor", "staff:nakamura");
        await auditor.PressAsync("探す");
        (await auditor.TextAsync()).ShouldContain("担当を決めた");
        await auditor.SelectAsync("actor", "");
        await auditor.SelectAsync("trail", "looks");
        await auditor.PressAsync("探す");
        (await auditor.TextAsync()).ShouldContain("高橋 美穂");
        await auditor.OpenAsync($"/staff/cases/{reference}");
        (await auditor.HasButtonAsync("決定する")).ShouldBeFalse();

        // The resident sees who looked.
        var miho = await MeetAsync(city, "takahashi-miho", Device.Phone);
        await miho.OpenAsync("/my/facts");
        await miho.OpenAsync("/my/access");
        await miho.OpenAsync("/my");
        await miho.OpenAsync($"/my/cases/{reference}/withdraw");
        await miho.PressAsync("取り下げる");
        (await miho.TextAsync()).ShouldContain("取り下げました");
    }

    private static async Task RefuseAsync(Person clerk)
    {
        await clerk.ChooseAsync("outcome", "refused");
        await clerk.ChooseAsync("ground.refused", "no-custody");
        await clerk.FillAsync("reason", "お子さんを監護していることを確かめられませんでした。");
        await clerk.PressAsync("通知を確かめる");
        await clerk.PressAsync("この内容で決定する");
    }

    private async Task<string> SubmittedAsync(string person, string procedure, Replies replies)
    {
        using var visitor = await city.VisitAsync(person);
        var reference = await visitor.ApplyAsync(procedure, replies);
        await city.DrainAsync();
        return reference;
    }

    private static Device On(string name) => name == Device.Phone.Name ? Device.Phone : Device.Desktop;
}
