using Madoguchi.Kernel;
using Madoguchi.Registry;
using Madoguchi.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Madoguchi.Procedures.Tests;

public class CatalogueTests
{
    private const string Record = "resident-record";

    [Fact]
    public async Task A_mended_text_is_a_new_version_and_the_old_one_stays_readable()
    {
        await using var city = await CityCopy.StartAsync();
        var before = city.Catalogue.Find(Record)!;
        city.Edit(Record, "どなたの住民票の写しが必要ですか", "どなたの写しが必要ですか");

        await city.Catalogue.ReloadAsync(default);

        var after = city.Catalogue.Find(Record)!;
        after.QuestionAt("target")!.Label.Ja.ShouldBe("どなたの写しが必要ですか");
        (city.Catalogue.NumberOf(before.Hash), city.Catalogue.NumberOf(after.Hash)).ShouldBe((1, 2));
        (await city.Catalogue.VersionAsync(before.Hash, default)).QuestionAt("target")!.Label.Ja.ShouldBe("どなたの住民票の写しが必要ですか");
    }

    [Fact]
    public async Task A_broken_edit_keeps_the_last_good_version_serving_and_says_where_it_is_broken()
    {
        await using var city = await CityCopy.StartAsync();
        var before = city.Catalogue.Find(Record)!;
        city.Edit(Record, "feeFormula: 300 * 通数", "feeFormula: 300 * 通す");

        await city.Catalogue.ReloadAsync(default);

        city.Catalogue.Find(Record).ShouldBeSameAs(before);
        city.Catalogue.Current.Count.ShouldBe(5);
        var fault = city.Catalogue.Faults.ShouldHaveSingleItem();
        (fault.File, fault.Column).ShouldBe(($"procedures/{Record}/procedure.yaml", 19));
        fault.Message.ShouldContain("「通す」という名前の質問も本人情報もありません");
        (await city.Host.CountAsync("procedures_version")).ShouldBe(5);

        city.Edit(Record, "feeFormula: 300 * 通す", "feeFormula: 300 * 通数");
        await city.Catalogue.ReloadAsync(default);
        city.Catalogue.Faults.ShouldBeEmpty();
        city.Catalogue.Find(Record)!.Hash.ShouldBe(before.Hash);
    }

    [Fact]
    public async Task A_start_with_a_broken_file_serves_the_newest_version_kept()
    {
        await using var city = await CityCopy.StartAsync();
        var before = city.Catalogue.Find(Record)!;
        city.Edit(Record, "standardDays: 3", "standardDays: 三日");

        // A host that has served nothing yet, on the same database.
        using var restarted = new ProcedureCatalogue(
            city.Host.Get<CityContent>(), city.Host.Get<IFactCatalogue>(), new Versions(city.Host.Database, city.Host.Writer),
            city.Host.Get<Microsoft.Extensions.Logging.ILogger<ProcedureCatalogue>>());
        await restarted.ReloadAsync(default);

        restarted.Find(Record)!.Hash.ShouldBe(before.Hash);
        restarted.Faults.ShouldHaveSingleItem().Message.ShouldContain("standardDays");
    }

    [Fact]
    public async Task A_start_with_a_broken_file_and_no_version_serves_the_others()
    {
        await using var city = await CityCopy.StartAsync(copy => copy.Edit(Record, "code: resident-record", "code: other-name"));

        city.Catalogue.Current.Count.ShouldBe(4);
        city.Catalogue.Faults.ShouldHaveSingleItem().Message.ShouldContain("フォルダーの名前");
    }

    [Fact]
    public async Task A_saved_file_shows_without_a_reload()
    {
        await using var city = await CityCopy.StartAsync();
        city.Edit(Record, "standardDays: 3", "standardDays: 4");

        await city.Host.Time.DueWithinAsync(WatchContent.Quiet);
        city.Host.Time.Advance(WatchContent.Quiet);
        await city.Host.Services.GetServices<IHostedService>().OfType<WatchContent>().Single().Reading;

        city.Catalogue.Find(Record)!.StandardDays.ShouldBe(4);
    }

    [Fact]
    public async Task A_procedure_is_found_by_the_words_people_use()
    {
        await using var city = await CityCopy.StartAsync();
        (string Words, string Code)[] expected =
        [
            ("児童手当", "child-allowance"), ("じどうてあて", "child-allowance"), ("ｼﾞﾄﾞｳﾃｱﾃ", "child-allowance"), ("child allowance", "child-allowance"),
            ("児童手当ての申し込み", "child-allowance"), ("住民票の写し", Record), ("ジュウミンヒョウ", Record), ("juminhyo", Record),
            ("飲食店 承継", "food-permit-succession"), ("医療費", "child-medical"),
        ];

        foreach (var (words, code) in expected)
        {
            city.Catalogue.Search(new(words)).Select(procedure => procedure.Code).FirstOrDefault().ShouldBe(code, words);
        }
    }

    [Fact]
    public async Task A_procedure_is_found_by_life_event_category_and_audience()
    {
        await using var city = await CityCopy.StartAsync();

        city.Catalogue.Search(new(LifeEvent: "take-over-business")).Select(procedure => procedure.Code).ShouldBe(["food-permit-succession"]);
        city.Catalogue.Search(new(Category: "registration")).Select(procedure => procedure.Code).ShouldBe(["resident-record"]);
        city.Catalogue.Search(new(Audience: Audience.Organisation)).Select(procedure => procedure.Code).ShouldBe(["food-permit-succession"]);
        city.Catalogue.Search(new("火星への移住")).ShouldBeEmpty();
        city.Catalogue.Search(new()).Count.ShouldBe(5);
    }

