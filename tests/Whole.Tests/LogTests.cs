namespace Madoguchi.Whole.Tests;

/// <summary>Logs name events and ids, never people; and no address tells who somebody is.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task A_whole_case_leaves_nobodys_name_in_the_log()
    {
        await using var host = new WholeHost();
        await host.InitializeAsync();
        using var miho = await host.VisitAsync(Demo.Miho);
        using var tanaka = await host.VisitAsync("tanaka/clerk");

        // Typed, contested, refused, uploaded, searched for, decided, and broken.
        await miho.ApplyAsync("resident-record", Demo.ResidentRecord);
        var page = await miho.BeginAsync("child-allowance");
        page = await miho.SubmitAsync(page);
        await miho.SubmitAsync(page, ("answer", "高橋 美穂"));
        var reference = await miho.ApplyAsync("child-allowance", Demo.MihosChildAllowance);
        await host.DrainAsync();
        await tanaka.SubmitAsync(await tanaka.OpenAsync("/staff/cases"), ("q", "高橋 美穂"));
        await tanaka.OpenAsync("/staff/cases?page=99999999999999999999");
        var form = await tanaka.OpenAsync($"/staff/cases/{reference}/decision");
        var preview = await tanaka.SubmitAsync(
            form, "preview", ("outcome", "granted"), ("ground.granted", "eligible"), ("reason", "高橋 美穂さんの請求を認めます。"));
        (await tanaka.SubmitAsync(preview, "confirm")).Says("決定（認める）").ShouldBeTrue();
        await host.DrainAsync();
        await miho.OpenAsync($"/my/cases/{reference}");
        await host.StopAsync();

        host.Log.ShouldNotBeEmpty();
        host.Log.SelectMany(line => PersonalWords.In(line).Select(word => $"{word}: {line}")).ShouldBeEmpty();
    }

    [Fact]
    public void The_words_looked_for_are_those_of_the_demo_city()
    {
        PersonalWords.In("高橋美穂").ShouldNotBeEmpty();
        PersonalWords.In("タカハシ ミホ").ShouldNotBeEmpty();
        PersonalWords.In("090-0000-0201").ShouldNotBeEmpty();
        PersonalWords.In("0000201").ShouldNotBeEmpty();
        PersonalWords.In("5番2号").ShouldNotBeEmpty();
    }
}
