using System.Net;
using Madoguchi.Testing;

namespace Madoguchi.Registry.Tests.Facts;

public sealed class ShowFactsTests(DemoCity city) : IClassFixture<DemoCity>
{
    private static readonly Guid Makoto = RegistryHost.Id("sato-makoto");

    [Fact]
    public async Task A_resident_reads_what_the_city_knows_and_from_where()
    {
        var page = await city.Host.SignIn(SignedIn.Resident(Makoto)).OpenAsync("/my/facts");

        page.Heading.ShouldBe("市が持っている情報");
        page.Term("生年月日").ShouldStartWith("昭和63年6月15日");
        page.Term("住所").ShouldBe("〒329-9902 栃木県みやのわ市風見台二丁目4番8号住民基本台帳（2019年4月2日（火）から）");
        page.Term("電話番号").ShouldStartWith("090-0000-0101");
        page.Link("だれがこの情報を見たか").ShouldBe("/my/access");
    }

    [Fact]
    public async Task A_helper_reads_only_their_own()
    {
        var page = await city.Host.SignIn(SignedIn.ActingFor(RegistryHost.Id("sato-yui"), Makoto)).OpenAsync("/my/facts");

        page.Text.ShouldContain("佐藤 結衣");
        page.Text.ShouldNotContain("1988");
        page.Text.ShouldNotContain("佐藤 誠");
    }

    [Fact]
    public async Task A_representative_reads_the_organisations()
    {
        var page = await city.Host.SignIn(SignedIn.ActingFor(RegistryHost.Id("yoshida-kenji"), RegistryHost.Id("akari-shokudo"))).OpenAsync("/my/facts");

        page.Term("法人番号").ShouldStartWith("7999901000001");
    }

    [Fact]
    public async Task An_account_number_is_shown_only_in_part()
    {
        await using var host = await RegistryHost.StartAsync();
        var person = await host.AddPersonAsync();
        await host.ChangeAsync(unit =>
        {
            FactStore.Name(unit, new FactSource("x", new("台帳")));
            FactStore.Add(unit, new NewFact(
                unit.NewId(), person, "person.bank-account", """{"bank":"みやのわ銀行","branch":"本店","number":"1234567"}""",
                RegistryHost.Today, null, "x", null), "test");
            return true;
        });

        var page = await host.SignIn(SignedIn.Resident(person)).OpenAsync("/my/facts");

        page.Text.ShouldContain("みやのわ銀行 本店 ＊＊＊＊567");
    }

    [Fact]
    public async Task The_pages_speak_three_languages()
    {
        using var visitor = city.Host.SignIn(SignedIn.Resident(Makoto));
        visitor.Http.DefaultRequestHeaders.Add("Cookie", "lang=en");

        var page = await visitor.OpenAsync("/my/facts");

        page.Heading.ShouldBe("What the city knows");
        page.Term("Date of birth").ShouldStartWith("15 June 1988");
    }

    [Fact]
    public async Task Somebody_who_is_not_in_the_register_finds_no_page()
    {
        var page = await city.Host.SignIn(SignedIn.Resident(RegistryHost.Id("nobody"))).OpenAsync("/my/facts");

        page.Status.ShouldBe(HttpStatusCode.NotFound);
    }
}
