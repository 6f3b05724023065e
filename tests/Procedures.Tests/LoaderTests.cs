using CsCheck;

namespace Madoguchi.Procedures.Tests;

public class LoaderTests
{
    private const string Section = """
        - code: first
          title: はじめに
          questions:
            - {code: age, type: number, name: 年数, label: 年数は}
            - code: kind
              type: choose-one
              name: 種類
              label: どれですか
              options:
                - {code: a, label: あ}
                - {code: b, label: い}
        """;

    [Fact]
    public void A_small_procedure_loads()
    {
        var definition = DemoCity.Small(Section);

        definition.Sections.Single().Questions.Select(question => question.Code).ShouldBe(["age", "kind"]);
        definition.Hash.Length.ShouldBe(64);
        definition.QuestionAt("kind")!.Type.ShouldBeOfType<ChooseOneQuestion>();
    }

    [Theory]
    [InlineData("name: 年数, label: 年数は", "name: 年数, labell: 年数は", 19, "「labell」というキーはありません。「label」ではありませんか。")]
    [InlineData("name: 年数, label: 年数は", "name: 年数, labell: 年数は", 19, "「label」がありません。ja（日本語）")]
    [InlineData("type: number", "type: nunber", 19, "「nunber」という種類の質問はありません。「number」ではありませんか。")]
    [InlineData("code: kind", "code: age", 20, "コード「age」が重なっています")]
    [InlineData("code: kind", "code: receipt", 20, "「receipt」は画面の住所に使う言葉なので、コードにできません")]
    [InlineData("code: first", "code: check", 16, "「check」は画面の住所に使う言葉なので、コードにできません")]
    [InlineData("code: b,", "code: a,", 26, "選択肢のコード「a」が重なっています")]
    [InlineData("code: b,", "code: B,", 26, "「B」はコードに使えません")]
    [InlineData("name: 種類", "name: 年数", 22, "式で使う名前「年数」が質問「age」と重なっています")]
    [InlineData("name: 種類", "name: 生年月日", 22, "「生年月日」は本人情報「person.birth-date」の名前です")]
    [InlineData("name: 種類", "fact: person.brith-date", 22, "「person.brith-date」という本人情報は facts.yaml にありません。「person.birth-date」ではありませんか。")]
    [InlineData("name: 種類", "name: 種類\n      when: 年数 >", 23, "")]
    [InlineData("name: 種類", "name: 種類\n      when: 年数え > 3", 23, "「年数え」という名前の質問も本人情報もありません。「年数」ではありませんか。")]
    [InlineData("name: 年数, label: 年数は", "name: 年数, label: 年数は, when: '種類 = \"a\"'", 19, "「種類」は、この質問より後の「kind」で聞きます")]
    [InlineData("name: 種類", "name: 種類\n      next: [{when: '種類 = \"a\"', go: age}]", 23, "「age」はこの質問より前か、この質問自身です")]
    [InlineData("name: 種類", "name: 種類\n      next: [{when: '種類 = \"a\"', go: nowhere}]", 23, "「nowhere」という質問も区分もありません")]
    [InlineData("name: 種類", "name: 種類\n      attachment: {law: 法}", 23, "attachment は type: file の質問にだけ書けます")]
    [InlineData("type: number, name: 年数", "type: file, name: 年数", 19, "添付書類は、どの法令が求めるかを")]
    [InlineData("type: number, name: 年数", "type: date, name: 年数, latest: tomorrow", 19, "「latest」は today か、2026-04-01 の形の日付で")]
    [InlineData("title: はじめに", "title: はじめに\n  repeat: {itemName: 人, min: 5, max: 2}", 18, "min は max 以下にしてください")]
    [InlineData("  questions:", "  questions: &x", 18, "アンカー（&）と別名（*）は使えません")]
    public void A_fault_is_told_with_its_line_and_how_to_mend_it(string good, string bad, int line, string sentence)
    {
        var broken = DemoCity.Around(Section.Replace(good, bad, StringComparison.Ordinal));

        var faults = DemoCity.Load(broken).Faults;

        faults.ShouldContain(fault => fault.Line == line && fault.Message.Contains(sentence, StringComparison.Ordinal), string.Join("\n", faults));
        faults.ShouldAllBe(fault => fault.Line >= 1 && fault.Column >= 1);
    }

    [Theory]
    [InlineData("when: 年数 > 三つ", "三つ")]
    [InlineData("when: '年数 > 三つ'", "三つ")]
    [InlineData("when: \"年数 > 三つ\"", "三つ")]
    [InlineData("when: |\n        年数 >\n        三つ", "三つ")]
    public void A_fault_in_an_expression_points_at_its_character(string when, string at)
    {
        var text = YamlFile.Canonical(DemoCity.Around(Section.Replace("name: 種類", "name: 種類\n      " + when, StringComparison.Ordinal)));

        var fault = DemoCity.Load(text).Faults.ShouldHaveSingleItem();

        text.Split('\n')[fault.Line - 1][(fault.Column - 1)..].ShouldStartWith(at);
    }

    [Fact]
    public void Every_fault_of_a_file_is_told_at_once()
    {
        var broken = DemoCity.Around(Section.Replace("label: 年数は", "labell: 年数は", StringComparison.Ordinal))
            .Replace("standardDays: 1", "standardDays: いつか", StringComparison.Ordinal)
            .Replace("audience: [person]", "audience: [people]", StringComparison.Ordinal)
            .Replace("summary: 試験のための手続\n", "", StringComparison.Ordinal);

        var lines = DemoCity.Load(broken).Faults.Select(fault => fault.Line).Distinct();

        lines.ShouldBe([1, 3, 10, 18]);
    }

