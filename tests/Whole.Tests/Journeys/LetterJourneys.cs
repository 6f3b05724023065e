namespace Madoguchi.Whole.Tests;

/// <summary>From a decision to a letter: its recipient reads it, and a stranger who is shown the paper proves it.</summary>
[Collection<AtTheCounter>]
public sealed class LetterJourneys(Chromium chromium, RealCity city) : BrowserTests(chromium)
{
    [Theory]
    [InlineData(Way.Pointer)]
    [InlineData(Way.WithoutScript)]
    public async Task A_decision_becomes_a_letter_that_its_recipient_reads_and_a_stranger_proves(Way way)
    {
        using var applicant = await city.VisitAsync("takahashi-miho");
        var reference = await applicant.ApplyAsync("child-allowance", Demo.MihosChildAllowance);
        await city.DrainAsync();
        await DecideAsync(reference);
        await city.DrainAsync();

        // The resident comes from the page of the case, reads the letter, and finds it in the list of all letters.
        var miho = await MeetAsync(city, "takahashi-miho", Device.Phone, way);
        await miho.OpenAsync($"/my/cases/{reference}");
        await miho.FollowAsync("通知書を読む");
        (await miho.HeadingAsync()).ShouldBe("認定決定通知書");
        (await miho.TextAsync()).ShouldContain("お子さんを監護し、生計を同じくしていることを確かめました。");
        (await miho.TextAsync()).ShouldContain("児童手当法 第4条第1項");
        var code = (await miho.TermAsync("確認コード")).ShouldNotBeNull();
        await miho.OpenAsync("/my");
        await miho.FollowAsync("市からの文書");
        (await miho.HasLinkAsync("認定決定通知書")).ShouldBeTrue();

        // A stranger scans the code: nothing is told until they ask, then what the paper must say, and never the name.
        var stranger = await MeetAsync(city, null, Device.Phone, way);
        await stranger.OpenAsync($"/check?code={code.Replace("-", "", StringComparison.Ordinal)}");
        (await stranger.ReadsAsync("認定決定通知書")).ShouldBeFalse();
        await stranger.PressAsync("確かめる");
        (await stranger.TextAsync()).ShouldContain("市が発行した文書です");
        (await stranger.TermAsync("文書の名前")).ShouldBe("認定決定通知書");
        (await stranger.TermAsync("決定")).ShouldBe("認定");
        (await stranger.ReadsAsync("高橋")).ShouldBeFalse();

        // The letter was changed after it was issued; then the code was mistyped; then there never was one.
        await stranger.FillAsync("number", "令和8年度 第99999号");
        await stranger.PressAsync("確かめる");
        (await stranger.TextAsync()).ShouldContain("内容が書き換えられています");
        await stranger.OpenAsync("/check");
        await stranger.FillAsync("code", (code[0] == 'A' ? 'B' : 'A') + code[1..]);
        await stranger.PressAsync("確かめる");
        (await stranger.ErrorsAsync()).ShouldHaveSingleItem().ShouldContain("打ち間違い");
        await stranger.FillAsync("code", "2222-2222-2222-2222");
        await stranger.PressAsync("確かめる");
        (await stranger.TextAsync()).ShouldContain("市が発行した文書ではありません");
    }

    private async Task DecideAsync(string reference)
    {
        using var clerk = await city.VisitAsync("tanaka/clerk");
        var preview = await clerk.SubmitAsync(
            await clerk.OpenAsync($"/staff/cases/{reference}/decision"),
            "通知を確かめる",
            ("outcome", "granted"), ("ground.granted", "eligible"), ("reason", "お子さんを監護し、生計を同じくしていることを確かめました。"));
        await clerk.SubmitAsync(preview, "この内容で決定する");
    }
}
