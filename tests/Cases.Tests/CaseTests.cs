using System.Globalization;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Procedures;

namespace Madoguchi.Cases.Tests;

public sealed class CaseTests
{
    private static readonly LegalCalendar Calendar = new([ClosedDays.Parse("12-29..01-03")]);
    private static readonly DateTimeOffset Monday = DateTimeOffset.Parse("2026-11-09T01:00Z", CultureInfo.InvariantCulture);
    private static readonly DateOnly Today = new(2026, 11, 9);
    private static readonly Actor Tanaka = new("staff:tanaka", null, Roles.Clerk);
    private static readonly Actor Kobayashi = new("staff:kobayashi", null, Roles.Clerk);
    private static readonly Actor Nakamura = new("staff:nakamura", null, Roles.Head);

    private static readonly DecisionTemplate[] Templates =
    [
        new("granted", new("認定"), [new("eligible", new("支給要件に該当するため"), new LegalBasis("児童手当法", "第4条第1項", null, null, false))], null),
        new("refused", new("却下"), [new("not-eligible", new("支給要件に該当しないため"), new LegalBasis("児童手当法", "第4条第1項", null, null, false))], new Localised("審査請求ができます")),
    ];

    [Fact]
    public void A_case_is_decided_once()
    {
        var decided = After(Opened(), Decide(Opened(), Tanaka));

        Decide(decided, Tanaka).Refusal.ShouldBe(new AlreadyDecided());
        decided.Withdraw("", Guid.Empty).Refusal.ShouldBe(new AlreadyDecided());
        decided.Assign(Tanaka, Tanaka.Id).Refusal.ShouldBe(new AlreadyDecided());
        Ask(decided, Tanaka).Refusal.ShouldBe(new AlreadyDecided());
        decided.AddNote("後日の電話", Guid.Empty).IsRefused.ShouldBeFalse();
    }

    [Fact]
    public void A_case_taken_back_is_closed()
    {
        var withdrawn = After(Opened(), Opened().Withdraw("引っ越すため", Guid.Empty));

        withdrawn.Status.ShouldBe(CaseStatus.Withdrawn);
        Decide(withdrawn, Tanaka).Refusal.ShouldBe(new AlreadyWithdrawn());
    }

    [Fact]
    public void A_decision_needs_its_outcome_grounds_and_reason_from_this_procedure()
    {
        var it = Opened();

        Decide(it, Tanaka, outcome: "cancelled").Refusal.ShouldBe(new OutcomeNotOfThisProcedure("cancelled"));
        Decide(it, Tanaka, grounds: []).Refusal.ShouldBe(new GroundMissing());
        Decide(it, Tanaka, grounds: ["eligible", "not-eligible"]).Refusal.ShouldBe(new GroundNotOfThisProcedure("not-eligible"));
        Decide(it, Tanaka, reason: " 　\n").Refusal.ShouldBe(new ReasonMissing());
        Decide(it, Tanaka, reason: new string('長', Case.LongestText + 1)).Refusal.ShouldBe(new TextTooLong(Case.LongestText));
        Decide(it, Tanaka).IsRefused.ShouldBeFalse();
    }

    [Fact]
    public void What_a_colleague_holds_only_the_head_may_act_on()
    {
        var taken = After(Opened(), Opened().Assign(Tanaka, Tanaka.Id));

        taken.Assign(Kobayashi, Kobayashi.Id).Refusal.ShouldBe(new NotYours(Tanaka.Id));
        Decide(taken, Kobayashi).Refusal.ShouldBe(new NotYours(Tanaka.Id));
        Ask(taken, Kobayashi).Refusal.ShouldBe(new NotYours(Tanaka.Id));
        taken.Assign(Tanaka, Kobayashi.Id).IsRefused.ShouldBeFalse();
        taken.Assign(Nakamura, Kobayashi.Id).IsRefused.ShouldBeFalse();
        Decide(taken, Nakamura).IsRefused.ShouldBeFalse();
        Opened().Assign(Tanaka, Kobayashi.Id).Refusal.ShouldBe(new NotYours(""));
    }

    [Fact]
    public void While_the_applicant_still_has_time_to_correct_nothing_is_decided()
    {
        var asked = After(Opened(), Ask(Opened(), Tanaka));

        asked.Status.ShouldBe(CaseStatus.Waiting);
        asked.PausedSince.ShouldBe(Monday);
        Decide(asked, Tanaka, on: asked.AnswerBy!.Value).Refusal.ShouldBe(new CorrectionOutstanding(asked.AnswerBy.Value));
        Ask(asked, Tanaka).Refusal.ShouldBe(new CorrectionOutstanding(asked.AnswerBy.Value));
        Decide(asked, Tanaka, on: asked.AnswerBy.Value.AddDays(1)).IsRefused.ShouldBeFalse();
    }