    [Fact]
    public async Task What_the_register_holds_of_a_family_is_gathered_for_the_journey()
    {
        await using var city = await CityCopy.StartAsync();
        await city.Host.Get<IDemoSeed>().SeedAsync(default);
        var makoto = (await city.Host.Get<IDemoPeople>().FindAsync("sato-makoto", default))!.Party!.Value;
        var definition = city.Catalogue.Find("child-allowance")!;

        var known = await city.Host.Get<IKnownFacts>().ForAsync(definition, makoto, DemoCity.Today, default);
        var state = Journey.Walk(definition, Answers.Empty, known, DemoCity.Today);

        known.Facts["person.name"].Value.ShouldBe(new TextValue("佐藤 誠"));
        known.Facts["person.name"].Source.Ja.ShouldBe("住民基本台帳");
        state.At("children")!.Items.Select(item => item.Name).ShouldBe(["佐藤 陽翔", "佐藤 芽衣", "佐藤 葵"], ignoreOrder: true);
        state.Steps.ShouldContain(step => step.Path == "confirm/applicant");
    }

    [Fact]
    public async Task A_postcode_stands_for_its_places_and_an_unknown_one_for_none()
    {
        await using var city = await CityCopy.StartAsync();
        var postcodes = city.Host.Get<IPostcodes>();

        postcodes.Find("〒329-9902").ShouldBe([new("3299902", "栃木県", "みやのわ市", "風見台")]);
        postcodes.Find("１００－０００１").ShouldContain(place => place.City == "千代田区" && place.Town == "千代田");
        postcodes.Find("0000000").ShouldBeEmpty();
        postcodes.Find("abc").ShouldBeEmpty();
        AddressQuestion.FillFromPostcode(FormFields.Of(("answer.postcode", "3299902")), "answer", postcodes)["answer.town"].ShouldBe("風見台");
    }

    [Fact]
    public async Task The_pages_say_what_a_procedure_is_and_let_one_start()
    {
        await using var city = await CityCopy.StartAsync();
        using var visitor = city.Host.Visit();

        var list = await visitor.OpenAsync("/procedures");
        list.Says("児童手当 認定請求").ShouldBeTrue();
        list.Says("子どもが生まれた").ShouldBeTrue();

        var found = await visitor.OpenAsync("/procedures?q=%E4%BD%8F%E6%B0%91%E7%A5%A8");
        found.Headings[1].ShouldStartWith("「住民票」の手続");
        found.Headings[2].ShouldBe("住民票の写しの交付請求");

        var empty = await visitor.OpenAsync("/procedures?q=%E7%81%AB%E6%98%9F");
        empty.Says("「火星」に合う手続は見つかりませんでした").ShouldBeTrue();

        var page = await visitor.OpenAsync($"/procedures/{Record}");
        page.Heading.ShouldContain("住民票");
        page.Term("手数料").ShouldContain("300円");
        page.Says("住民基本台帳法").ShouldBeTrue();
        page.Link("この手続を始める").ShouldBe($"/apply/start/{Record}");
        ((int)(await visitor.OpenAsync("/procedures/no-such")).Status).ShouldBe(404);
    }

    [Fact]
    public async Task Every_procedure_can_be_read_in_every_language()
    {
        await using var city = await CityCopy.StartAsync();
        foreach (var language in new[] { "ja", "easy", "en" })
        {
            using var visitor = city.Host.Visit();
            visitor.Http.DefaultRequestHeaders.Add("Cookie", $"lang={language}");
            foreach (var procedure in city.Catalogue.Current)
            {
                var page = await visitor.OpenAsync($"/procedures/{procedure.Code}");

                ((int)page.Status).ShouldBe(200);
                page.Main.QuerySelectorAll("h1").Length.ShouldBe(1);
            }
        }
    }

    [Fact]
    public async Task The_officer_sees_versions_and_faults_and_reloads()
    {
        await using var city = await CityCopy.StartAsync();
        using var officer = city.Host.SignIn(SignedIn.Staff("ito", Roles.Officer));
        city.Edit(Record, "standardDays: 3", "standardDays: 三日");
        city.Edit("child-allowance", "standardDays: 15", "standardDays: 16");

        var page = await officer.SubmitAsync(await officer.OpenAsync("/staff/procedures"), "フォルダーを読み直す");

        page.Says("読み直しました").ShouldBeTrue();
        page.Says($"procedures/{Record}/procedure.yaml").ShouldBeTrue();
        page.Says("直前の正しい版で動いています").ShouldBeTrue();
        page.Says(city.Catalogue.Find("child-allowance")!.Hash[..12]).ShouldBeTrue();
        city.Catalogue.Find("child-allowance")!.StandardDays.ShouldBe(16);
    }

    [Fact]
    public async Task Nobody_but_an_officer_opens_the_definitions()
    {
        await using var city = await CityCopy.StartAsync();
        using var nobody = city.Host.Visit();
        ((int)(await nobody.OpenAsync("/staff/procedures")).Status).ShouldBe(401);

        foreach (var role in new[] { Roles.Resident, Roles.Clerk, Roles.Head, Roles.Auditor })
        {
            using var visitor = city.Host.SignIn(SignedIn.Staff("tanaka", role));
            ((int)(await visitor.OpenAsync("/staff/procedures")).Status).ShouldBe(403, role);
        }
    }
}
