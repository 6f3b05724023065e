using System.Net;
using System.Net.Sockets;
using System.Text;
using Madoguchi.Testing;

namespace Madoguchi.Whole.Tests;

/// <summary>What people (and others) really send: each has a clear answer in their words, and nothing typed before is lost.</summary>
public sealed class BadInputTests(WholeHost host)
{
    private static readonly string[] Phone = ["phone"];

    public static TheoryData<string, string, string, string> Dates => new()
    {
        { "ad", "2026", "2", "30" },
        { "reiwa", "1", "4", "1" },
        { "heisei", "31", "5", "1" },
        { "ad", "２０２６", "１３", "１" },
        { "ad", "", "4", "1" },
        { "reiwa", "九", "4", "1" },
        { "ad", "2999", "1", "1" },
    };

    [Theory]
    [MemberData(nameof(Dates))]
    public async Task A_day_that_never_was_is_refused_with_what_was_typed(string era, string year, string month, string day)
    {
        using var miho = await host.VisitAsync(Demo.Miho);
        var page = await UntilAsync(miho, "child-allowance", "reason-date");

        var answer = await miho.SubmitAsync(page, Applying.FieldsOf(new Reply.Dated(era, year, month, day)));

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Errors.ShouldHaveSingleItem().ShouldNotBeEmpty();
        answer.Title.ShouldStartWith("エラー");
        answer.Field("answer.year").Value.ShouldBe(year.Length == 0 ? null : year);
        answer.Field("answer.month").Value.ShouldBe(month);
    }

    /// <summary>What the receipt shows after a name was typed: the person's own letters, tidied of what nobody sees.</summary>
    [Theory]
    [InlineData("  佐藤　　誠  ", "佐藤 誠")]
    [InlineData("𠮷田 髙志", "𠮷田 髙志")]
    [InlineData("葛󠄀城 邉", "葛󠄀城 邉")]
    [InlineData("田中👨‍👩‍👧‍👦", null)]
    [InlineData("ｻﾄｳ ﾏｺﾄ", "サトウ マコト")]
    [InlineData("<script>alert(1)</script>", "<script>alert(1)</script>")]
    [InlineData("O’Brien-Nguyễn", "O’Brien-Nguyễn")]
    public async Task A_name_is_kept_as_it_is_written(string typed, string? kept)
    {
        using var yoshida = await host.VisitAsync("yoshida-kenji/akari-shokudo");
        var page = await UntilAsync(yoshida, "food-permit-succession", "predecessor-name", Demo.Succession);

        var answer = await yoshida.SubmitAsync(page, ("answer", typed));
        var again = await yoshida.OpenAsync(page.Path);

        if (kept is null)
        {
            // Taken or refused, but never mangled and never an error of ours.
            ((int)answer.Status).ShouldBeOneOf(200, 422);
            (answer.Status == HttpStatusCode.OK ? again : answer).Field("answer").Value.ShouldBe(typed);
            return;
        }

        answer.Status.ShouldBe(HttpStatusCode.OK, string.Join('\n', answer.Errors));
        again.Field("answer").Value.ShouldBe(kept);
    }

    [Fact]
    public async Task A_name_of_a_hundred_characters_fits_and_one_more_is_told_how_many()
    {
        using var yoshida = await host.VisitAsync("yoshida-kenji/akari-shokudo");
        var page = await UntilAsync(yoshida, "food-permit-succession", "predecessor-name", Demo.Succession);
        var hundred = string.Concat(Enumerable.Repeat("𠮷", 100));

        var tooLong = await yoshida.SubmitAsync(page, ("answer", hundred + "田"));
        tooLong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        tooLong.Errors.ShouldHaveSingleItem().ShouldContain("100");
        tooLong.Field("answer").Value.ShouldBe(hundred + "田");

        (await yoshida.SubmitAsync(tooLong, ("answer", hundred))).Errors.ShouldBeEmpty();
        (await yoshida.OpenAsync(page.Path)).Field("answer").Value.ShouldBe(hundred);
    }

    [Theory]
    [InlineData("０９０ー００００ー０１９９")]
    [InlineData("090 0000 0199")]
    [InlineData("(090) 0000-0199")]
    public async Task A_telephone_number_is_read_however_it_is_written(string typed)
    {
        using var miho = await host.VisitAsync(Demo.Miho);
        var page = await UntilAsync(miho, "child-allowance", "confirm/applicant");
        page = await miho.SubmitAsync(page, ("wrong", Phone));

        var next = await miho.SubmitAsync(page, ("answer", typed));

        next.Errors.ShouldBeEmpty();
        (await miho.OpenAsync(page.Path)).Field("answer").Value.ShouldNotBeNull().Replace("-", "", StringComparison.Ordinal).ShouldBe("09000000199");
    }

