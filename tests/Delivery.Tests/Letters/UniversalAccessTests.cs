using Madoguchi.DesignSystem;
using Madoguchi.Print.Tests;
using Madoguchi.Testing;

namespace Madoguchi.Delivery.Tests;

/// <summary>Letters as they are really made, before the judges of the library that prints them.</summary>
public sealed class UniversalAccessTests
{
    [Theory]
    [InlineData(Language.Ja)]
    [InlineData(Language.En)]
    public async Task A_letter_fails_none_of_the_points_that_a_program_can_check(Language language)
    {
        await using var city = await LetterHost.StartAsync();
        var sato = await city.PartyAsync("sato-makoto");
        var id = await city.IssueAsync(sato, LetterHost.Decision(refused: true), language: language);
        using var visitor = city.Host.SignIn(SignedIn.Resident(sato));

        UniversalAccess.Check(await city.FileAsync(id)).ShouldBeEmpty();
        UniversalAccess.Check(await visitor.Http.GetByteArrayAsync(new Uri($"/my/letters/{id}/large", UriKind.Relative))).ShouldBeEmpty();
        UniversalAccess.Check(city.Host.Get<ILetters>().Specimen("decision", LetterHost.Decision(), "佐藤 誠")).ShouldBeEmpty();
    }

    [Fact]
    public async Task English_is_read_by_an_English_voice_headings_and_cells_too()
    {
        await using var city = await LetterHost.StartAsync();
        var id = await city.IssueAsync(await city.PartyAsync("sato-makoto"), language: Language.En);

        var pdf = Written.Open(await city.FileAsync(id));
        var languages = pdf.Elements.Where(element => pdf.Text(element, "S") is "P" or "H1" or "H2" or "TH" or "TD")
            .Select(element => (Tag: pdf.Text(element, "S"), Language: pdf.Text(element, "Lang"))).ToArray();
        var english = languages.SkipWhile(element => element.Language is null).ToArray();

        english[0].ShouldBe(("H1", "en"));
        english.ShouldAllBe(element => element.Language == "en");
        english.Select(element => element.Tag).Distinct().ShouldBe(["H1", "P", "TH", "TD", "H2"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_scanner_reads_the_address_at_which_the_letter_is_checked()
    {
        await using var city = await LetterHost.StartAsync();
        var id = await city.IssueAsync(await city.PartyAsync("sato-makoto"));

        var scanned = Tools.Scan(await city.FileAsync(id));

        scanned.ShouldBe($"https://madoguchi.example/check?code={(await city.CodeAsync(id)).Replace("-", "", StringComparison.Ordinal)}");
    }
}
