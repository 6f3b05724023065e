using System.Text.RegularExpressions;
using CsCheck;
using Madoguchi.DesignSystem;

namespace Madoguchi.Procedures.Tests;

public class QuestionTypeTests
{
    private static readonly string[] Awkward = ["", "　", "令和", "元", "２", "-1", "\uD842", "😀", "ｶﾞ", "\0", "1e400", "99999999999999999999999999999999999"];

    private static readonly ParseContext Context = ParseContext.On(DemoCity.Today);

    [Theory]
    [InlineData("佐藤 誠", "佐藤 誠")]
    [InlineData("　佐藤　誠　", "佐藤 誠")]
    [InlineData("佐藤\t誠\r\n", "佐藤 誠")]
    [InlineData("𠮷田 健二", "𠮷田 健二")]
    [InlineData("\uE000田", "\uE000田")]
    [InlineData("葛󠄀城", "葛󠄀城")]
    [InlineData("ﾏﾘｱ", "マリア")]
    [InlineData("Ｊｏｈｎ", "John")]
    public void Text_keeps_every_character_of_a_name_and_none_of_what_was_pasted_with_it(string typed, string kept) =>
        Text(new TextQuestion(), typed).ShouldBe(kept);

    [Theory]
    [InlineData("佐藤😀", "text.emoji")]
    [InlineData("佐藤☎", "text.emoji")]
    [InlineData("👨‍👩‍👧", "text.emoji")]
    [InlineData("佐藤\uD842", "text.broken")]
    [InlineData("佐\u0007藤", "text.control")]
    public void Text_that_no_notice_can_print_is_told(string typed, string key) => Error(new TextQuestion(), typed).ShouldBe(key);

    [Fact]
    public void A_name_of_a_hundred_characters_fits_and_one_more_does_not()
    {
        var question = new TextQuestion { MaxLength = 100 };

        Text(question, string.Concat(Enumerable.Repeat("𠮷", 100))).Length.ShouldBe(200);
        var error = question.Parse(Form(new string('字', 101)), "answer", Context).Errors.ShouldHaveSingleItem();

        error.Key.ShouldBe("text.too-long");
        error.Args.ShouldBe([100, 101]);
    }

    [Theory]
    [InlineData("７９９９９０１０００００１", "7999901000001")]
    [InlineData("7-9999-0100-0001", "7999901000001")]
    public void A_number_with_a_pattern_may_be_typed_in_any_width(string typed, string kept) =>
        Text(new TextQuestion { Pattern = new Regex("^[1-9][0-9]{12}$") }, typed).ShouldBe(kept);

    [Theory]
    [InlineData("ｻﾄｳ ﾏｺﾄ", "サトウ マコト")]
    [InlineData("さとう　まこと", "サトウ マコト")]
    [InlineData("ｶﾞｷﾞｸﾞ", "ガギグ")]
    [InlineData("ジョー", "ジョー")]
    public void Kana_come_out_as_full_katakana(string typed, string kept) => Text(new KanaQuestion(), typed).ShouldBe(kept);

    [Theory]
    [InlineData("佐藤")]
    [InlineData("Sato")]
    public void What_is_no_kana_is_told(string typed) => Error(new KanaQuestion(), typed).ShouldBe("kana.not-kana");

    [Fact]
    public void An_emoji_is_named_wherever_it_was_typed()
    {
        Error(new KanaQuestion(), "サトウ🎉").ShouldBe("text.emoji");
        var bank = new BankAccountQuestion().Parse(FormFields.Of(("answer.bankName", "みやのわ銀行🏦")), "answer", Context);
        bank.Errors.First(error => error.Field == ".bankName").Key.ShouldBe("text.emoji");
    }