    [Theory]
    [InlineData("assurance: certain", "「certain」は使えません。guest、low、substantial、high のどれかを書いてください。")]
    [InlineData("assurance: guest\nestablishes: [{fact: person.phone, from: kind}]", "答えは、本人情報として登録できません")]
    public void How_sure_the_city_must_be_is_one_of_four_and_a_guest_establishes_nothing(string lines, string sentence)
    {
        var broken = DemoCity.Around(Section).Replace("audience: [person]", "audience: [person]\n" + lines, StringComparison.Ordinal);

        DemoCity.Load(broken).Faults.ShouldContain(fault => fault.Message.Contains(sentence, StringComparison.Ordinal));
        DemoCity.Small(Section).Assurance.ShouldBe(Kernel.Assurance.Substantial);
    }

    [Fact]
    public void A_file_that_is_no_yaml_is_one_fault_with_its_line()
    {
        var fault = DemoCity.Load("code: test\nname: [試験\nsummary: x\n").Faults.ShouldHaveSingleItem();

        fault.Message.ShouldStartWith("YAMLとして読めません");
        fault.Line.ShouldBeInRange(2, 4);
    }

    [Theory]
    [InlineData("{pay: before-decision}", "{pay: sometimes}", "「sometimes」は使えません")]
    [InlineData("refund: before-handling", "refund: perhaps", "「perhaps」は使えません")]
    [InlineData("ways: [online, window]", "ways: [online, barter]", "「barter」は使えません")]
    [InlineData("when: 使いみち = \"pension-report\"", "when: 使い道 = \"pension-report\"", "「使い道」という名前の質問も本人情報もありません")]
    public void How_a_fee_is_paid_is_checked_to_the_word(string good, string bad, string fault)
    {
        var text = DemoCity.Text("resident-record");
        text.ShouldContain(good);

        var loaded = DemoCity.Load(text.Replace(good, bad, StringComparison.Ordinal));

        loaded.Faults.ShouldHaveSingleItem().Message.ShouldContain(fault);
    }

    [Fact]
    public void A_file_broken_anywhere_is_told_as_a_fault_and_never_throws()
    {
        var text = DemoCity.Text("resident-record");
        string[] damage = ["", ":", "{", "}", "[", "\"", "'", "\t", "- ", "\n", "&a ", "*a ", "|", "\0", "\ud842", "？"];

        Gen.Int[0, text.Length - 20].Select(Gen.Int[0, 15], Gen.Int[0, damage.Length - 1]).Sample((at, length, kind) =>
        {
            var broken = text[..at] + damage[kind] + text[(at + length)..];

            var loaded = DemoCity.Load(broken);

            return loaded.Definition is not null == (loaded.Faults.Count == 0);
        }, iter: 100);
    }

    [Fact]
    public void A_file_deeper_or_longer_than_any_procedure_is_refused()
    {
        DemoCity.Load("a: " + new string('[', 50)).Faults.ShouldHaveSingleItem().Message.ShouldContain("入れ子が深すぎます");
        DemoCity.Load("a: " + new string('x', YamlFile.MaxLength)).Faults.ShouldHaveSingleItem().Message.ShouldContain("大きすぎます");
    }

    [Fact]
    public void The_hash_follows_the_text_and_the_facts_it_uses_but_not_line_ends()
    {
        var text = DemoCity.Around("""
            - code: first
              title: はじめに
              questions:
                - {code: pension, type: choose-one, fact: person.pension-kind, label: 年金}
            """);
        var before = DemoCity.Load(text).Definition!;
        var renamed = DemoCity.Facts.Select(fact => fact.Code == "person.pension-kind" ? fact with { Label = new("別の名") } : fact).ToArray();
        var unused = DemoCity.Facts.Select(fact => fact.Code == "organisation.phone" ? fact with { Label = new("別の名") } : fact).ToArray();

        DemoCity.Load(text.ReplaceLineEndings("\r\n")).Definition!.Hash.ShouldBe(before.Hash);
        DemoCity.Load(text.Replace("年金}", "年金は}", StringComparison.Ordinal)).Definition!.Hash.ShouldNotBe(before.Hash);
        ProcedureReader.Read("x", text, renamed).Definition!.Hash.ShouldNotBe(before.Hash);
        ProcedureReader.Read("x", text, unused).Definition!.Hash.ShouldBe(before.Hash);
    }

    [Fact]
    public void A_question_inherits_the_options_of_its_fact_and_may_not_invent_others()
    {
        const string bound = """
            - code: first
              title: はじめに
              questions:
                - {code: pension, type: choose-one, fact: person.pension-kind, label: 年金}
            """;

        DemoCity.Small(bound).QuestionAt("pension")!.Type.ShouldBeOfType<ChooseOneQuestion>().Options.Select(option => option.Code)
            .ShouldContain("civil-servant");
        DemoCity.Load(DemoCity.Around(bound.Replace("label: 年金", "label: 年金, options: [{code: no-such, label: ない}]", StringComparison.Ordinal)))
            .Faults.ShouldHaveSingleItem().Message.ShouldContain("選択肢「no-such」がありません");
    }
}
