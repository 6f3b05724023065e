using System.Net;
using System.Net.Sockets;
using System.Text;
using Madoguchi.Intake.Contracts;
using Madoguchi.Testing;

namespace Madoguchi.Intake.Tests;

/// <summary>Two tabs, strangers, lost sessions, files that are not what they say.</summary>
public sealed class SafetyTests
{
    [Fact]
    public async Task Two_tabs_that_answer_different_questions_are_both_saved()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var page = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance(), "reason-date");
        var draft = Counter.DraftOf(page);
        var oneTab = await visitor.OpenAsync($"/apply/{draft}/higher-earner");
        var otherTab = await visitor.OpenAsync($"/apply/{draft}/reason");

        await visitor.SubmitAsync(oneTab, ("answer", "same"));
        await visitor.SubmitAsync(otherTab, ("answer", "move-in"));

        (await visitor.OpenAsync($"/apply/{draft}/higher-earner")).Field("answer").Value.ShouldBe("same");
        (await visitor.OpenAsync($"/apply/{draft}/reason")).Field("answer").Value.ShouldBe("move-in");
    }

    [Fact]
    public async Task Two_tabs_that_answer_the_same_question_differently_are_asked()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var page = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance(), "reason-date");
        var address = $"/apply/{Counter.DraftOf(page)}/reason";
        var oneTab = await visitor.OpenAsync(address);
        var otherTab = await visitor.OpenAsync(address);
        await visitor.SubmitAsync(oneTab, ("answer", "move-in"));

        var asked = await visitor.SubmitAsync(otherTab, ("answer", "other"));
        asked.Status.ShouldBe(HttpStatusCode.Conflict);
        asked.Says("みやのわ市に引っ越してきた").ShouldBeTrue(asked.Text);
        asked.Field("answer").Value.ShouldBe("other");
        (await visitor.OpenAsync(address)).Field("answer").Value.ShouldBe("move-in");
        await visitor.SubmitAsync(asked);

        (await visitor.OpenAsync(address)).Field("answer").Value.ShouldBe("other");
    }

    [Fact]
    public async Task Many_saves_at_once_lose_nothing()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var page = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance(), "reason-date");
        var draft = Counter.DraftOf(page);
        var tabs = new[]
        {
            (Page: await visitor.OpenAsync($"/apply/{draft}/higher-earner"), Value: "same"),
            (Page: await visitor.OpenAsync($"/apply/{draft}/reason"), Value: "move-in"),
        };

        await Task.WhenAll(tabs.Select(tab => visitor.SubmitAsync(tab.Page, ("answer", tab.Value))));

        foreach (var (saved, value) in tabs)
        {
            (await visitor.OpenAsync(saved.Path)).Field("answer").Value.ShouldBe(value);
        }
    }

    [Fact]
    public async Task Another_persons_draft_does_not_exist()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        using var stranger = await counter.SignInAsync("nguyen-lan");
        var question = await Counter.StartAsync(visitor, "child-allowance");
        var draft = Counter.DraftOf(question);

        foreach (var part in new[] { "", "/higher-earner", "/check", "/receipt", "/erase", "/end" })
        {
            (await stranger.OpenAsync($"/apply/{draft}{part}")).Status.ShouldBe(HttpStatusCode.NotFound, part);
        }

        (await stranger.PostAsync($"/apply/{draft}/higher-earner", ("answer", "same"))).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_helper_goes_on_with_the_draft_and_the_look_is_recorded()
    {
        await using var counter = await Counter.OpenAsync();
        using var makoto = await counter.SignInAsync("sato-makoto");
        using var yui = await counter.SignInAsync("sato-yui/sato-makoto");
        var draft = Counter.DraftOf(await Counter.StartAsync(makoto, "child-allowance"));

        var seen = await yui.OpenAsync($"/apply/{draft}");
        await counter.Host.StopAsync();

        seen.Status.ShouldBe(HttpStatusCode.OK, seen.Text);
        (await counter.Host.ColumnAsync(
            "select actor || ' ' || purpose || ' ' || what as value from registry_access where party_id = @party",
            ("party", (await counter.PersonAsync("sato-makoto")).Party))).ShouldBe([$"{(await counter.PersonAsync("sato-yui/sato-makoto")).ActorId} apply draft"]);
    }

    [Fact]
    public async Task When_the_mandate_has_ended_the_helper_no_longer_sees_the_draft_and_whom_it_is_for_still_does()
    {
        var lastDay = new ManualTime(new DateTimeOffset(2027, 3, 31, 16, 0, 0, TimeSpan.FromHours(9)));
        await using var counter = await Counter.OpenAsync(time: lastDay);
        using var helper = await counter.SignInAsync("nakajima-aya/akari-shokudo");
        using var representative = await counter.SignInAsync("yoshida-kenji/akari-shokudo");
        var question = await Counter.StartAsync(helper, "food-permit-succession");
        var draft = Counter.DraftOf(question);
        (await helper.OpenAsync($"/apply/{draft}")).Status.ShouldBe(HttpStatusCode.OK);

        lastDay.Advance(TimeSpan.FromHours(8));

        foreach (var part in new[] { "", "/check", "/receipt", "/erase" })
        {
            (await helper.OpenAsync($"/apply/{draft}{part}")).Status.ShouldBe(HttpStatusCode.NotFound, part);
        }

        (await helper.SubmitAsync(question)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await representative.OpenAsync($"/apply/{draft}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_post_without_a_token_saves_nothing_and_keeps_what_was_typed()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var page = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance(), "reason");

        var refused = await visitor.PostAsync(page.Path, ("answer", "other"));

        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Field("answer").Value.ShouldBe("other");
        refused.Says("まだ保存されていません").ShouldBeTrue();
        Counter.StepOf(await visitor.OpenAsync($"/apply/{Counter.DraftOf(page)}")).ShouldBe("reason");
    }

    [Fact]
    public async Task Two_hundred_megabytes_are_refused_before_they_are_read()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var page = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance(), "reason");
        var header = visitor.Http.DefaultRequestHeaders.Single(header => header.Key == "X-Test-Actor").Value.Single();

        using var socket = new TcpClient();
        await socket.ConnectAsync(counter.Host.Address.Host, counter.Host.Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {page.Path} HTTP/1.1\r\nHost: {counter.Host.Address.Authority}\r\nX-Test-Actor: {header}\r\n"
            + "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 209715200\r\n\r\n--x\r\n"));
        using var reader = new StreamReader(stream);
        var status = await reader.ReadLineAsync();

        status.ShouldBe("HTTP/1.1 413 Request Entity Too Large".Replace("Request Entity", "Payload", StringComparison.Ordinal));
        Counter.StepOf(await visitor.OpenAsync($"/apply/{Counter.DraftOf(page)}")).ShouldBe("reason");
    }

    [Fact]
    public async Task A_program_named_pdf_is_refused_and_the_photo_beside_it_is_kept()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("sato-makoto");
        var plan = SatoMakoto();
        var page = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), plan, "insurance");

        var refused = await visitor.SubmitAsync(page, ("answer", new[] { Photo("保険証.jpg"), Program("書類.pdf") }));
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Errors.ShouldHaveSingleItem().ShouldContain("書類.pdf");
        refused.Says("保険証.jpg").ShouldBeTrue(refused.Text);
        var more = await visitor.SubmitAsync(refused, ("answer", Photo("裏面.jpg")));
        var again = await visitor.OpenAsync(page.Path);

        more.Path.ShouldNotBe(page.Path, more.Text);
        again.Says("保険証.jpg").ShouldBeTrue();
        again.Says("裏面.jpg").ShouldBeTrue();
        (await counter.Host.CountAsync("intake_evidence")).ShouldBe(2);
    }

    [Fact]
    public async Task A_removed_file_is_erased_and_the_others_are_submitted_as_evidence()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("sato-makoto");
        var page = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), SatoMakoto(), "insurance");
        await visitor.SubmitAsync(page, ("answer", new[] { Photo("表.jpg"), Photo("裏.jpg") }));
        var shown = await visitor.OpenAsync(page.Path);
        var file = shown.Main.QuerySelectorAll("button[name=remove]")[0].GetAttribute("value")!;

        var removed = await visitor.SubmitAsync(shown, file);
        removed.Path.ShouldBe(page.Path);
        var check = await Counter.AnswerAsync(visitor, await visitor.OpenAsync($"/apply/{Counter.DraftOf(page)}"), SatoMakoto());
        await Counter.SubmitAsync(visitor, check);
        var (_, swept) = await counter.Host.Get<SweepDrafts>().SweepAsync(CancellationToken.None);

        swept.ShouldBe(1);
        var reference = (await counter.Host.ColumnAsync("select reference as value from intake_submission")).Single()!;
        var submission = await counter.Host.Get<ISubmissions>().ByReferenceAsync(reference, CancellationToken.None);
        submission!.Evidence.ShouldHaveSingleItem().Name.ShouldBe("裏.jpg");
    }

    [Fact]
    public async Task A_postcode_fills_in_the_address_without_script()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var plan = Counter.ChildAllowance();
        plan["children/1/together"] = [("answer", "no")];
        var page = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), plan, "children/1/address");

        var found = await visitor.SubmitAsync(page, "1", ("answer.postcode", "３２９－９９０２"));
        var unknown = await visitor.SubmitAsync(page, "1", ("answer.postcode", "0000000"));

        found.Field("answer.city").Value.ShouldBe("みやのわ市");
        found.Field("answer.town").Value.ShouldBe("風見台");
        unknown.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_draft_is_erased_on_wish_and_when_its_time_ends()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var first = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance(), "reason");
        var erase = await visitor.OpenAsync(first.Link("この下書きを消す"));
        await visitor.SubmitAsync(erase);
        (await visitor.OpenAsync(first.Path)).Status.ShouldBe(HttpStatusCode.Gone);
        var second = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance(), "reason");

        counter.Host.Time.Advance(TimeSpan.FromDays(89));
        await counter.Host.Get<SweepDrafts>().SweepAsync(CancellationToken.None);
        (await visitor.OpenAsync(second.Path)).Status.ShouldBe(HttpStatusCode.OK);
        counter.Host.Time.Advance(TimeSpan.FromDays(3));
        await counter.Host.Get<SweepDrafts>().SweepAsync(CancellationToken.None);

        (await visitor.OpenAsync(second.Path)).Status.ShouldBe(HttpStatusCode.Gone);
        (await counter.Host.ColumnAsync("select answers as value from intake_draft")).ShouldAllBe(answers => answers == "{}");
    }

    [Fact]
    public async Task No_name_of_a_resident_gets_into_the_log()
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await counter.SignInAsync("takahashi-miho");
        var check = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "child-allowance"), Counter.ChildAllowance());

        await Counter.SubmitAsync(visitor, check);

        counter.Host.Log.ShouldAllBe(line => !line.Contains("高橋") && !line.Contains("0000201"));
    }

    internal static Dictionary<string, (string, object?)[]> SatoMakoto()
    {
        var plan = Counter.ChildAllowance();
        plan["higher-earner"] = [("answer", "self")];
        plan["spouse-together"] = [("answer", "yes")];
        plan["spouse-member"] = [("answer", "佐藤 結衣")];
        return plan;
    }

    private static ChosenFile Photo(string name) => new(name, "image/jpeg", [0xFF, 0xD8, 0xFF, 0xE0, .. Encoding.UTF8.GetBytes(name)]);

    private static ChosenFile Program(string name) => new(name, "application/pdf", [.. "MZ"u8, .. new byte[200]]);
}
