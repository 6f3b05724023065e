using Madoguchi.Kernel;
using Madoguchi.Registry;
using Madoguchi.Testing;

namespace Madoguchi.Rules.Tests;

public sealed class DecisionPageTests
{
    private const string Allowance = "/staff/decisions/child-allowance";

    [Fact]
    public async Task The_officer_finds_every_model_and_its_state()
    {
        await using var city = await CityCopy.StartAsync();
        using var officer = Officer(city);

        var page = await officer.OpenAsync("/staff/decisions");

        page.Rows().Count.ShouldBe(3);
        page.Says("児童手当の対象と月額").ShouldBeTrue();
        page.Says("直すところはありません").ShouldBeTrue();
    }

    [Fact]
    public async Task A_city_without_models_says_where_they_go()
    {
        await using var city = await CityCopy.StartAsync(copy => copy.RemoveDecisions());
        using var officer = Officer(city);

        (await officer.OpenAsync("/staff/decisions")).Says("判定表はまだありません").ShouldBeTrue();
    }

    [Fact]
    public async Task A_table_is_read_with_its_policy_in_words_and_its_annotations()
    {
        await using var city = await CityCopy.StartAsync();
        using var officer = Officer(city);

        var page = await officer.OpenAsync("/staff/decisions/child-medical");

        page.Says("上から順に見て、最初に当てはまった行の結果になります").ShouldBeTrue();
        page.Says("みやのわ市こども医療費の助成に関する条例(架空) 第3条").ShouldBeTrue();
        page.Main.QuerySelectorAll("h1").Length.ShouldBe(1);
        ((int)(await officer.OpenAsync("/staff/decisions/no-such")).Status).ShouldBe(404);
        ((int)(await officer.OpenAsync(Allowance + "/versions/9")).Status).ShouldBe(404);
    }

    [Fact]
    public async Task A_changed_cell_becomes_a_version_with_its_reason_and_its_difference_in_words()
    {
        await using var city = await CityCopy.StartAsync();
        using var officer = Officer(city);
        var edit = await officer.OpenAsync(Allowance + "/edit");

        var saved = await officer.SubmitAsync(edit, "新しい版として保存する", ("i.0.0", "< 19"), ("変える理由", "試しの改正"));

        saved.Says("第2版として保存しました").ShouldBeTrue();
        saved.Says("「支給対象」の1行目「4月1日の年齢」: 「< 18」 → 「< 19」").ShouldBeTrue();
        saved.Says("試しの改正").ShouldBeTrue();
        city.Catalogue.Find("child-allowance")!.Version.SavedBy.ShouldBe("staff:ito");
        (await city.Host.CountAsync("rules_version")).ShouldBe(4);
    }

    [Fact]
    public async Task Nothing_is_saved_without_a_reason_or_without_a_change()
    {
        await using var city = await CityCopy.StartAsync();
        using var officer = Officer(city);
        var edit = await officer.OpenAsync(Allowance + "/edit");

        var refused = await officer.SubmitAsync(edit, "新しい版として保存する", ("i.0.0", "< 19"));
        var same = await officer.SubmitAsync(edit, "新しい版として保存する", ("変える理由", "なし"));

        ((int)refused.Status).ShouldBe(422);
        refused.Errors.ShouldHaveSingleItem().ShouldContain("なぜ変えるのか");
        refused.Field("i.0.0").Value.ShouldBe("< 19");
        same.Errors.ShouldHaveSingleItem().ShouldContain("同じ内容");
        (await city.Host.CountAsync("rules_version")).ShouldBe(3);
    }

