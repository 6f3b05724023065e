using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Madoguchi.Kernel;
using Madoguchi.Testing;

namespace Madoguchi.Delivery.Tests;

/// <summary>Letters on paper, from the desk that prints and posts them.</summary>
public sealed class PostLettersTests
{
    private static readonly SignedIn Tanaka = SignedIn.Staff("tanaka");
    private static readonly SignedIn Nakamura = SignedIn.Staff("nakamura", Roles.Head);

    [Fact]
    public async Task A_batch_holds_the_files_as_they_were_made_and_a_manifest_that_proves_it()
    {
        await using var city = await LetterHost.StartAsync();
        var letters = await WaitingAsync(city, 3);
        using var tanaka = city.Host.SignIn(Tanaka);

        var desk = await tanaka.OpenAsync("/staff/letters");
        var batch = await tanaka.SubmitAsync(desk, "印刷するまとめを作る");
        var (manifest, files) = await DownloadAsync(tanaka, batch);

        desk.Term("発送を待つ文書").ShouldBe("3通");
        batch.Rows().Count.ShouldBe(3);
        files.Keys.ShouldBe(["0001.pdf", "0002.pdf", "0003.pdf"], ignoreOrder: true);
        manifest[..3].ShouldBe(Encoding.UTF8.GetPreamble());
        var lines = Encoding.UTF8.GetString(manifest.AsSpan(3)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("通番,ファイル,文書番号,種類,ページ,郵便番号上3桁,重さの区分,SHA-256");
        lines[1].ShouldStartWith("1,0001.pdf,令和8年度 第12号,decision,2,329,定形50gまで,");
        foreach (var line in lines[1..].Select(line => line.Split(',')))
        {
            Convert.ToHexStringLower(SHA256.HashData(files[line[1]])).ShouldBe(line[^1]);
        }

        string.Concat(lines).ShouldNotContain("佐藤");
        var hashes = new List<byte[]>();
        foreach (var letter in letters)
        {
            hashes.Add((await city.LetterAsync(letter)).Sha256);
        }

        files.Values.Select(SHA256.HashData).ShouldBe(hashes, ignoreOrder: true);
        (await city.Host.ColumnAsync("select what as value from registry_access where actor = 'staff:tanaka'")).ShouldContain("letter");
    }

    [Fact]
    public async Task Two_clerks_at_once_and_a_second_click_put_no_letter_into_two_batches()
    {
        await using var city = await LetterHost.StartAsync(new Dictionary<string, string?> { ["Letters:BatchSize"] = "2" });
        await WaitingAsync(city, 5);
        var desks = Enumerable.Range(0, 4).Select(_ => city.Host.SignIn(Tanaka)).ToArray();
        var forms = new List<PageView>();
        foreach (var desk in desks)
        {
            forms.Add(await desk.OpenAsync("/staff/letters"));
        }

        var made = await Task.WhenAll(desks.Zip(forms).Select(pair => Task.Run(() => pair.First.SubmitAsync(pair.Second, "印刷するまとめを作る"))));
        var again = await desks[0].SubmitAsync(forms[0], "印刷するまとめを作る");

        made.Count(page => page.Status == HttpStatusCode.OK).ShouldBe(3);
        made.Single(page => page.Status == HttpStatusCode.Conflict).Says("発送を待つ文書はありません").ShouldBeTrue();
        (again.Status, again.Path).ShouldBe((made[0].Status, made[0].Path));
        (await city.Host.CountAsync("delivery_batch_letter")).ShouldBe(5);
        (await city.Host.ColumnAsync("select letter_id as value from delivery_batch_letter group by letter_id having count(*) > 1")).ShouldBeEmpty();
        (await city.Host.ColumnAsync("select state as value from delivery_message")).Distinct().ShouldBe([MessageState.Sending]);
    }

    [Fact]
    public async Task A_batch_that_dies_half_way_leaves_every_letter_waiting()
    {
        await using var city = await LetterHost.StartAsync();
        await WaitingAsync(city, 3);

        await Should.ThrowAsync<InvalidOperationException>(() => city.Host.ChangeAsync<bool>(unit =>
        {
            BatchDesk.Make(unit, 100).IsRefused.ShouldBeFalse();
            throw new InvalidOperationException("The machine dies here.");
        }));
        using var tanaka = city.Host.SignIn(Tanaka);
        var desk = await tanaka.OpenAsync("/staff/letters");
        var batch = await tanaka.SubmitAsync(desk, "印刷するまとめを作る");

        desk.Term("発送を待つ文書").ShouldBe("3通");
        batch.Rows().Count.ShouldBe(3);
        (await city.Host.CountAsync("delivery_batch")).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_posted_is_delivered_until_it_comes_back_and_may_be_posted_once_more()
    {
        await using var city = await LetterHost.StartAsync();
        var letter = (await WaitingAsync(city, 1))[0];
        using var tanaka = city.Host.SignIn(Tanaka);
        var batch = await tanaka.SubmitAsync(await tanaka.OpenAsync("/staff/letters"), "印刷するまとめを作る");

        var ahead = await tanaka.SubmitAsync(batch, "全部を発送済みにする", ("day", "令和8年11月3日"));
        var posted = await tanaka.SubmitAsync(batch, "全部を発送済みにする", ("day", "令和8年11月2日"));
        city.Host.Time.Advance(TimeSpan.FromDays(4));
        var page = await tanaka.OpenAsync($"/staff/letters/{letter}");
        var withoutReason = await tanaka.SubmitAsync(page, "返送されたことを記録する");
        var returned = await tanaka.SubmitAsync(page, "返送されたことを記録する", ("reason", "moved"));
        var again = await tanaka.SubmitAsync(returned, "発送待ちに戻す");
        var second = await tanaka.SubmitAsync(await tanaka.OpenAsync("/staff/letters"), "印刷するまとめを作る");

        ahead.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        ahead.Errors.ShouldHaveSingleItem().ShouldContain("発送した日");
        posted.Term("発送").ShouldBe("令和8年11月2日");
        posted.Rows()[0].ShouldContain("発送済み");
        withoutReason.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        returned.Says("返送された（転居先がわからない）").ShouldBeTrue(returned.Text);
        again.Status.ShouldBe(HttpStatusCode.OK);
        second.Rows().Count.ShouldBe(1);
        (await city.Host.ColumnAsync("select state as value from delivery_step order by number")).ShouldBe(
            [MessageState.Created, MessageState.Sending, MessageState.Delivered, MessageState.Returned, MessageState.Created, MessageState.Sending]);
    }

    [Fact]
    public async Task A_reprint_has_a_reason_and_is_counted()
    {
        await using var city = await LetterHost.StartAsync();
        var letter = (await WaitingAsync(city, 1))[0];
        using var tanaka = city.Host.SignIn(Tanaka);
        var page = await tanaka.OpenAsync($"/staff/letters/{letter}");

        var refused = await tanaka.SubmitAsync(page, "再印刷する");
        var printed = await tanaka.SubmitAsync(page, "再印刷する", ("reason", "damaged"));
        await tanaka.SubmitAsync(page, "再印刷する", ("reason", "damaged"));

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        printed.Html.ShouldStartWith("%PDF-");
        (await tanaka.OpenAsync($"/staff/letters/{letter}")).Says("1回目の再印刷: 汚れ・破れ").ShouldBeTrue();
        (await city.Host.CountAsync("delivery_reprint")).ShouldBe(1);
    }

    [Fact]
    public async Task Only_a_head_takes_a_letter_back_and_it_is_then_not_posted()
    {
        await using var city = await LetterHost.StartAsync();
        var letter = (await WaitingAsync(city, 1))[0];
        using var tanaka = city.Host.SignIn(Tanaka);
        using var head = city.Host.SignIn(Nakamura);
        using var stranger = city.Host.Visit();

        var clerks = await tanaka.OpenAsync($"/staff/letters/{letter}");
        var withdrawn = await head.SubmitAsync(await head.OpenAsync($"/staff/letters/{letter}"), "この文書を取り消す", ("replacedBy", "令和8年度 第13号"));
        var check = await stranger.SubmitAsync(await stranger.OpenAsync("/check"), ("code", await city.CodeAsync(letter)));

        clerks.Buttons.ShouldNotContain("この文書を取り消す");
        withdrawn.Says("令和8年11月2日に令和8年度 第13号に替わりました").ShouldBeTrue(withdrawn.Text);
        check.Says("新しい文書に替わりました").ShouldBeTrue();
        (await tanaka.OpenAsync("/staff/letters")).Term("発送を待つ文書").ShouldBe("0通");
    }

    [Fact]
    public async Task Clerks_and_heads_work_at_this_desk_and_nobody_else()
    {
        await using var city = await LetterHost.StartAsync();
        var letter = (await WaitingAsync(city, 1))[0];

        foreach (var path in new[] { "/staff/letters", $"/staff/letters/{letter}" })
        {
            foreach (var role in Roles.Staff)
            {
                using var visitor = city.Host.SignIn(SignedIn.Staff("somebody", role));
                (await visitor.OpenAsync(path)).Status.ShouldBe(role is Roles.Clerk or Roles.Head ? HttpStatusCode.OK : HttpStatusCode.Forbidden, $"{role} {path}");
            }

            using var resident = city.Host.SignIn(SignedIn.Resident(await city.PartyAsync("sato-makoto")));
            (await resident.OpenAsync(path)).Status.ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task A_letter_without_an_address_is_named_and_not_put_into_a_batch()
    {
        await using var city = await LetterHost.StartAsync();
        await WaitingAsync(city, 1, withAddress: false);
        using var tanaka = city.Host.SignIn(Tanaka);

        var desk = await tanaka.OpenAsync("/staff/letters");

        desk.Term("住所がわからない文書").ShouldStartWith("1通");
        desk.Rows().ShouldHaveSingleItem().ShouldContain("住所がわからない");
        desk.Buttons.ShouldNotContain("印刷するまとめを作る");
        (await tanaka.OpenAsync(desk.Link("認定決定通知書"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_letter_without_an_address_is_handed_over_at_a_window_and_who_did_it_is_on_record()
    {
        await using var city = await LetterHost.StartAsync();
        var letter = (await WaitingAsync(city, 1, withAddress: false))[0];
        using var tanaka = city.Host.SignIn(Tanaka);
        var page = await tanaka.OpenAsync($"/staff/letters/{letter}");

        var unsaid = await tanaka.SubmitAsync(page, "届けたことを記録する");
        var done = await tanaka.SubmitAsync(page, "届けたことを記録する", ("how", "handed-over"));
        await tanaka.SubmitAsync(page, "届けたことを記録する", ("how", "handed-over"));

        unsaid.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        done.Says("窓口で本人に手渡した").ShouldBeTrue(done.Text);
        done.Buttons.ShouldNotContain("届けたことを記録する");
        (await city.Host.ColumnAsync("select state || ' ' || code || ' ' || actor as value from delivery_step where number = 2"))
            .ShouldBe(["delivered handed-over staff:tanaka"]);
        (await city.Host.CountAsync("delivery_step")).ShouldBe(2);
        (await tanaka.OpenAsync("/staff/letters")).Rows().ShouldBeEmpty();
    }

    [Fact]
    public async Task Once_the_register_has_an_address_the_letter_goes_into_the_next_batch()
    {
        await using var city = await LetterHost.StartAsync();
        var letter = (await WaitingAsync(city, 1, withAddress: false))[0];
        using var tanaka = city.Host.SignIn(Tanaka);

        // The demo city's register has Makoto's address; the letter was made before it had.
        var page = await tanaka.OpenAsync($"/staff/letters/{letter}");
        var addressed = await tanaka.SubmitAsync(page, "この住所で発送待ちに入れる");
        var batch = await tanaka.SubmitAsync(await tanaka.OpenAsync("/staff/letters"), "印刷するまとめを作る");

        page.Says("台帳に住所が登録されました").ShouldBeTrue(page.Text);
        addressed.Buttons.ShouldNotContain("この住所で発送待ちに入れる");
        batch.Rows().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_letter_taken_back_before_it_was_posted_waits_no_longer_and_no_other_is_made_of_it()
    {
        await using var city = await LetterHost.StartAsync();
        var letters = await WaitingAsync(city, 2);
        var sato = await city.PartyAsync("sato-makoto");
        var told = new MessageAbout(letters[0], sato, "decision", true, "application");
        var mail = await city.Host.ChangeAsync(unit =>
        {
            unit.Execute("delete from delivery_message where notice_id = @id", ("id", letters[0]));
            var id = MessageDesk.Add(unit, told, new NewMessage(Channels.Email, "a@example.test", "s", "b"), unit.Now, unit.Now.AddYears(1));
            MessageDesk.Let(unit, id, new Happening.Started(), _ => TimeSpan.Zero);
            return id;
        });

        foreach (var letter in letters)
        {
            await city.EndAsync(letter, new(2026, 11, 5));
        }

        await city.Host.ChangeAsync(unit => MessageDesk.Let(unit, mail, new Happening.RefusedForGood("smtp-550"), _ => TimeSpan.Zero) is not null);

        (await city.Host.ColumnAsync("select channel || ' ' || state || ' ' || code as value from delivery_message order by channel"))
            .ShouldBe(["email permanent smtp-550", "letter declined taken-back"]);
        (await city.Host.ChangeAsync(unit => MessageDesk.OrderLetter(unit, mail))).ShouldBeFalse();
        using var tanaka = city.Host.SignIn(Tanaka);
        (await tanaka.OpenAsync($"/staff/letters/{letters[1]}")).Says("取消しにより発送しなかった").ShouldBeTrue();
    }

    /// <summary>Letters made and waiting to be posted.</summary>
    private static async Task<List<Guid>> WaitingAsync(LetterHost city, int number, bool withAddress = true)
    {
        var sato = await city.PartyAsync("sato-makoto");
        var letters = new List<Guid>();
        for (var made = 0; made < number; made++)
        {
            var letter = await city.IssueAsync(sato, withAddress: withAddress);
            letters.Add(letter);
            await city.Host.ChangeAsync(unit => MessageDesk.Add(
                unit, new MessageAbout(letter, sato, "decision", true, "application"), new NewMessage(Channels.Letter), unit.Now, unit.Now.AddYears(1)));
        }

        return letters;
    }

    private static async Task<(byte[] Manifest, Dictionary<string, byte[]> Files)> DownloadAsync(Visitor visitor, PageView batch)
    {
        using var response = await visitor.Http.GetAsync(new Uri(batch.Link("ZIP"), UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
        var archive = new ZipArchive(await response.Content.ReadAsStreamAsync(), ZipArchiveMode.Read);
        await using (archive)
        {
            var files = new Dictionary<string, byte[]>();
            foreach (var entry in archive.Entries)
            {
                using var content = new MemoryStream();
                var stream = await entry.OpenAsync();
                await using (stream)
                {
                    await stream.CopyToAsync(content);
                }

                files[entry.FullName] = content.ToArray();
            }

            var manifest = files["manifest.csv"];
            files.Remove("manifest.csv");
            return (manifest, files);
        }
    }
}
