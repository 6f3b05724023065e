using System.Text;
using System.Text.Json;
using CsCheck;
using Madoguchi.DesignSystem;

namespace Madoguchi.Procedures.Tests;

public class JourneyTests
{
    private const string Routed = """
        - code: first
          title: はじめに
          questions:
            - code: kind
              type: choose-one
              name: 種類
              label: どれですか
              options: [{code: a, label: あ}, {code: b, label: い}, {code: c, label: う}]
              next:
                - {when: '種類 = "b"', go: last}
                - {when: '種類 = "c"', end: 窓口に来てください}
            - {code: count, type: number, name: 数, label: いくつ, when: '種類 = "a"'}
            - {code: big, type: yes-no, name: 大きい, label: 大きいですか, when: 数 > 10}
        - code: middle
          title: なか
          when: 数 > 5
          questions:
            - {code: note, type: text, name: 覚え, label: 覚え, required: false}
        - code: last
          title: おわり
          questions:
            - {code: mail, type: email, label: メール, name: 連絡先}
        """;

    private static readonly int[] DaysAway = [-30, 365, -7360, -10950];
    private static readonly string[] Numbers = ["7999901000001", "09999999", "123456"];
    private static readonly Guid Makoto = new("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid Haruto = new("00000000-0000-0000-0000-00000000000b");
    private static readonly Guid Mei = new("00000000-0000-0000-0000-00000000000c");

    [Fact]
    public void A_journey_begins_at_its_first_question_and_shows_what_may_come()
    {
        var state = Walk(Routed);

        state.Next!.Path.ShouldBe("kind");
        Paths(state).ShouldBe(["kind", "count", "big", "note", "mail"]);
        state.Steps.Skip(1).ShouldAllBe(step => step.State == StepState.NotReachable);
        state.IsComplete.ShouldBeFalse();
    }

    [Fact]
    public void What_an_answer_decides_is_left_out()
    {
        var state = Walk(Routed, ("kind", new ChoiceValue("a")), ("count", new NumberValue(3)));

        Paths(state).ShouldBe(["kind", "count", "mail"]);
        state.Next!.Path.ShouldBe("mail");
        (state.Done, state.Total).ShouldBe((2, 3));
    }

    [Fact]
    public void A_route_leads_forward_over_what_lies_between()
    {
        Paths(Walk(Routed, ("kind", new ChoiceValue("b")))).ShouldBe(["kind", "mail"]);
    }

    [Fact]
    public void An_end_stops_the_journey_and_says_why()
    {
        var state = Walk(Routed, ("kind", new ChoiceValue("c")), ("mail", new TextValue("a@example.com")));

        state.Ended!.Ja.ShouldBe("窓口に来てください");
        state.IsComplete.ShouldBeFalse();
        Paths(state).ShouldBe(["kind"]);
    }

    [Fact]
    public void Answers_to_questions_no_longer_visible_are_kept_but_not_submitted()
    {
        var state = Walk(Routed, ("kind", new ChoiceValue("b")), ("count", new NumberValue(3)), ("mail", new TextValue("a@example.com")));

        state.IsComplete.ShouldBeTrue();
        state.Relevant.Select(answer => answer.Path).ShouldBe(["kind", "mail"]);
        state.Answers["count"].ShouldNotBeNull();
    }

    [Fact]
    public void What_cannot_be_decided_is_asked_and_never_hidden()
    {
        var definition = DemoCity.Small("""
            - code: first
              title: はじめに
              questions:
                - {code: extra, type: text, name: 追加, label: 追加, when: '加入年金 = "employees"'}
            """);

        Walk(definition, Known.Nothing).Next!.Path.ShouldBe("extra");
        Walk(definition, Held(("person.pension-kind", "\"national\""))).Steps.ShouldBeEmpty();
    }

    [Fact]
    public void A_check_that_fails_later_opens_its_question_again()
    {
        const string checkedLater = """
            - code: first
              title: はじめに
              questions:
                - {code: most, type: number, name: 上限, label: 上限}
                - {code: count, type: number, name: 数, label: 数, check: {that: 値 <= 上限, message: 多すぎます}}
            """;

        Walk(checkedLater, ("most", new NumberValue(5)), ("count", new NumberValue(5))).IsComplete.ShouldBeTrue();
        var state = Walk(checkedLater, ("most", new NumberValue(4)), ("count", new NumberValue(5)));

        state.Next!.Path.ShouldBe("count");
        state.Next.Problem!.Ja.ShouldBe("多すぎます");
        state.Relevant.Select(answer => answer.Path).ShouldBe(["most"]);
    }

    [Fact]
    public void The_fee_follows_the_answers()
    {
        var definition = DemoCity.Procedure("resident-record");
        var answers = Answers.Empty.With("copies", Typed(new NumberValue(3)));

        Journey.Walk(definition, Answers.Empty, Known.Nothing, DemoCity.Today).FeeYen.ShouldBeNull();
        Journey.Walk(definition, answers.With("target", Typed(new ChoiceValue("self"))), Known.Nothing, DemoCity.Today).FeeYen.ShouldBe(900);
    }

    [Theory]
    [InlineData("window", "school", 300, FeeDue.AtCollection, null)]
    [InlineData("post", "school", 300, FeeDue.BeforeDecision, null)]
    [InlineData(null, "school", 300, FeeDue.BeforeDecision, null)]
    [InlineData("post", "pension-report", 0, FeeDue.BeforeDecision, "pension-report")]
    [InlineData("post", null, 300, FeeDue.BeforeDecision, null)]
    public void When_and_whether_a_fee_is_paid_follows_the_answers_and_what_is_not_known_exempts_nobody(
        string? method, string? purpose, long yen, string due, string? exemption)
    {
        var answers = Answers.Empty.With("target", Typed(new ChoiceValue("self"))).With("copies", Typed(new NumberValue(1)));
        answers = method is null ? answers : answers.With("method", Typed(new ChoiceValue(method)));
        answers = purpose is null ? answers : answers.With("purpose", Typed(new ChoiceValue(purpose)));

        var state = Journey.Walk(DemoCity.Procedure("resident-record"), answers, Known.Nothing, DemoCity.Today);

        state.FeeYen.ShouldBe(yen);
        state.FeeDue.ShouldBe(due);
        state.FeeExemption?.Code.ShouldBe(exemption);
    }

    [Fact]
    public void Facts_the_register_holds_are_shown_once_together_and_confirmed()
    {
        var definition = DemoCity.Procedure("child-allowance");
        var state = Walk(definition, Family());
        var step = state.At("confirm/applicant")!;

        step.Lines.Select(line => line.Path).ShouldBe(["name", "kana", "birth-date", "address", "phone"], ignoreOrder: false);
        Paths(state).ShouldNotContain("name");
        var confirmed = StepForm.Read(state, step, Confirm(step), [], Now);
        confirmed.Errors.ShouldBeEmpty();
        var after = Journey.Walk(definition, state.Answers.With(confirmed.Changes), state.Known, DemoCity.Today);

        var name = after.Relevant.Single(answer => answer.Path == "name").Answer;
        (name.How, name.Provenance!.Source.Ja, name.Provenance.AsOf).ShouldBe((How.Confirmed, "住民基本台帳", new DateOnly(2020, 4, 1)));
    }

    [Fact]
    public void A_fact_marked_as_wrong_is_asked_and_keeps_what_it_contests()
    {
        var definition = DemoCity.Small("""
            - code: you
              title: あなた
              questions:
                - {code: name, type: text, fact: person.name, label: 氏名}
                - {code: phone, type: phone, fact: person.phone, label: 電話}
            """);
        var known = Held(("person.name", "\"佐藤 誠\""), ("person.phone", "\"090-0000-0101\""));
        var state = Walk(definition, known);
        var disputed = After(state, StepForm.Read(state, state.Next!, Confirm(state.Next!, "phone"), [], Now));

        Paths(disputed).ShouldBe(["confirm/you", "phone"]);
        disputed.Next!.Path.ShouldBe("phone");
        disputed.Relevant.Select(answer => answer.Path).ShouldBe(["name"]);
        StepForm.Fill(disputed, disputed.Next)["answer"].ShouldBe("090-0000-0101");
        var done = After(disputed, StepForm.Read(disputed, disputed.Next, FormFields.Of(("answer", "090-0000-9999")), [], Now));

        done.IsComplete.ShouldBeTrue();
        var answer = done.Relevant.Single(relevant => relevant.Path == "phone").Answer;
        (answer.How, answer.Provenance!.FactId).ShouldBe((How.Contested, known.Facts["person.phone"].FactId));
    }

    [Fact]
    public void Who_marks_a_value_as_wrong_and_leaves_it_as_it_is_agrees_after_all()
    {
        var definition = DemoCity.Small("""
            - code: you
              title: あなた
              questions:
                - {code: phone, type: phone, fact: person.phone, label: 電話}
            """);
        var state = Walk(definition, Held(("person.phone", "\"090-0000-0101\"")));
        var disputed = After(state, StepForm.Read(state, state.Next!, Confirm(state.Next!, "phone"), [], Now));

        var done = After(disputed, StepForm.Read(disputed, disputed.Next!, FormFields.Of(("answer", "090-0000-0101")), [], Now));

        done.IsComplete.ShouldBeTrue();
        done.Relevant.ShouldHaveSingleItem().Answer.How.ShouldBe(How.Confirmed);
        Paths(done).ShouldBe(["confirm/you"]);
    }

    [Fact]
    public void A_confirmation_opens_again_when_the_register_has_changed()
    {
        var definition = DemoCity.Small("""
            - code: you
              title: あなた
              questions:
                - {code: name, type: text, fact: person.name, label: 氏名}
            """);
        var state = Walk(definition, Held(("person.name", "\"佐藤 誠\"")));
        var step = state.Next!;
        var confirmed = After(state, StepForm.Read(state, step, Confirm(step), [], Now));
        confirmed.IsComplete.ShouldBeTrue();

        var changed = Journey.Walk(definition, confirmed.Answers, Held(("person.name", "\"鈴木 誠\"")), DemoCity.Today);

        changed.Next!.Path.ShouldBe("confirm/you");
        StepForm.Read(changed, changed.Next, Confirm(step), [], Now).Errors.ShouldHaveSingleItem().Key.ShouldBe("confirm.changed");
    }

    [Fact]
    public void Children_of_the_household_are_items_that_need_only_be_confirmed()
    {
        var definition = DemoCity.Procedure("child-allowance");
        var state = Walk(definition, Family());

        state.Steps.Where(step => step.Kind == StepKind.Confirm && step.Section.Code == "children").Select(step => step.Path)
            .ShouldBe(["children/1/confirm", "children/2/confirm"]);
        state.At("children")!.Items.Select(item => item.Name).ShouldBe(["佐藤 陽翔", "佐藤 芽衣"]);
    }

    [Fact]
    public void An_item_taken_away_takes_its_answers_along_and_the_later_ones_move_up()
    {
        var definition = DemoCity.Procedure("child-allowance");
        var state = Walk(definition, Family());
        state = Do(state, "children", "add");
        var step = state.At("children/3/name")!;
        state = After(state, StepForm.Read(state, step, FormFields.Of(("answer", "佐藤 葵")), [], Now));
        state.At("children")!.Items.Select(item => item.Name).ShouldBe(["佐藤 陽翔", "佐藤 芽衣", "佐藤 葵"]);

        state = Do(state, "children", "remove.1");

        state.At("children")!.Items.Select(item => (item.Number, item.Name)).ShouldBe([(1, "佐藤 芽衣"), (2, "佐藤 葵")]);
        state.Answers["children/2/name"]!.Value.ShouldBe(new TextValue("佐藤 葵"));
        state.Answers["children/3/name"].ShouldBeNull();
    }

    [Fact]
    public void Items_keep_their_numbers_when_the_household_grows()
    {
        var definition = DemoCity.Procedure("child-allowance");
        var before = Walk(definition, Family(children: 1));
        var step = before.At("children/1/confirm")!;
        var anchored = before.Answers.With(StepForm.Read(before, step, Confirm(step), [], Now).Changes);

        // The register now lists the younger child first.
        var known = Family();
        var grown = Journey.Walk(definition, anchored, known with { Members = [.. known.Members.Reverse()] }, DemoCity.Today);

        grown.At("children")!.Items.Select(item => item.Member).ShouldBe([Haruto, Mei]);
        grown.At("children/1/confirm")!.Lines.Select(line => line.Fact.Value).ShouldContain(new TextValue("佐藤 陽翔"));
    }

    [Fact]
    public void The_list_of_items_keeps_to_its_bounds()
    {
        var definition = DemoCity.Small("""
            - code: shops
              title: 店
              repeat: {itemName: 店, min: 1, max: 2, allowAdd: true}
              questions:
                - {code: name, type: text, name: 店の名, label: 名}
            """);
        var state = Walk(definition, Known.Nothing);
        Paths(state).ShouldBe(["shops/1/name", "shops"]);

        state = Do(state, "shops", "add");
        Paths(state).ShouldBe(["shops/1/name", "shops/2/name", "shops"]);
        StepForm.Read(state, state.At("shops")!, FormFields.Of(("do", "add")), [], Now).Errors.ShouldHaveSingleItem().Key.ShouldBe("items.too-many");

        state = Do(Do(state, "shops", "remove.2"), "shops", "remove.1");
        Paths(state).ShouldBe(["shops/1/name", "shops"]);
    }

    [Fact]
    public void A_correction_asks_only_what_was_asked_back()
    {
        var definition = DemoCity.Small(Routed);
        var submitted = Answers.Empty
            .With("kind", Typed(new ChoiceValue("a"))).With("count", Typed(new NumberValue(3))).With("mail", Typed(new TextValue("a@example.com")));

        var state = Journey.Restrict(definition, submitted, Answers.Empty, ["count"], Known.Nothing, DemoCity.Today);
        Paths(state).ShouldBe(["count"]);
        state.Next!.Path.ShouldBe("count");

        // A higher number makes one more question necessary.
        var reply = Answers.Empty.With("count", Typed(new NumberValue(30)));
        Paths(Journey.Restrict(definition, submitted, reply, ["count"], Known.Nothing, DemoCity.Today)).ShouldBe(["count", "big", "note"]);
        var done = Journey.Restrict(
            definition, submitted, reply.With("big", Typed(YesNoValue.Yes)).With("note", Typed(NoAnswer.Value)), ["count"], Known.Nothing, DemoCity.Today);
        done.IsComplete.ShouldBeTrue();
        done.Relevant.Select(answer => answer.Path).ShouldBe(["kind", "count", "big", "note", "mail"]);
    }

    [Fact]
    public void A_required_question_left_empty_says_so_and_an_optional_one_goes_on()
    {
        var state = Walk(Routed, ("kind", new ChoiceValue("a")), ("count", new NumberValue(30)), ("big", YesNoValue.Yes));

        StepForm.Read(state, state.At("mail")!, FormFields.Empty, [], Now).Errors.ShouldHaveSingleItem().Key.ShouldBe("answer.type");
        StepForm.Read(state, state.At("note")!, FormFields.Empty, [], Now).Changes.ShouldHaveSingleItem().Value!.Value.ShouldBe(NoAnswer.Value);
    }

    [Fact]
    public void The_same_answer_again_changes_nothing()
    {
        var state = Walk(Routed, ("kind", new ChoiceValue("a")));

        StepForm.Read(state, state.At("kind")!, FormFields.Of(("answer", "a")), [], Now).Changes.ShouldBeEmpty();
    }

    [Fact]
    public void Only_files_given_before_or_now_can_be_kept()
    {
        var definition = DemoCity.Small("""
            - code: papers
              title: 書類
              questions:
                - {code: proof, type: file, name: 書類, label: 書類, attachment: {law: 法, accept: [pdf]}}
            """);
        var mine = new GivenFile(Guid.Parse("00000000-0000-0000-0000-000000000001"), "a.pdf", "application/pdf", 10);
        var others = Guid.Parse("00000000-0000-0000-0000-000000000002");
        var state = Journey.Walk(definition, Answers.Empty.With("proof", Typed(new FilesValue([mine]))), Known.Nothing, DemoCity.Today);
        var form = FormFields.Of(("answer.keep", mine.FileId.ToString()), ("answer.keep", others.ToString()));

        var read = StepForm.Read(state, state.At("proof")!, form, [mine with { FileId = others, Name = "b.pdf" }], Now);

        ((FilesValue)read.Changes.Single().Value!.Value).Files.Select(file => file.Name).ShouldBe(["a.pdf", "b.pdf"]);
        StepForm.Read(state, state.At("proof")!, FormFields.Of(("answer.keep", others.ToString())), [], Now)
            .Errors.ShouldHaveSingleItem().Key.ShouldBe("answer.file");
    }

    [Fact]
    public void Answers_are_the_same_after_storing()
    {
        var provenance = new Provenance(Haruto, new Localised("住民基本台帳", "住民の名簿", "Register"), new(2020, 4, 1));
        var answers = Answers.Empty
            .With("children", Typed(new ItemsValue([Haruto, null], [Mei], true)))
            .With("children/1/name", new(new TextValue("𠮷田 \"葵\""), "party:1", Now.At, How.Confirmed, 7, provenance))
            .With("files", Typed(new FilesValue([new(Mei, "証明書.pdf", "application/pdf", 1234)])))
            .With("none", Typed(NoAnswer.Value));

        var read = Answers.FromJson(answers.ToJson());

        read.All.ShouldBe(answers.All);
        read.ToJson().ShouldBe(answers.ToJson());
        Encoding.UTF8.GetString(answers.ToJson()).ShouldContain("住民基本台帳");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}x")]
    [InlineData("""{"a":{}}""")]
    [InlineData("""{"a":{"kind":"text","value":"x","at":"2026-01-01T00:00:00Z","how":"typed","version":1}}""")]
    [InlineData("""{"a":{"kind":"text","value":"x","by":"party:1","at":"2026-01-01T00:00:00Z","how":"guessed","version":1}}""")]
    [InlineData("""{"a":{"kind":"text","value":"x","by":"party:1","at":"2026-01-01T00:00:00Z","how":"typed","version":1}""")]
    public void Stored_answers_that_are_not_whole_are_a_fault_and_never_half_read(string stored) =>
        (Should.Throw<Exception>(() => Answers.FromJson(Encoding.UTF8.GetBytes(stored))) is FormatException or JsonException).ShouldBeTrue();

    [Fact]
    public void The_order_of_answering_makes_no_difference_and_walking_always_ends()
    {
        var definition = DemoCity.Small(Routed);
        var answers = AnyAnswers().Array[0, 12];

        Gen.Select(answers, Gen.Int).Sample((given, seed) =>
        {
            var last = given.GroupBy(pair => pair.Path).Select(group => group.Last()).ToArray();
            var shuffled = last.OrderBy(pair => HashCode.Combine(seed, pair.Path)).ToArray();

            var one = Journey.Walk(definition, All(last), Known.Nothing, DemoCity.Today);
            var other = Journey.Walk(definition, All(shuffled), Known.Nothing, DemoCity.Today);

            return Paths(one).SequenceEqual(Paths(other))
                && Paths(one).Distinct().Count() == one.Steps.Count
                && one.Next?.Path == other.Next?.Path
                && one.Relevant.SequenceEqual(other.Relevant)
                && one.Steps.Count(step => step.State == StepState.Open) <= 1
                && one.IsComplete == (one.Next is null && one.Ended is null);
        }, iter: 2000);
    }

    [Fact]
    public void Going_back_and_changing_an_answer_loses_no_other()
    {
        var definition = DemoCity.Small(Routed);

        Gen.Select(AnyAnswers().Array[0, 8], AnyAnswers()).Sample((given, change) =>
        {
            var before = All(given);
            var state = Journey.Walk(definition, before, Known.Nothing, DemoCity.Today);
            var step = state.At(change.Path);
            if (step is null)
            {
                return true;
            }

            var fields = step.Question!.Type.Fields(change.Value, StepForm.Field).ToArray();
            var after = before.With(StepForm.Read(state, step, FormFields.Of(fields), [], Now).Changes);

            return before.All.Where(answer => answer.Key != change.Path).All(answer => after[answer.Key] == answer.Value)
                && after.Count - before.Count is 0 or 1;
        }, iter: 2000);
    }

    [Fact]
    public void Every_procedure_can_be_walked_to_its_end_by_answering_what_is_open()
    {
        foreach (var definition in DemoCity.Procedures())
        {
            foreach (var known in new[] { Known.Nothing, Family() })
            {
                var state = Journey.Walk(definition, Answers.Empty, known, DemoCity.Today);
                for (var steps = 0; state.Next is { } step; steps++)
                {
                    steps.ShouldBeLessThan(200);
                    Paths(state).ShouldBeUnique();
                    state = Journey.Walk(definition, state.Answers.With(Answered(state, step)), known, DemoCity.Today);
                }

                (state.IsComplete || state.Ended is not null).ShouldBeTrue(definition.Code);
            }
        }
    }

    /// <summary>Any plausible answer of the step, as changes.</summary>
    private static IReadOnlyList<KeyValuePair<string, Answer?>> Answered(JourneyState state, Step step)
    {
        FormFields[] forms = step.Kind switch
        {
            StepKind.Confirm => [Confirm(step)],
            StepKind.Items => [FormFields.Of(("do", "continue"))],
            _ => [.. Plausible(step, state).Select(value => FormFields.Of([.. step.Question!.Type.Fields(value, StepForm.Field)])).DefaultIfEmpty(FormFields.Empty)],
        };
        GivenFile[] files = step.Question?.Type is FileQuestion ? [new(Mei, "a.pdf", "application/pdf", 10)] : [];
        var read = forms.Select(form => StepForm.Read(state, step, form, files, Now)).ToArray();
        return (read.FirstOrDefault(result => result.IsAccepted)
            ?? throw new InvalidOperationException($"{state.Definition.Code} {step.Path}: {string.Join(", ", read[0].Errors)}")).Changes;
    }

    private static IEnumerable<AnswerValue> Plausible(Step step, JourneyState state) => step.Question!.Type switch
    {
        TextQuestion { Pattern: not null } text => Numbers.Where(sample => text.Pattern.IsMatch(sample)).Take(1).Select(sample => new TextValue(sample)),
        TextQuestion => [new TextValue("佐藤 誠")],
        KanaQuestion => [new TextValue("サトウ マコト")],
        DateQuestion => DaysAway.Select(days => new DateValue(DemoCity.Today.AddDays(days))),
        YesNoQuestion => [YesNoValue.Yes],
        ChooseOneQuestion choose => [new ChoiceValue(choose.Options[0].Code)],
        ChooseManyQuestion choose => [new ChoicesValue([.. choose.Options.Take(Math.Max(1, choose.Min)).Select(option => option.Code)])],
        AddressQuestion => [new AddressValue("3299902", "栃木県", "みやのわ市", "風見台1番", "", "")],
        PhoneQuestion => [new TextValue("090-0000-0101")],
        EmailQuestion => [new TextValue("a@example.com")],
        MoneyQuestion => [new MoneyValue(1000)],
        NumberQuestion number => [new NumberValue(Math.Max(1, number.Min))],
        BankAccountQuestion => [new BankAccountValue("みやのわ銀行", "0999", "本店", "001", "ordinary", "0001234", "サトウ マコト")],
        HouseholdMemberQuestion => state.MembersToChoose(step).Select(member => new MemberValue(member.Party, member.Name)).DefaultIfEmpty(new(Guid.Empty, "佐藤 結衣")).Take(1),
        _ => [],
    };

    private static Answering Now { get; } = new("party:1", new DateTimeOffset(2026, 11, 2, 1, 0, 0, TimeSpan.Zero), 1);

    private static Answer Typed(AnswerValue value) => new(value, Now.By, Now.At, How.Typed, Now.Version);

    private static JourneyState Walk(string sections, params (string Path, AnswerValue Value)[] answers) =>
        Journey.Walk(DemoCity.Small(sections), All(answers), Known.Nothing, DemoCity.Today);

    private static JourneyState Walk(ProcedureDefinition definition, Known known) => Journey.Walk(definition, Answers.Empty, known, DemoCity.Today);

    private static JourneyState After(JourneyState state, StepResult result)
    {
        result.Errors.ShouldBeEmpty();
        return Journey.Walk(state.Definition, state.Answers.With(result.Changes), state.Known, state.Today);
    }

    private static JourneyState Do(JourneyState state, string path, string wish) =>
        After(state, StepForm.Read(state, state.At(path)!, FormFields.Of(("do", wish)), [], Now));

    private static FormFields Confirm(Step step, params string[] wrong) => FormFields.Of(
        [.. step.Lines.Select(line => (StepForm.SeenField, StepForm.Seen(line))), .. wrong.Select(path => (StepForm.WrongField, path))]);

    private static Answers All(IEnumerable<(string Path, AnswerValue Value)> answers) =>
        answers.Aggregate(Answers.Empty, (all, answer) => all.With(answer.Path, Typed(answer.Value)));

    private static string[] Paths(JourneyState state) => [.. state.Steps.Select(step => step.Path)];

    private static Known Held(params (string, string)[] facts) => new(Makoto, DemoCity.Held(facts), []);

    private static Known Family(int children = 2)
    {
        var father = Person("佐藤 誠", "サトウ マコト", "1988-06-15", ("person.phone", "\"090-0000-0101\""));
        KnownMember[] all =
        [
            new(Makoto, "佐藤 誠", "世帯主", father),
            new(Haruto, "佐藤 陽翔", "子", Person("佐藤 陽翔", "サトウ ハルト", "2014-05-20")),
            new(Mei, "佐藤 芽衣", "子", Person("佐藤 芽衣", "サトウ メイ", "2019-09-01")),
        ];
        return new(Makoto, father, [.. all.Take(1 + children)]);
    }

    private static Dictionary<string, KnownFact> Person(string name, string kana, string born, params (string, string)[] more) => DemoCity.Held(
    [
        ("person.name", $"\"{name}\""), ("person.name-kana", $"\"{kana}\""), ("person.birth-date", $"\"{born}\""),
        ("person.address", """{"postcode":"3299902","prefecture":"栃木県","city":"みやのわ市","town":"風見台","street":"二丁目4番8号","building":""}"""),
        .. more,
    ]);

    private static Gen<(string Path, AnswerValue Value)> AnyAnswers() => Gen.OneOf(
        Gen.Int[0, 2].Select(which => ("kind", (AnswerValue)new ChoiceValue("abc"[which..(which + 1)]))),
        Gen.Int[0, 30].Select(number => ("count", (AnswerValue)new NumberValue(number))),
        Gen.Bool.Select(yes => ("big", (AnswerValue)(yes ? YesNoValue.Yes : YesNoValue.No))),
        Gen.Bool.Select(given => ("note", given ? (AnswerValue)new TextValue("覚え書き") : NoAnswer.Value)),
        Gen.Const(("mail", (AnswerValue)new TextValue("a@example.com"))));
}