    [Fact]
    public async Task Whoever_saves_second_keeps_what_they_typed_and_may_save_it_again()
    {
        await using var city = await CityCopy.StartAsync();
        using var officer = Officer(city);
        using var other = city.Host.SignIn(SignedIn.Staff("suzuki", Roles.Officer));
        var edit = await officer.OpenAsync(Allowance + "/edit");
        await other.SubmitAsync(await other.OpenAsync(Allowance + "/edit"), "新しい版として保存する", ("i.3.0", ">= 19"), ("変える理由", "先に保存"));

        var moved = await officer.SubmitAsync(edit, "新しい版として保存する", ("i.0.0", "< 19"), ("変える理由", "あとから"));
        var saved = await officer.SubmitAsync(moved, "新しい版として保存する");

        ((int)moved.Status).ShouldBe(409);
        moved.Says("ほかの人が第2版を保存しました").ShouldBeTrue();
        moved.Field("i.0.0").Value.ShouldBe("< 19");
        moved.Says("「支給対象」の4行目「4月1日の年齢」: 「>= 19」 → 「>= 18」").ShouldBeTrue();
        saved.Says("第3版として保存しました").ShouldBeTrue();
    }

    [Fact]
    public async Task The_same_form_sent_twice_saves_once()
    {
        await using var city = await CityCopy.StartAsync();
        using var officer = Officer(city);
        var edit = await officer.OpenAsync(Allowance + "/edit");

        await officer.SubmitAsync(edit, "新しい版として保存する", ("i.0.0", "< 19"), ("変える理由", "一度だけ"));
        await officer.SubmitAsync(edit, "新しい版として保存する", ("i.0.0", "< 19"), ("変える理由", "一度だけ"));

        (await city.Host.CountAsync("rules_version")).ShouldBe(4);
    }