    [Fact]
    public void The_clock_stands_still_until_the_answer_comes()
    {
        var it = Opened();
        var asked = After(it, Ask(it, Tanaka));
        var answer = asked.ReceiveCorrection(asked.CorrectionId!.Value, Guid.Empty, "party:x", new(2026, 11, 16), Calendar);

        var resumed = After(asked, answer);

        it.DueOn.ShouldBe(new(2026, 11, 13));
        asked.DaysLeft.ShouldBe(4);
        resumed.DueOn.ShouldBe(new(2026, 11, 20));
        resumed.Status.ShouldBe(CaseStatus.Open);
        resumed.PausedSince.ShouldBeNull();
    }

    [Fact]
    public void An_answer_nobody_waits_for_any_more_is_kept_and_changes_no_day()
    {
        var asked = After(Opened(), Ask(Opened(), Tanaka));
        var correction = asked.CorrectionId!.Value;
        var released = After(asked, asked.WithdrawCorrection(Tanaka, Today, Calendar));

        var late = After(released, released.ReceiveCorrection(correction, Guid.Empty, "party:x", new(2026, 12, 1), Calendar));

        late.ShouldBe(released with { Version = released.Version + 1 });
        released.WithdrawCorrection(Tanaka, Today, Calendar).Refusal.ShouldBe(new NoCorrectionOutstanding());
    }

    [Fact]
    public void A_correction_names_answers_of_this_submission_says_what_is_wrong_and_gives_time()
    {
        var it = Opened();

        Ask(it, Tanaka, path: "children/9/name").Refusal.ShouldBe(new NotAnAnswer("children/9/name"));
        Ask(it, Tanaka, message: " ").Refusal.ShouldBe(new MessageMissing("bank"));
        Ask(it, Tanaka, by: Today).Refusal.ShouldBe(new AnswerDayNotAhead());
        it.AskForCorrection(Tanaka, Guid.Empty, [], _ => true, Today.AddDays(14), Today, Calendar).Refusal.ShouldBe(new NothingAsked());
    }

    [Fact]
    public void Every_event_is_read_back_as_it_was_stored()
    {
        var id = Guid.Parse("0190b3c4-0000-7000-8000-000000000001");
        CaseEvent[] all =
        [
            OpenedEvent(),
            new CaseEvent.Assigned("staff:tanaka"),
            new CaseEvent.Assigned(null),
            new CaseEvent.NoteAdded(id),
            new CaseEvent.CorrectionReceived(id, id, "party:x", Today),
            new CaseEvent.CorrectionWithdrawn(id, Today),
            new CaseEvent.Withdrawn(null),
        ];

        foreach (var happened in all)
        {
            var (type, payload) = StoredCaseEvent.Write(happened);
            StoredCaseEvent.Read(type, payload).ShouldBe(happened);
        }

        var asked = new CaseEvent.CorrectionRequested(id, [new("bank", id)], Today, 3);
        var decided = new CaseEvent.Decided("granted", ["eligible"], id, Today);
        Again(asked).ShouldBeOfType<CaseEvent.CorrectionRequested>().Fields.ShouldBe(asked.Fields);
        Again(decided).ShouldBeOfType<CaseEvent.Decided>().Grounds.ShouldBe(decided.Grounds);

        static CaseEvent Again(CaseEvent happened)
        {
            var (type, payload) = StoredCaseEvent.Write(happened);
            return StoredCaseEvent.Read(type, payload);
        }
    }

    private static CaseEvent.Opened OpenedEvent() => new(
        Guid.Parse("0190b3c4-0000-7000-8000-0000000000aa"), "202600000012", "child-allowance", "hash",
        Guid.Parse("0190b3c4-0000-7000-8000-0000000000bb"), "party:x", "web", Monday, new DateOnly(2026, 11, 13));

    private static Case Opened() => Case.Open(Guid.Parse("0190b3c4-0000-7000-8000-0000000000cc"), OpenedEvent());

    private static Case After(Case before, Result<CaseEvent> happened) => before.After(happened.Value, Monday);

    private static Case After(Case before, CaseEvent happened) => before.After(happened, Monday);

    private static Result<CaseEvent> Decide(
        Case it, Actor actor, string outcome = "granted", string[]? grounds = null, string reason = "支給要件に該当", DateOnly? on = null) =>
        it.Decide(actor, Templates, outcome, grounds ?? ["eligible"], reason, Guid.Empty, on ?? Today);

    private static Result<CaseEvent> Ask(Case it, Actor actor, string path = "bank", string message = "口座番号が足りません", DateOnly? by = null) =>
        it.AskForCorrection(
            actor, Guid.Parse("0190b3c4-0000-7000-8000-0000000000dd"), [(new AskedField(path, Guid.Empty), message)], known => known == "bank",
            by ?? Today.AddDays(14), Today, Calendar);
}