    [Fact]
    public async Task Lone_surrogates_and_control_characters_do_no_harm()
    {
        using var miho = await host.VisitAsync(Demo.Miho);
        var page = await UntilAsync(miho, "child-allowance", "reason");
        page = await miho.SubmitAsync(page, ("answer", "other"));
        page = await miho.SubmitAsync(page, Applying.FieldsOf(new Reply.Dated("ad", "2026", "11", "1")));
        Applying.StepOf(page.Path).ShouldBe("reason-text");
        var token = page.Field("__RequestVerificationToken").Value!;

        // No browser sends half a letter; a script does.
        var body = $"__RequestVerificationToken={Uri.EscapeDataString(token)}&answer=a%ED%A0%BDb%00c%1B%E2%80%AEd";
        using var content = new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded");
        using var response = await miho.Http.PostAsync(new Uri(page.Path, UriKind.Relative), content);

        ((int)response.StatusCode).ShouldBeOneOf(302, 413, 422);
        (await miho.OpenAsync(page.Path)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_hundred_megabytes_are_refused_before_they_are_read()
    {
        using var makoto = await host.VisitAsync(Demo.Makoto);
        var page = await UntilAsync(makoto, "child-allowance", "insurance", Demo.MakotosChildAllowance);
        using var connection = new TcpClient();
        await connection.ConnectAsync(host.Address.Host, host.Address.Port);
        await using var wire = connection.GetStream();

        // Only the announcement is sent, and a little of the body.
        await wire.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {page.Path} HTTP/1.1\r\nHost: {host.Address.Authority}\r\nCookie: {WholeHost.SessionCookie}={await host.SessionAsync(Demo.Makoto)}\r\n"
            + $"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {200L * 1024 * 1024}\r\n\r\n--x\r\n"));
        using var reader = new StreamReader(wire, Encoding.UTF8);
        var status = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
        var text = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));

        status.ShouldNotBeNull().ShouldContain("413");
        text.ShouldContain("これまでに入力した内容は失われていません");
    }

    [Fact]
    public async Task A_program_in_the_clothes_of_a_picture_is_told_apart()
    {
        using var makoto = await host.VisitAsync(Demo.Makoto);
        var page = await UntilAsync(makoto, "child-allowance", "insurance", Demo.MakotosChildAllowance);
        var program = new ChosenFile("写真.png", "image/png", [.. "MZ"u8, .. new byte[200]]);

        var answer = await makoto.SubmitAsync(page, ("answer", program));

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Errors.ShouldHaveSingleItem().ShouldContain("「写真.png」の中身はプログラム");
    }

    [Fact]
    public async Task A_session_that_ended_keeps_what_was_typed()
    {
        using var miho = await host.VisitAsync(Demo.Miho);
        var page = await UntilAsync(miho, "child-allowance", "reason");

        var ended = await AfterSigningOutElsewhereAsync(miho, page, "move-in");
        ended.Status.ShouldBe(HttpStatusCode.Unauthorized);
        ended.Says("いま入力した内容は、そのまま残っています").ShouldBeTrue(ended.Text);
        var offered = await miho.SubmitAsync(ended, Demo.Miho);
        var next = await miho.SubmitAsync(offered);

        Applying.StepOf(next.Path).ShouldBe("reason-date");
        (await miho.OpenAsync(page.Path)).Field("answer").Value.ShouldBe("move-in");
    }

    [Fact]
    public async Task What_one_person_typed_is_not_shown_to_the_next_at_the_same_device()
    {
        using var shared = await host.VisitAsync(Demo.Miho);
        var page = await UntilAsync(shared, "child-allowance", "reason");
        var ended = await AfterSigningOutElsewhereAsync(shared, page, "move-in");

        var other = await shared.SubmitAsync(ended, "sato-makoto");

        other.Path.ShouldBe("/my");
        other.Html.ShouldNotContain("move-in");
        other.Html.ShouldNotContain(page.Path);
    }

    /// <summary>The page lies open in one tab, and in another its reader signs out.</summary>
    private static async Task<PageView> AfterSigningOutElsewhereAsync(Visitor visitor, PageView page, string typed)
    {
        await visitor.SubmitAsync(await visitor.OpenAsync("/my"), "サインアウト");
        return await visitor.SubmitAsync(page, ("answer", typed));
    }

    [Fact]
    public async Task A_form_without_its_token_changes_nothing()
    {
        using var miho = await host.VisitAsync(Demo.Miho);
        var page = await UntilAsync(miho, "child-allowance", "reason");

        (await miho.PostAsync(page.Path, ("answer", "other"))).Status.ShouldBe(HttpStatusCode.BadRequest);

        (await miho.OpenAsync(page.Path)).Field("answer").Value.ShouldNotBe("other");
    }

    [Fact]
    public async Task Nonsense_addresses_are_not_found_and_say_what_to_do()
    {
        using var miho = await host.VisitAsync(Demo.Miho);
        foreach (var path in new[] { "/apply/nonsense", "/apply/00000000-0000-7000-8000-000000000000", "/my/cases/1", "/my/cases/999999999999", "/procedures/none", "/nothing" })
        {
            var page = await miho.OpenAsync(path);

            page.Status.ShouldBe(HttpStatusCode.NotFound, path);
            page.Heading.ShouldNotBeEmpty(path);
        }
    }

    private static async Task<PageView> UntilAsync(Visitor visitor, string procedure, string step, Replies? replies = null)
    {
        var page = await visitor.BeginAsync(procedure);
        return await visitor.AnswerUntilAsync(page, step, replies ?? Demo.MihosChildAllowance);
    }
}