    [Fact]
    public async Task Rows_are_added_moved_and_removed_and_a_table_becomes_one_of_priorities_without_a_script()
    {
        await using var city = await CityCopy.StartAsync();
        using var officer = Officer(city);
        var edit = await officer.OpenAsync(Allowance + "/edit");

        var added = await officer.SubmitAsync(edit, "add:3");
        var moved = await officer.SubmitAsync(added, "up:4");
        var removed = await officer.SubmitAsync(moved, "remove:0");
        var saved = await officer.SubmitAsync(
            removed, "新しい版として保存する", ("i.2.0", "< 0"), ("o.2.0", "\"対象外\""), ("hit", "PRIORITY"), ("out.values.0", "\"対象外\", \"勤務先が支給\", \"対象\""), ("変える理由", "並べ替え"));

        added.Rows("main table").Count.ShouldBe(5);
        moved.Says("を加えました").ShouldBeTrue();
        removed.Says("「支給対象」の1行目をなくしました").ShouldBeTrue();
        saved.Says("第2版として保存しました").ShouldBeTrue();
        var table = city.Catalogue.Find("child-allowance")!.Model.Tables[0].Table;
        table.HitPolicy.ShouldBe(Feel.HitPolicy.Priority);
        table.Outputs[0].Values.ShouldBe("\"対象外\", \"勤務先が支給\", \"対象\"");
        table.Rules.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_mistyped_cell_is_a_finding_with_its_row_before_it_is_saved()
    {
        await using var city = await CityCopy.StartAsync();
        using var officer = Officer(city);

        var page = await officer.SubmitAsync(await officer.OpenAsync(Allowance + "/edit"), "違いと直すところを確かめる", ("i.1.0", "< < 18"));

        page.Says("直すところが").ShouldBeTrue();
        page.Says("「支給対象」の2行目の「4月1日の年齢」").ShouldBeTrue();
    }

    [Fact]
    public async Task A_year_that_no_row_covers_any_more_is_shown_with_a_case_before_it_is_saved()
    {
        await using var city = await CityCopy.StartAsync();
        using var officer = Officer(city);

        var page = await officer.SubmitAsync(await officer.OpenAsync(Allowance + "/edit"), "違いと直すところを確かめる", ("i.3.0", ">= 20"));

        page.Says("どの行にも当てはまらない場合があります（4月1日の年齢: [18..20)").ShouldBeTrue();
        page.Says("たとえば 年度初めの年齢 = 18").ShouldBeTrue();
    }

    [Fact]
    public async Task An_old_version_is_put_back_as_a_new_one()
    {
        await using var city = await CityCopy.StartAsync();
        using var officer = Officer(city);
        await officer.SubmitAsync(await officer.OpenAsync(Allowance + "/edit"), "新しい版として保存する", ("i.0.0", "< 19"), ("変える理由", "誤り"));

        var draft = await officer.SubmitAsync(await officer.OpenAsync(Allowance + "/versions/1"), "この版の内容に戻す");
        var saved = await officer.SubmitAsync(draft, "新しい版として保存する");

        draft.Says("「支給対象」の1行目「4月1日の年齢」: 「< 19」 → 「< 18」").ShouldBeTrue();
        saved.Says("第3版として保存しました").ShouldBeTrue();
        var hashes = await city.Host.ColumnAsync("select hash as value from rules_version where code = 'child-allowance' order by number");
        hashes[2].ShouldBe(hashes[0]);
    }

    [Fact]
    public async Task A_workbook_comes_out_and_in_with_its_difference_shown_before_it_is_saved()
    {
        await using var city = await CityCopy.StartAsync();
        using var officer = Officer(city);
        var served = city.Catalogue.Find("child-allowance")!.Model;
        var book = WriteSpreadsheet.Write(DecisionModel.Read(served.Content.Replace("<text>15000</text>", "<text>16000</text>", StringComparison.Ordinal)));

        var download = await officer.Http.GetByteArrayAsync(new Uri(Allowance + "/xlsx", UriKind.Relative));
        var draft = await officer.SubmitAsync(
            await officer.OpenAsync(Allowance), "違いを見る", ("file", new ChosenFile("表.xlsx", "application/octet-stream", book)));
        var saved = await officer.SubmitAsync(draft, "新しい版として保存する", ("変える理由", "増額"));

        using (var stream = new MemoryStream(download))
        {
            ReadSpreadsheet.Read(stream, served).Tables.Count.ShouldBe(2);
        }

        draft.Says("「月額」の1行目「月額（円）」: 「15000」 → 「16000」").ShouldBeTrue();
        saved.Says("第2版として保存しました").ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_that_is_none_of_ours_changes_nothing_and_says_why()
    {
        await using var city = await CityCopy.StartAsync();
        using var officer = Officer(city);

        var xml = await officer.SubmitAsync(await officer.OpenAsync(Allowance), "違いを見る", ("file", new ChosenFile("x.dmn", "text/xml", "<a>"u8.ToArray())));
        var none = await officer.SubmitAsync(await officer.OpenAsync(Allowance), "違いを見る");

        ((int)xml.Status).ShouldBe(422);
        xml.Errors.ShouldHaveSingleItem().ShouldContain("XML");
        none.Errors.ShouldHaveSingleItem().ShouldContain("ファイルを選んでください");
    }

    [Fact]
    public async Task An_example_resident_is_tried_and_what_is_not_known_is_named()
    {
        await using var city = await CityCopy.StartAsync();
        await city.Host.Get<IDemoSeed>().SeedAsync(default);
        using var officer = Officer(city);
        var page = await officer.OpenAsync(Allowance + "/try");
        page.Field("見本の住民").Choices.ShouldContain(choice => choice.StartsWith("佐藤 芽衣", StringComparison.Ordinal));

        var mei = page.Field("見本の住民").Choices.Single(choice => choice.StartsWith("佐藤 芽衣", StringComparison.Ordinal));
        var open = await officer.SubmitAsync(page, "この人の値を入れて判定する", ("見本の住民", mei));
        var decided = await officer.SubmitAsync(
            open, "判定する", ("監護し生計を同じくする", "はい"), ("請求者が公務員", "いいえ"), ("何番目の子か", "2"));

        open.Field("年齢").Value.ShouldBe("7");
        open.Says("「月額」: まだわからない").ShouldBeTrue();
        open.Says("何番目の子か").ShouldBeTrue();
        decided.Says("「支給対象」: \"対象\"").ShouldBeTrue();
        decided.Says("「月額」: 10000").ShouldBeTrue();
        decided.Main.QuerySelectorAll("tr[data-truth=True]").Length.ShouldBe(2);
        decided.Address.Query.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_draft_is_tried_before_it_is_saved_and_comes_back_as_it_was()
    {
        await using var city = await CityCopy.StartAsync();
        using var officer = Officer(city);
        var edit = await officer.OpenAsync(Allowance + "/edit");

        var form = await officer.SubmitAsync(edit, "下書きを試す", ("o.0.0", "\"試し\""), ("変える理由", "書きかけ"));
        var tried = await officer.SubmitAsync(
            form, "判定する", ("年度初めの年齢", "１７"), ("監護し生計を同じくする", "はい"), ("請求者が公務員", "いいえ"));
        var back = await officer.SubmitAsync(tried, "下書きに戻る");

        tried.Says("「支給対象」: \"試し\"").ShouldBeTrue();
        back.Field("o.0.0").Value.ShouldBe("\"試し\"");
        back.Field("変える理由").Value.ShouldBe("書きかけ");
        (await city.Host.CountAsync("rules_version")).ShouldBe(3);
    }

    [Fact]
    public async Task A_mistyped_value_is_said_and_nothing_is_decided()
    {
        await using var city = await CityCopy.StartAsync();
        using var officer = Officer(city);

        var page = await officer.SubmitAsync(await officer.OpenAsync(Allowance + "/try"), "判定する", ("年齢", "七つ"));

        ((int)page.Status).ShouldBe(422);
        page.Errors.ShouldHaveSingleItem().ShouldContain("数で書いてください");
        page.Field("年齢").Value.ShouldBe("七つ");
    }

    [Fact]
    public async Task The_drawing_editor_gets_1_3_and_what_it_gives_back_is_a_draft()
    {
        await using var city = await CityCopy.StartAsync();
        using var officer = Officer(city);

        var draw = await officer.SubmitAsync(await officer.OpenAsync(Allowance + "/edit"), "図と表のエディターで直す");
        var xml = draw.Field("content").Value!;
        var draft = await officer.SubmitAsync(draw, "確かめる", ("content", xml.Replace("<text>15000</text>", "<text>16000</text>", StringComparison.Ordinal)));

        xml.ShouldContain("20191111/MODEL/");
        draw.Document.QuerySelectorAll("script[src*='dmn-modeler']").Length.ShouldBe(1);
        draw.Document.QuerySelectorAll("script:not([src]), [style]").ShouldBeEmpty();
        draft.Says("「15000」 → 「16000」").ShouldBeTrue();
        draft.Field("content").Value!.ShouldContain("20230324/MODEL/");
        foreach (var name in EditorAssets.Styles.Append(EditorAssets.Editor).Append("dmn-js/dmn-font/font/dmn.woff2"))
        {
            using var file = await officer.Http.GetAsync(new Uri("/assets/" + name, UriKind.Relative));
            ((int)file.StatusCode).ShouldBe(200, name);
        }
    }

    [Fact]
    public async Task A_changed_file_of_the_city_becomes_a_version_and_an_unreadable_one_leaves_what_there_is()
    {
        await using var city = await CityCopy.StartAsync();
        city.Edit("child-medical", "&lt; 18", "&lt; 16");
        city.Edit("child-allowance", "</definitions>", "");

        await city.Catalogue.ReloadAsync(default);

        city.Catalogue.Find("child-medical")!.Version.Number.ShouldBe(2);
        city.Catalogue.Find("child-allowance")!.Version.Number.ShouldBe(1);
        city.Catalogue.Faults.ShouldHaveSingleItem().File.ShouldBe("decisions/child-allowance.dmn");
    }

    [Fact]
    public async Task Nobody_but_an_officer_opens_the_decisions()
    {
        await using var city = await CityCopy.StartAsync();
        using var nobody = city.Host.Visit();
        ((int)(await nobody.OpenAsync("/staff/decisions")).Status).ShouldBe(401);
        foreach (var role in new[] { Roles.Resident, Roles.Clerk, Roles.Head, Roles.Auditor })
        {
            using var visitor = city.Host.SignIn(SignedIn.Staff("tanaka", role));
            ((int)(await visitor.OpenAsync("/staff/decisions")).Status).ShouldBe(403, role);
        }
    }

    private static Visitor Officer(CityCopy city) => city.Host.SignIn(SignedIn.Staff("ito", Roles.Officer));
}
