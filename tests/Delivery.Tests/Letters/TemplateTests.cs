using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Madoguchi.Testing;

namespace Madoguchi.Delivery.Tests;

/// <summary>The city's templates: what is written wrong is found when they are read, with its line, and never printed.</summary>
public sealed class TemplateTests
{
    private const string Good =
        """
        kind: test
        official: true
        category: application
        values:
          outcome: {about: 決定}
          objection: {about: 教示, optional: true}
        lists:
          grounds: {about: 根拠, columns: 2}
        title: {ja: "{{outcome}}の通知", easy: "{決|き}まったこと", en: "Decision: {{outcome}}"}
        mail: {subject: "【{{city}}】お知らせ", body: "{{recipient}} 様 {{url}}"}
        letter:
          - text: "{{outcome}}とします。"
          - text: "{{objection}}"
            when: objection
          - list: grounds
            columns: [内容, 定め]
        """;

    [Fact]
    public void The_demo_citys_templates_can_be_used()
    {
        var templates = LetterTemplates.Load(new CityContent(Repository.PathTo("cities", "demo")));

        templates.All.Select(template => template.Kind).Order().ShouldBe(
        [
            "access-code", "account-changed", "application-received", "application-withdrawn", "correction-asked", "decision", "fee-asked", "fee-refunded",
        ]);
        templates.Find("decision")!.Official.ShouldBeTrue();
        templates.Find("application-received")!.Official.ShouldBeFalse();
    }

    [Theory]
    [InlineData("{{outcome}}とします。", "{{outcom}}とします。", 12, "「outcom」という値はありません")]
    [InlineData("{{outcome}}とします。", "{{outcome}とします。", 12, "{ } の書き方が正しくありません")]
    [InlineData("{{outcome}}とします。", "{決定|けってい}とします。", 12, "読み仮名は easy にだけ書けます")]
    [InlineData("    when: objection\n", "", 13, "「objection」はないことがあります")]
    [InlineData("    when: objection", "    when: objections", 14, "「objections」は values にも lists にもありません")]
    [InlineData("- list: grounds", "- list: ground", 15, "「ground」は lists にありません")]
    [InlineData("[内容, 定め]", "[内容]", 15, "columns の数が")]
    [InlineData("kind: test", "kind: tset", 1, "ファイルの名前と同じ「test」")]
    [InlineData("  outcome: {about: 決定}", "  city: {about: 決定}", 5, "「city」は市が決める値です")]
    [InlineData("category: application", "category: aplication", 3, "「application」ではありませんか")]
    public void A_fault_is_told_with_its_line(string right, string wrong, int line, string message)
    {
        var text = Good.Replace(right, wrong, StringComparison.Ordinal);

        var faults = Should.Throw<ContentException>(() => LetterTemplates.Read([("test.yaml", text)])).Faults;

        faults.ShouldContain(fault => fault.File == "letters/test.yaml" && fault.Line == line && fault.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_mail_is_written_in_the_readers_language_and_has_no_gaps()
    {
        var template = LetterTemplates.Load(new CityContent(Repository.PathTo("cities", "demo"))).Find("decision")!;
        var content = new NoticeContent(new Dictionary<string, string>
        {
            ["procedure"] = "児童手当",
            ["procedure.easy"] = "{児童手当|じどうてあて}",
            ["procedure.en"] = "Child Allowance",
        })
        { Day = new(2026, 11, 2), Address = "/my/letters/1" };

        var japanese = template.Mail.Write(Language.Ja, Words.For("decision", content, "佐藤 誠"));
        var easy = template.Mail.Write(Language.Easy, Words.For("decision", content, "佐藤 誠"));
        var english = template.Mail.Write(Language.En, Words.For("decision", content, "佐藤 誠"));

        japanese.Subject.ShouldBe("【みやのわ市】決定のお知らせがあります");
        japanese.Body.ShouldContain("「児童手当」について");
        japanese.Body.ShouldContain("https://madoguchi.example/my/letters/1");
        easy.Body.ShouldContain("「児童手当（じどうてあて）」のことが 決（き）まりました");
        easy.Subject.ShouldBe("【みやのわ市】決まったことの お知らせが あります");
        english.Body.ShouldContain("Dear 佐藤 誠,");
        english.Body.ShouldContain("“Child Allowance”");
    }

    [Fact]
    public void A_missing_value_stops_the_notice_instead_of_leaving_a_gap()
    {
        var template = LetterTemplates.Load(new CityContent(Repository.PathTo("cities", "demo"))).Find("decision")!;
        var content = new NoticeContent(new Dictionary<string, string> { ["procedure"] = " " }) { Day = new(2026, 11, 2) };

        Should.Throw<NoticeValueMissingException>(() => template.Mail.Write(Language.Ja, Words.For("decision", content, "佐藤 誠")))
            .Message.ShouldContain("\"procedure\"");
    }

    private static CityWords Words { get; } = new(
        new CityProfile
        {
            Name = new("みやのわ市", "みやのわ{市|し}", "Miyanowa City"),
            Code = "099996",
            Mayor = "みやのわ市長",
            Contact = new(new("総合窓口", null, "General Counter"), "028-000-0100", "3299901", "栃木県みやのわ市灯町1番1号"),
            OfficeHours = new(default, default, []),
        },
        new CityContent(Repository.PathTo("cities", "demo")),
        new PublicSettings { PublicAddress = new("https://madoguchi.example/") });
}
