using System.Net;
using Madoguchi.Kernel;
using Madoguchi.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Intake.Tests;

/// <summary>The doors for who does not sign in. Whoever keeps the sessions is played here; the sessions themselves are Identity's.</summary>
public sealed class GuestEntranceTests
{
    [Fact]
    public async Task A_procedure_for_guests_lets_one_in_and_no_other_does()
    {
        var sessions = new PlayedSessions();
        await using var counter = await Counter.OpenAsync(others: services => services.AddSingleton<IGuestSessions>(sessions));
        using var visitor = counter.Host.Visit();

        var page = await visitor.OpenAsync("/procedures/road-report");
        page.Says("サインインしなくても手続できます").ShouldBeTrue(page.Text);
        await visitor.SubmitAsync(page, "サインインせずに始める");
        sessions.Parties.ShouldHaveSingleItem();

        var strict = await visitor.OpenAsync("/procedures/child-allowance");
        strict.Says("サインインせずに始める").ShouldBeFalse();
        var token = page.Main.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        await visitor.PostAsync("/guest", ("__RequestVerificationToken", token), ("procedure", "child-allowance"));
        sessions.Parties.ShouldHaveSingleItem("a procedure that asks for more does not open by this door");
    }

    [Fact]
    public async Task A_wrong_number_and_a_wrong_code_get_the_same_answer()
    {
        var sessions = new PlayedSessions();
        await using var counter = await Counter.OpenAsync(others: services => services.AddSingleton<IGuestSessions>(sessions));
        using var visitor = counter.Host.Visit();
        var (reference, code, party) = await AssuranceTests.SentAsync(counter);
        var form = await visitor.OpenAsync("/status");

        var wrongCode = await visitor.SubmitAsync(form, ("reference", reference), ("code", "2222-2222-2222"));
        var wrongNumber = await visitor.SubmitAsync(form, ("reference", "260000000000"), ("code", code));
        var nonsense = await visitor.SubmitAsync(form, ("reference", "x"), ("code", "x"));

        wrongCode.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        foreach (var other in (PageView[])[wrongNumber, nonsense])
        {
            other.Status.ShouldBe(wrongCode.Status);
            other.Errors.ShouldBe(wrongCode.Errors);
        }

        sessions.Parties.ShouldBeEmpty();
        await visitor.SubmitAsync(form, ("reference", reference), ("code", code));
        sessions.Parties.ShouldBe([party]);
    }
}

/// <summary>Counts who came in.</summary>
internal sealed class PlayedSessions : IGuestSessions
{
    public List<Guid> Parties { get; } = [];

    public Task StartAsync(HttpContext context, Guid party)
    {
        Parties.Add(party);
        return Task.CompletedTask;
    }
}
