using System.Net;
using System.Security.Cryptography;
using Madoguchi.Registry;
using Madoguchi.Testing;

namespace Madoguchi.Delivery.Tests;

public sealed class MyLettersTests
{
    [Fact]
    public async Task The_recipient_finds_the_letter_reads_it_and_downloads_the_very_file()
    {
        await using var city = await LetterHost.StartAsync();
        var sato = await city.PartyAsync("sato-makoto");
        var id = await city.IssueAsync(sato);
        using var visitor = city.Host.SignIn(SignedIn.Resident(sato));

        var list = await visitor.OpenAsync("/my/letters");
        var page = await visitor.OpenAsync(list.Link("認定決定通知書"));
        using var file = await visitor.Http.GetAsync(new Uri(page.Link("PDF"), UriKind.Relative));

        list.Says("未読").ShouldBeTrue();
        page.Heading.ShouldBe("認定決定通知書");
        page.Says("次のとおり決定しましたので、通知します。").ShouldBeTrue();
        page.Says("児童手当法 第8条第2項").ShouldBeTrue();
        page.Says("こども給付課").ShouldBeTrue();
        file.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        file.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        file.Content.Headers.ContentDisposition.FileNameStar.ShouldBe("認定決定通知書 2026-11-02.pdf");
        SHA256.HashData(await file.Content.ReadAsByteArrayAsync()).ShouldBe((await city.LetterAsync(id)).Sha256);
        (await visitor.OpenAsync("/my/letters")).Says("未読").ShouldBeFalse();
    }

    [Fact]
    public async Task A_copy_in_large_print_says_the_same_and_that_it_is_a_copy()
    {
        await using var city = await LetterHost.StartAsync();
        var sato = await city.PartyAsync("sato-makoto");
        var id = await city.IssueAsync(sato, LetterHost.Decision(refused: true));
        using var visitor = city.Host.SignIn(SignedIn.Resident(sato));

        var text = await LetterHost.TextOfAsync(await visitor.Http.GetByteArrayAsync(new Uri($"/my/letters/{id}/large", UriKind.Relative)));

        text.ShouldContain("拡大文字の写し");
        text.ShouldContain("これは写しです");
        text.ShouldNotContain(await city.CodeAsync(id));
        text.ShouldContain("却下決定通知書");
        text.ShouldContain("みやのわ市長に審査請求ができます");
    }

    [Fact]
    public async Task That_it_was_opened_is_on_record_once_a_day_for_each_form()
    {
        await using var city = await LetterHost.StartAsync();
        var sato = await city.PartyAsync("sato-makoto");
        var id = await city.IssueAsync(sato);
        using var visitor = city.Host.SignIn(SignedIn.Resident(sato));

        await visitor.OpenAsync($"/my/letters/{id}");
        await visitor.OpenAsync($"/my/letters/{id}");
        await visitor.Http.GetAsync(new Uri($"/my/letters/{id}/pdf", UriKind.Relative));
        city.Host.Time.Advance(TimeSpan.FromDays(1));
        await visitor.OpenAsync($"/my/letters/{id}");

        (await city.Host.ColumnAsync("select form as value from delivery_reading order by number")).ShouldBe(["page", "pdf", "page"]);
        (await city.Host.ColumnAsync("select distinct actor as value from delivery_reading")).ShouldBe([$"party:{sato}"]);
    }

    [Fact]
    public async Task To_anybody_else_the_letter_does_not_exist()
    {
        await using var city = await LetterHost.StartAsync();
        var sato = await city.PartyAsync("sato-makoto");
        var id = await city.IssueAsync(sato);
        var other = await city.PartyAsync("sato-yui");
        using var stranger = city.Host.SignIn(SignedIn.Resident(other));
        using var pretender = city.Host.SignIn(SignedIn.ActingFor(other, sato));
        using var clerk = city.Host.SignIn(SignedIn.Staff("tanaka"));
        using var nobody = city.Host.Visit();

        foreach (var path in new[] { $"/my/letters/{id}", $"/my/letters/{id}/pdf" })
        {
            (await stranger.OpenAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound);
            (await clerk.OpenAsync(path)).Status.ShouldBe(HttpStatusCode.Forbidden);
            (await nobody.OpenAsync(path)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await stranger.OpenAsync("/my/letters")).Says("文書はまだありません").ShouldBeTrue();
        var mandates = await city.Host.Get<IMandates>().ForHolderAsync(other, new(2026, 11, 2), CancellationToken.None);
        var mayRead = mandates.Any(mandate => mandate.For == sato && mandate.Procedures is null);
        ((await pretender.OpenAsync($"/my/letters/{id}")).Status == HttpStatusCode.OK).ShouldBe(mayRead);
        (await city.Host.CountAsync("delivery_reading")).ShouldBe(mayRead ? 1 : 0);
    }

    [Fact]
    public async Task The_explanation_is_read_first_by_who_chose_easy_Japanese()
    {
        await using var city = await LetterHost.StartAsync();
        var sato = await city.PartyAsync("sato-makoto");
        var id = await city.IssueAsync(sato);
        using var visitor = city.Host.SignIn(SignedIn.Resident(sato));
        visitor.Http.DefaultRequestHeaders.Add("Cookie", "lang=easy");

        var page = await visitor.OpenAsync($"/my/letters/{id}");

        page.Headings[1].ShouldBe("決まったことの お知らせ（認めます）");
        page.Document.QuerySelectorAll("ruby").Length.ShouldBeGreaterThan(3);
        page.Says("正式な 手紙").ShouldBeTrue();
    }
}
