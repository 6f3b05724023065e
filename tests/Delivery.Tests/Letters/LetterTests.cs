using System.Security.Cryptography;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;

namespace Madoguchi.Delivery.Tests;

public sealed class LetterTests
{
    [Fact]
    public async Task A_letter_is_made_once_and_its_bytes_never_change()
    {
        await using var city = await LetterHost.StartAsync();
        var sato = await city.PartyAsync("sato-makoto");
        var id = await city.IssueAsync(sato);
        var before = await city.FileAsync(id);

        city.Host.Time.Advance(TimeSpan.FromDays(40));
        var again = await city.MakeAsync(id, sato, LetterHost.Decision(reason: "書き換えた理由"));

        again.File.ShouldBe((await city.LetterAsync(id)).FileId);
        (await city.FileAsync(id)).ShouldBe(before);
        SHA256.HashData(before).ShouldBe((await city.LetterAsync(id)).Sha256);
        (await city.Host.CountAsync("delivery_letter")).ShouldBe(1);
    }

    [Fact]
    public async Task Two_workers_that_make_the_same_letter_at_once_leave_one_letter_and_one_file()
    {
        await using var city = await LetterHost.StartAsync();
        var sato = await city.PartyAsync("sato-makoto");
        var id = Guid.CreateVersion7(city.Host.Time.GetUtcNow());

        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => city.MakeAsync(id, sato))));

        made.Distinct().Count().ShouldBe(1);
        (await city.Host.ColumnAsync("select name as value from kernel_file where erased_at is null")).Count.ShouldBe(1);
        SHA256.HashData(await city.FileAsync(id)).ShouldBe((await city.LetterAsync(id)).Sha256);
    }

    [Fact]
    public async Task What_is_extracted_from_the_paper_is_what_was_meant()
    {
        await using var city = await LetterHost.StartAsync();
        var sato = await city.PartyAsync("sato-makoto");
        var id = await city.IssueAsync(sato, LetterHost.Decision(refused: true, reason: "民法の定める監護者に当たらないためです。"), original: "佐藤 葛󠄀誠");

        var text = await LetterHost.TextOfAsync(await city.FileAsync(id));
        var words = LetterWords.FromJson((await city.LetterAsync(id)).Words!);

        foreach (var said in Said(words))
        {
            text.ShouldContain(LetterHost.Plain(said));
        }

        text.ShouldContain(LetterHost.Plain(await city.CodeAsync(id)));
        text.ShouldContain("佐藤葛󠄀誠様");
        text.ShouldContain("〒329-9902");
    }

    [Fact]
    public async Task Who_reads_English_gets_the_Japanese_letter_and_its_explanation_in_English()
    {
        await using var city = await LetterHost.StartAsync();
        var sato = await city.PartyAsync("sato-makoto");
        var id = await city.IssueAsync(sato, language: Language.En);

        var text = await LetterHost.TextOfAsync(await city.FileAsync(id));

        text.ShouldContain("認定決定通知書");
        text.ShouldContain(LetterHost.Plain("We have decided as follows on your application of 20 October 2026 for Child Allowance."));
        LetterWords.FromJson((await city.LetterAsync(id)).Words!).Parts[1].Language.ShouldBe(Language.En);
    }

    [Fact]
    public async Task Old_letters_stay_genuine_when_the_key_changes_and_its_private_half_is_forgotten()
    {
        await using var city = await LetterHost.StartAsync(new Dictionary<string, string?> { ["Letters:KeyDays"] = "30" });
        var sato = await city.PartyAsync("sato-makoto");
        var first = await city.LetterAsync(await city.IssueAsync(sato));

        city.Host.Time.Advance(TimeSpan.FromDays(31));
        var second = await city.LetterAsync(await city.IssueAsync(sato));
        await city.Host.Get<LetterKeys>().RotateAsync(CancellationToken.None);
        var third = await city.LetterAsync(await city.IssueAsync(sato));

        new[] { first.KeyId, second.KeyId, third.KeyId }.Distinct().Count().ShouldBe(3);
        foreach (var letter in new[] { first, second, third })
        {
            (await city.Host.Get<LetterKeys>().IsGenuineAsync(letter.Proof, letter.Seal, CancellationToken.None)).ShouldBeTrue();
        }

        (await city.Host.ColumnAsync("select id as value from delivery_key where private_sealed is not null")).ShouldBe([third.KeyId]);
    }

    [Fact]
    public async Task A_record_changed_in_any_part_no_longer_bears_the_signature()
    {
        await using var city = await LetterHost.StartAsync();
        var letter = await city.LetterAsync(await city.IssueAsync(await city.PartyAsync("sato-makoto"), LetterHost.Decision(new(2027, 3, 31))));
        var proof = letter.Proof;
        var keys = city.Host.Get<LetterKeys>();

        LetterProof[] changed =
        [
            proof with { Letter = Guid.Empty },
            proof with { Kind = "fee-asked" },
            proof with { Number = "令和8年度 第13号" },
            proof with { Day = proof.Day.AddDays(1) },
            proof with { HoldsUntil = null },
            proof with { ShownName = "田＊＊" },
            proof with { Essentials = [new("手続", "児童手当の認定請求"), new("決定", "却下")] },
            proof with { Essentials = [new("手続", "児童手当の認定請求決定"), new("", "認定")] },
            proof with { CodeHash = CheckCode.Hash(CheckCode.New()) },
            proof with { Sha256 = SHA256.HashData([1]) },
        ];

        (await keys.IsGenuineAsync(proof, letter.Seal, CancellationToken.None)).ShouldBeTrue();
        foreach (var forged in changed)
        {
            (await keys.IsGenuineAsync(forged, letter.Seal, CancellationToken.None)).ShouldBeFalse(forged.ToString());
        }
    }

    [Fact]
    public async Task A_specimen_says_so_and_bears_no_code()
    {
        await using var city = await LetterHost.StartAsync();

        var text = await LetterHost.TextOfAsync(city.Host.Get<ILetters>().Specimen("decision", LetterHost.Decision() with { Number = null }, "佐藤 誠"));

        text.ShouldContain("見本");
        text.ShouldContain("認定決定通知書");
        text.ShouldNotContain("確認コード");
        (await city.Host.CountAsync("delivery_letter")).ShouldBe(0);
    }

    private static IEnumerable<string> Said(LetterWords words)
    {
        var official = words.Parts[0];
        return
        [
            words.Title, words.Number!, words.Sender, Wareki.Format(words.Day), .. words.Address, official.Department, official.Phone,
            .. official.Pieces.SelectMany(piece => piece switch
            {
                LetterPiece.Paragraph it => [it.Text],
                LetterPiece.Heading it => [it.Text],
                LetterPiece.Table it => it.Rows.SelectMany(row => new[] { row.Label, row.Value }),
                LetterPiece.List it => it.Rows.SelectMany(row => row),
                _ => Array.Empty<string>(),
            }),
        ];
    }
}
