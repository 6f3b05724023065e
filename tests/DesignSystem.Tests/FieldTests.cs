using AngleSharp.Dom;

namespace Madoguchi.DesignSystem.Tests;

public class FieldTests
{
    private static readonly IReadOnlyList<Choice> Choices = [new("a", "あ", "説明"), new("b", "い")];

    private static readonly string[] DayOnly = ["day"];

    public static TheoryData<string> Fields =>
    [
        nameof(TextField), nameof(TextArea), nameof(MoneyField), nameof(DateField), nameof(Radios), nameof(Checkboxes), nameof(Checkbox),
        nameof(Select), nameof(FileField), nameof(AddressField), nameof(BankAccountField),
    ];

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_field_is_labelled_described_and_reached_from_the_error_summary(string name)
    {
        var field = await FieldAsync(name, new() { ["Hint"] = "手がかり", ["Error"] = "直してください" });

        field.QuerySelector("#children\\/2\\/x").ShouldNotBeNull("the first control has the field's name as its id").Matches("input, select, textarea").ShouldBeTrue();
        foreach (var control in field.QuerySelectorAll("input, select, textarea"))
        {
            field.QuerySelectorAll("label").ShouldContain(label => label.GetAttribute("for") == control.Id, $"{control.Id} has a label");
        }

        var described = field.QuerySelectorAll("[aria-describedby]").SelectMany(e => e.GetAttribute("aria-describedby")!.Split(' ')).ToList();
        described.ShouldContain("children/2/x-hint");
        described.ShouldContain("children/2/x-error");
        described.ShouldAllBe(id => field.QuerySelectorAll("*").Any(e => e.Id == id));
        field.QuerySelector(".mg-error")!.TextContent.ShouldMatch("^エラー： ?直してください$");
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_field_without_hint_and_error_points_at_nothing(string name)
    {
        var field = await FieldAsync(name, []);

        field.QuerySelectorAll("[aria-describedby]")
            .SelectMany(e => e.GetAttribute("aria-describedby")!.Split(' '))
            .ShouldAllBe(id => field.QuerySelectorAll("*").Any(e => e.Id == id));
        field.QuerySelectorAll(".mg-error").ShouldBeEmpty();
        field.QuerySelectorAll("[aria-invalid]").ShouldBeEmpty();
    }

    [Fact]
    public async Task One_question_a_page_has_its_label_as_heading()
    {
        var text = await FieldAsync(nameof(TextField), new() { ["AsHeading"] = true });
        var date = await FieldAsync(nameof(DateField), new() { ["AsHeading"] = true });

        text.QuerySelector("h1 > label").ShouldNotBeNull();
        date.QuerySelector("fieldset > legend > h1").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_date_keeps_what_was_typed_and_marks_the_part_at_fault()
    {
        var date = await FieldAsync(nameof(DateField), new()
        {
            ["Value"] = new DateParts("heisei", "2", "２", "30"),
            ["Error"] = "2月30日という日はありません",
            ["PartsAtFault"] = DayOnly,
        });

        date.QuerySelector("select option[selected]")!.GetAttribute("value").ShouldBe("heisei");
        date.QuerySelector("[name='children/2/x.month']")!.GetAttribute("value").ShouldBe("２");
        date.QuerySelectorAll("[aria-invalid]").ShouldHaveSingleItem().GetAttribute("name").ShouldBe("children/2/x.day");
    }

    [Fact]
    public async Task A_file_field_says_its_limits_and_lists_what_is_already_there()
    {
        var file = await FieldAsync(nameof(FileField), new()
        {
            ["MaxFiles"] = 2,
            ["MaxMegabytes"] = 5,
            ["RemoveName"] = "remove",
            ["Uploaded"] = new[] { new UploadedFile("f1", "通帳.pdf", 2_621_440) },
        });

        file.TextContent.ShouldContain("PDF・JPEG・PNG");
        file.TextContent.ShouldContain("5 MB");
        file.TextContent.ShouldContain("2.5 MB");
        file.QuerySelector("input[type=file]")!.GetAttribute("accept").ShouldBe(".pdf,.jpg,.jpeg,.png");
        file.QuerySelector("input[type=file]")!.GetAttribute("data-max-bytes").ShouldBe("5242880");
        file.QuerySelector("button[name=remove]")!.GetAttribute("value").ShouldBe("f1");
        file.QuerySelector("button[name=remove]")!.TextContent.ShouldContain("通帳.pdf");
    }

    [Fact]
    public async Task A_full_file_field_takes_no_more()
    {
        var file = await FieldAsync(nameof(FileField), new() { ["Uploaded"] = new[] { new UploadedFile("f1", "通帳.pdf", 10) } });

        file.QuerySelector("input[type=file]").ShouldBeNull();
    }

    [Fact]
    public async Task An_address_can_be_looked_up_without_script()
    {
        var address = await FieldAsync(nameof(AddressField), []);

        var lookup = address.QuerySelector("button[type=submit]")!;
        lookup.GetAttribute("name").ShouldBe("children/2/x.lookup");
        lookup.TextContent.Trim().ShouldBe("住所を出す");
        address.QuerySelector("[autocomplete=postal-code]").ShouldNotBeNull();
    }

    [Fact]
    public async Task An_error_summary_is_announced_and_leads_to_each_field()
    {
        var errors = await Rendered.PartAsync<ErrorSummary>(new Dictionary<string, object?>
        {
            ["Errors"] = new FieldError[] { new("children/2/name", "氏名を入力してください。"), new("", "保存できませんでした。") },
        });

        var summary = errors.QuerySelector("[role=alert]")!;
        summary.GetAttribute("tabindex").ShouldBe("-1");
        summary.QuerySelectorAll("a").ShouldHaveSingleItem().GetAttribute("href").ShouldBe("#children/2/name");
        summary.QuerySelectorAll("li").Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_reference_number_is_read_aloud_digit_by_digit()
    {
        var reference = await Rendered.PartAsync<Reference>(new Dictionary<string, object?> { ["Number"] = "202604012345" });

        reference.QuerySelector(".mg-hidden")!.TextContent.ShouldBe("2 0 2 6、0 4 0 1、2 3 4 5");
    }

    [Theory]
    [InlineData(3, false, "あと3開庁日")]
    [InlineData(0, false, "本日まで")]
    [InlineData(-2, false, "2開庁日超過")]
    [InlineData(-2, true, "補正待ちのため停止中")]
    public async Task A_deadline_says_in_words_how_it_stands(int left, bool paused, string expected)
    {
        var deadline = await Rendered.PartAsync<Deadline>(new Dictionary<string, object?>
        {
            ["Due"] = new DateOnly(2026, 4, 24),
            ["WorkingDaysLeft"] = left,
            ["Paused"] = paused,
        });

        deadline.TextContent.ShouldContain("2026年4月24日（金）");
        deadline.TextContent.ShouldContain(expected);
    }

    private static async Task<IElement> FieldAsync(string name, Dictionary<string, object?> parameters)
    {
        var type = typeof(Field).Assembly.GetType("Madoguchi.DesignSystem." + name)!;
        parameters["Name"] = "children/2/x";
        parameters["Label"] = "問い";
        if (name is nameof(Radios) or nameof(Checkboxes) or nameof(Select))
        {
            parameters["Choices"] = Choices;
        }

        return Rendered.Parse("<!DOCTYPE html><html><body>" + await Rendered.HtmlAsync(type, null, parameters) + "</body></html>").Body!;
    }
}
