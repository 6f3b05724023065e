using CsCheck;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Cases.Tests;

public sealed class RebuildingCases
{
    private static readonly Actor[] Staff =
    [
        new("staff:tanaka", null, Roles.Clerk), new("staff:kobayashi", null, Roles.Clerk), new("staff:nakamura", null, Roles.Head),
    ];

    [Fact]
    public async Task Rows_made_anew_from_the_events_are_the_rows_that_were_stored()
    {
        await using var city = await CasesHost.StartAsync();
        var party = await city.PartyAsync("sato-makoto");
        var histories = Gen.Int[0, 999].Array[1, 20].Array[25].Single();
        foreach (var history in histories)
        {
            var submission = await city.ReceiveAsync(party, answers: [("phone", new TextValue("090-0000-0101"))]);
            foreach (var step in history)
            {
                city.Host.Time.Advance(TimeSpan.FromHours(step % 60));
                await ActAsync(city, (await city.CaseAsync(submission)).Id, submission, step);
            }
        }

        var stored = await RowsAsync(city);
        await city.Host.ChangeAsync(unit =>
        {
            unit.Execute("update cases_case set status = 'open', due_on = @day, assignee = null, outcome = 'lost'", ("day", new DateOnly(2000, 1, 1)));
            return true;
        });
        var rebuilt = await CasesModule.RebuildCasesAsync(city.Host.Services, CancellationToken.None);

        rebuilt.ShouldBe(histories.Length);
        stored.Select(it => it.Status).Distinct().Count().ShouldBeGreaterThan(1);
        (await RowsAsync(city)).ShouldBe(stored);
    }

    private static Task<List<Case>> RowsAsync(CasesHost city) =>
        city.Host.WithAsync<CasesDb, List<Case>>(db => db.Cases.OrderBy(it => it.Reference).ToListAsync());

    /// <summary>One random act; a refusal is as good a history as a change.</summary>
    private static async Task ActAsync(CasesHost city, Guid id, Intake.Contracts.Submission submission, int step)
    {
        var actor = Staff[step % Staff.Length];
        var calendar = city.Host.Get<LegalCalendar>();
        var templates = city.Host.Get<IProcedureCatalogue>().Find("child-allowance")!.Decisions;
        var form = new CaseForm(null, Guid.CreateVersion7(city.Host.Time.GetUtcNow()));
        var desk = city.Host.Get<CaseDesk>();
        if (step % 7 == 3 && (await city.CaseAsync(submission)).CorrectionId is { } correction)
        {
            await city.AnswerAsync(submission, correction);
            return;
        }

        await desk.ActAsync(
            id,
            "test",
            form,
            actor,
            Purpose.Examine,
            (unit, it) => (step % 7) switch
            {
                0 or 1 => it.Assign(actor, step % 2 == 0 ? actor.Id : null),
                2 or 3 => it.AskForCorrection(
                    actor, unit.NewId(), [(new AskedField("phone", unit.NewId()), "直してください")], _ => true, unit.Now.DateInJapan().AddDays(1 + (step % 20)),
                    unit.Now.DateInJapan(), calendar),
                4 => it.WithdrawCorrection(actor, unit.Now.DateInJapan(), calendar),
                5 => it.AddNote("メモ", unit.NewId()),
                _ when step % 5 == 0 => it.Withdraw("", Guid.Empty),
                _ => it.Decide(actor, templates, "granted", ["eligible"], "理由", unit.NewId(), unit.Now.DateInJapan()),
            },
            (unit, after, happened) =>
            {
                if (happened is CaseEvent.CorrectionRequested asked)
                {
                    CaseStore.AddCorrection(unit, asked.CorrectionId, after.Id);
                }
            },
            CancellationToken.None);
    }
}