    [Theory]
    [InlineData("ad", "2026", "4", "1", "2026-04-01")]
    [InlineData("reiwa", "８", "４", "１", "2026-04-01")]
    [InlineData("reiwa", "元", "5", "1", "2019-05-01")]
    [InlineData("heisei", "31", "4", "30", "2019-04-30")]
    [InlineData("showa", "39", "10", "10", "1964-10-10")]
    [InlineData("ad", "2024", "2", "29", "2024-02-29")]
    public void A_date_is_read_in_either_calendar(string era, string year, string month, string day, string expected) =>
        Date(era, year, month, day).Value.ShouldBe(new DateValue(DateOnly.Parse(expected, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("ad", "2026", "2", "30", "date.no-such-day", "2月30日はありません")]
    [InlineData("ad", "2025", "2", "29", "date.no-such-day", "2月29日はありません")]
    [InlineData("ad", "2026", "13", "1", "date.no-such-day", "13月はありません")]
    [InlineData("reiwa", "1", "4", "30", "date.outside-era", "平成31年4月30日")]
    [InlineData("heisei", "31", "5", "1", "date.outside-era", "令和元年5月1日")]
    [InlineData("reiwa", "0", "5", "1", "date.no-such-day", "令和元年")]
    [InlineData("ad", "8", "4", "1", "date.not-a-date", "元号")]
    [InlineData("ad", "2026", "四月", "x", "date.not-a-date", "")]
    public void A_date_that_is_none_is_told_in_words(string era, string year, string month, string day, string key, string words)
    {
        var error = Date(era, year, month, day).Errors.ShouldHaveSingleItem();

        error.Key.ShouldBe(key);
        ((string)error.Args[0]).ShouldContain(words);
    }

    [Theory]
    [InlineData("", "4", "1", ".year")]
    [InlineData("2026", "", "1", ".month")]
    [InlineData("2026", "4", "", ".day")]
    public void A_missing_part_of_a_date_is_named(string year, string month, string day, string field) =>
        Date("ad", year, month, day).Errors.ShouldHaveSingleItem().Field.ShouldBe(field);

    [Fact]
    public void A_date_after_today_is_told_when_today_is_the_last()
    {
        var question = new DateQuestion { Latest = DayBound.Today };

        question.Parse(Form("2026-11-02"), "answer", Context).Errors.ShouldBeEmpty();
        question.Parse(Form("2026-11-03"), "answer", Context).Errors.ShouldHaveSingleItem().Key.ShouldBe("date.in-future");
    }

    [Fact]
    public void A_date_is_shown_in_both_calendars()
    {
        var question = new DateQuestion();

        question.Display(new DateValue(new(2019, 5, 1)), Language.Ja).ShouldBe("令和元年5月1日（2019年5月1日）");
        question.Display(new DateValue(new(2019, 5, 1)), Language.En).ShouldBe("1 May 2019");
    }

    [Theory]
    [InlineData("０９０-００００-０１０１", "090-0000-0101")]
    [InlineData("090ー0000ー0101", "090-0000-0101")]
    [InlineData("(028) 000-0120", "028-000-0120")]
    [InlineData("+81-90-0000-0101", "090-0000-0101")]
    [InlineData("09000000101", "09000000101")]
    public void A_phone_number_may_be_typed_as_people_do(string typed, string kept) => Text(new PhoneQuestion(), typed).ShouldBe(kept);

    [Theory]
    [InlineData("九〇-0000", "phone.not-digits")]
    [InlineData("90-0000-0101", "phone.area-code")]
    [InlineData("090-0000", "phone.length")]
    public void A_phone_number_that_cannot_be_called_is_told(string typed, string key) => Error(new PhoneQuestion(), typed).ShouldBe(key);

    [Theory]
    [InlineData("ｍａｋｏｔｏ＠ＥＸＡＭＰＬＥ．ｃｏｍ", "makoto@example.com")]
    [InlineData(" makoto@example.com ", "makoto@example.com")]
    public void A_mail_address_may_be_full_width(string typed, string kept) => Text(new EmailQuestion(), typed).ShouldBe(kept);

    [Theory]
    [InlineData("makoto", "email.no-at")]
    [InlineData("誠@example.com", "email.form")]
    [InlineData("a@b", "email.form")]
    [InlineData("a@@example.com", "email.form")]
    [InlineData("@example.com", "email.form")]
    public void A_mail_address_that_is_none_is_told(string typed, string key) => Error(new EmailQuestion(), typed).ShouldBe(key);

    [Theory]
    [InlineData("１２，０００円", 12000)]
    [InlineData("¥12,000", 12000)]
    [InlineData("0", 0)]
    public void Money_may_be_typed_with_its_sign(string typed, long yen) =>
        new MoneyQuestion().Parse(Form(typed), "answer", Context).Value.ShouldBe(new MoneyValue(yen));

    [Theory]
    [InlineData("3", 1, 10, null)]
    [InlineData("３", 1, 10, null)]
    [InlineData("0", 1, 10, "number.too-small")]
    [InlineData("11", 1, 10, "number.too-large")]
    [InlineData("1.5", 1, 10, "number.not-whole")]
    [InlineData("三", 1, 10, "number.not-a-number")]
    [InlineData("1e5", 1, 10, "number.not-a-number")]
    public void A_number_keeps_to_its_bounds(string typed, int min, int max, string? key) =>
        new NumberQuestion { Min = min, Max = max }.Parse(Form(typed), "answer", Context).Errors.Select(error => error.Key).SingleOrDefault().ShouldBe(key);

    [Fact]
    public void An_account_is_kept_as_a_transfer_needs_it()
    {
        var account = (BankAccountValue)new BankAccountQuestion().Parse(Account(("number", "１２３４"), ("holder", "しゃ）ﾀﾞｲｷｷﾞｮｳ")), "answer", Context).Value!;

        account.Number.ShouldBe("0001234");
        account.Holder.ShouldBe("シヤ)ダイキギヨウ");
        BankAccountQuestion.HalfWidth(account.Holder).ShouldBe("ｼﾔ)ﾀﾞｲｷｷﾞﾖｳ");
    }

    [Theory]
    [InlineData("bankCode", "123", ".bankCode", "bank.bank-code")]
    [InlineData("branchCode", "", ".branchCode", "bank.branch-code")]
    [InlineData("kind", "gold", ".kind", "bank.kind")]
    [InlineData("number", "12345678", ".number", "bank.number-too-long")]
    [InlineData("number", "12a", ".number", "bank.number")]
    [InlineData("holder", "佐藤", ".holder", "bank.holder-character")]
    public void A_fault_in_an_account_is_told_at_its_field(string part, string typed, string field, string key)
    {
        var error = new BankAccountQuestion().Parse(Account((part, typed)), "answer", Context).Errors.ShouldHaveSingleItem();

        (error.Field, error.Key).ShouldBe((field, key));
    }

    [Fact]
    public void An_address_is_read_in_any_width_and_shown_in_one_line()
    {
        var question = new AddressQuestion();
        var form = FormFields.Of(("answer.postcode", "〒３２９－９９０２"), ("answer.prefecture", "栃木県"), ("answer.city", "みやのわ市"), ("answer.town", "風見台二丁目４番８号"), ("answer.building", ""));

        var value = question.Parse(form, "answer", Context).Value!;

        question.Display(value, Language.Ja).ShouldBe("〒329-9902 栃木県みやのわ市風見台二丁目4番8号");
        question.Parse(form.With(("answer.prefecture", "栃木")), "answer", Context).Errors.ShouldHaveSingleItem().Field.ShouldBe(".prefecture");
        question.Parse(form.With(("answer.postcode", "32-99")), "answer", Context).Errors.ShouldHaveSingleItem().Field.ShouldBe(".postcode");
    }

    [Fact]
    public void Choices_are_codes_of_the_list_and_nothing_else()
    {
        IReadOnlyList<Option> options = [new("a", new("あ"), null), new("b", new("い"), null), new("c", new("う"), null)];
        var many = new ChooseManyQuestion { Options = options, Min = 2, Max = 2 };

        new ChooseOneQuestion { Options = options }.Parse(Form("あ"), "answer", Context).Errors.ShouldHaveSingleItem().Key.ShouldBe("answer.unknown-choice");
        many.Parse(FormFields.Of(("answer", "c"), ("answer", "a")), "answer", Context).Value.ShouldBe(new ChoicesValue(["a", "c"]));
        many.Parse(FormFields.Of(("answer", "c")), "answer", Context).Errors.ShouldHaveSingleItem().Key.ShouldBe("answer.too-few");
        many.Parse(FormFields.Empty, "answer", Context).IsBlank.ShouldBeTrue();
        many.RequiredKey.ShouldBe("answer.choose-many");
        var promises = new ChooseManyQuestion { Options = options, Min = 3 };
        promises.Parse(FormFields.Of(("answer", "c")), "answer", Context).Errors.ShouldHaveSingleItem().Key.ShouldBe("answer.choose-all");
        promises.RequiredKey.ShouldBe("answer.choose-all");
    }

    [Fact]
    public void Only_files_of_the_accepted_kinds_and_sizes_are_an_answer()
    {
        var question = new FileQuestion { Law = new("法", null, null, null, false), Accept = ["pdf"], MaxFiles = 1, MaxMegabytes = 1 };
        GivenFile File(string type, long size) => new(Guid.Parse("00000000-0000-0000-0000-000000000001"), "a.pdf", type, size);
        string? Key(params GivenFile[] files) => question.Parse(FormFields.Empty, "answer", Context with { Files = files }).Errors.SingleOrDefault()?.Key;

        Key(File("application/pdf", 10)).ShouldBeNull();
        Key(File("application/x-msdownload", 10)).ShouldBe("file.type");
        Key(File("application/pdf", 2 * 1024 * 1024)).ShouldBe("file.too-large");
        Key(File("application/pdf", 10), File("application/pdf", 10)).ShouldBe("file.too-many");
    }

    [Fact]
    public void Nothing_typed_is_blank_for_every_type()
    {
        foreach (var code in QuestionTypeReader.Codes.Where(code => code != "file"))
        {
            var type = DemoCity.Procedures().SelectMany(definition => definition.Sections).SelectMany(section => section.Questions)
                .Select(question => question.Type).FirstOrDefault(type => type.Code == code);

            type?.Parse(FormFields.Empty, "answer", Context).IsBlank.ShouldBeTrue(code);
            type?.Parse(FormFields.Of(("answer", code.StartsWith("choose", StringComparison.Ordinal) || code is "yes-no" or "household-member" ? "" : "　 ")), "answer", Context)
                .IsBlank.ShouldBeTrue(code);
        }
    }

    [Fact]
    public void A_value_is_the_same_after_storing_and_after_typing_again()
    {
        (QuestionType Type, AnswerValue Value)[] values =
        [
            (new TextQuestion(), new TextValue("𠮷田 \"健二\"")),
            (new DateQuestion(), new DateValue(new(2026, 10, 21))),
            (new YesNoQuestion(), YesNoValue.No),
            (new ChooseOneQuestion { Options = [new("a", new("あ"), null)] }, new ChoiceValue("a")),
            (new ChooseManyQuestion { Options = [new("a", new("あ"), null), new("b", new("い"), null)] }, new ChoicesValue(["a", "b"])),
            (new MoneyQuestion(), new MoneyValue(12000)),
            (new NumberQuestion { Decimals = 2 }, new NumberValue(1.25m)),
            (new AddressQuestion(), new AddressValue("3299902", "栃木県", "みやのわ市", "風見台二丁目4番8号", "", "")),
            (new BankAccountQuestion(), new BankAccountValue("みやのわ銀行", "0999", "本店", "001", "ordinary", "0001234", "サトウ マコト")),
        ];
        foreach (var (type, value) in values)
        {
            AnswerValue.FromJson(value.Kind, value.ToJson()).ShouldBe(value);
            type.Parse(FormFields.Of([.. type.Fields(value, "answer")]), "answer", Context).Value.ShouldBe(value);
            type.Accepts(value).ShouldBeTrue();
            type.ValueKind.ShouldBe(value.Kind);
        }
    }

    [Fact]
    public void Whatever_is_typed_is_an_answer_or_an_error_and_never_throws()
    {
        var types = DemoCity.Procedures().SelectMany(definition => definition.Sections).SelectMany(section => section.Questions)
            .Select(question => question.Type).DistinctBy(type => type.Code).ToArray();
        string[] suffixes = ["", ".era", ".year", ".month", ".day", ".postcode", ".prefecture", ".city", ".town", ".street", ".building", ".bankName", ".bankCode", ".branchName", ".branchCode", ".kind", ".number", ".holder", ".keep"];
        var typed = Gen.OneOf(Gen.String[0, 30], Gen.OneOf(Awkward.Select(text => Gen.Const(text)).ToArray()));

        Gen.Select(Gen.Int[0, types.Length - 1], typed.Array[suffixes.Length]).Sample((which, texts) =>
        {
            var form = FormFields.Of([.. suffixes.Zip(texts)]);

            var parsed = types[which].Parse(form, "answer", Context);

            return parsed.Value is null || (parsed.Errors.Count == 0 && types[which].Display(parsed.Value, Language.Ja).Length > 0);
        }, iter: 3000);
    }

    private static FormFields Form(string typed) => FormFields.Of(("answer", typed));

    private static FormFields Account(params (string Part, string Typed)[] changed) =>
        FormFields.Of(
            ("answer.bankName", "みやのわ銀行"), ("answer.bankCode", "0999"), ("answer.branchName", "本店"), ("answer.branchCode", "001"),
            ("answer.kind", "ordinary"), ("answer.number", "0001234"), ("answer.holder", "サトウ マコト"))
        .With([.. changed.Select(change => ($"answer.{change.Part}", change.Typed))]);

    private static string Text(QuestionType type, string typed) =>
        type.Parse(Form(typed), "answer", Context).Value.ShouldBeOfType<TextValue>().Text;

    private static string Error(QuestionType type, string typed) =>
        type.Parse(Form(typed), "answer", Context).Errors.ShouldHaveSingleItem().Key;

    private static Parsed Date(string era, string year, string month, string day) => new DateQuestion().Parse(
        FormFields.Of(("answer.era", era), ("answer.year", year), ("answer.month", month), ("answer.day", day)), "answer", Context);
}
