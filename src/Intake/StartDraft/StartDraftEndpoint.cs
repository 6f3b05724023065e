using System.Security.Claims;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Intake;

/// <summary>Begins an application, or offers to go on with one that lies open. A begun draft in which nothing is written is used again.</summary>
internal sealed class StartDraftEndpoint(
    Drafts drafts, IProcedureCatalogue catalogue, IPartyDirectory parties, IMandates mandates, IOpenCases cases, IWriter writer,
    RetentionPlan retention, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        // The GET is where the sign-in page returns to when somebody starts without being signed in.
        routes.MapGet("/start/{code}", (string code, HttpContext context, StartDraftEndpoint endpoint) =>
            endpoint.ShowAsync(code, context)).WithName("ShowStartDraft");
        routes.MapPost("/start/{code}", (string code, [FromForm] string? anew, HttpContext context, StartDraftEndpoint endpoint) =>
            endpoint.StartAsync(code, anew is not null, context)).WithName("StartDraft");
    }

    private async Task<IResult> ShowAsync(string code, HttpContext context)
    {
        var allowed = await MayStartAsync(code, context.User, context.RequestAborted);
        return allowed.IsRefused
            ? Pages.Refused(allowed.Refusal)
            : await StartPageAsync(allowed.Value, await OpenAsync(allowed.Value, context.User, context.RequestAborted), context);
    }

    private async Task<IResult> StartAsync(string code, bool anew, HttpContext context)
    {
        var person = context.User;
        var allowed = await MayStartAsync(code, person, context.RequestAborted);
        if (allowed.IsRefused)
        {
            return Pages.Refused(allowed.Refusal);
        }

        var definition = allowed.Value;
        if (!anew && await OpenAsync(definition, person, context.RequestAborted) is { Count: > 0 } open)
        {
            return await StartPageAsync(definition, open, context);
        }

        var (actor, subject) = (person.Actor(), person.Subject());
        var started = await writer.WriteAsync<Guid>(
            new Work($"start/{subject}/{code}", $"start/{Guid.CreateVersion7(time.GetUtcNow())}", actor, Purpose.Apply),
            unit => Start(unit, definition, subject),
            context.RequestAborted);
        return started.Match<IResult>(id => TypedResults.LocalRedirect($"/apply/{id}"), Pages.Refused);
    }

    private Guid Start(Unit unit, ProcedureDefinition definition, Guid subject)
    {
        var untouched = unit.Query(
            """
            select id from intake_draft
            where subject = @subject and owner = @owner and definition_hash = @hash and status = 'open' and version = 1 and correction_id is null
            """,
            row => row.Guid("id"),
            ("subject", subject),
            ("owner", unit.Actor.Id),
            ("hash", definition.Hash));
        if (untouched is [var known, ..])
        {
            return known;
        }

        var id = unit.NewId();
        unit.Execute(
            """
            insert into intake_draft
                (id, subject, owner, procedure_code, definition_hash, version, status, answers, started_at, updated_at, kept_until)
            values (@id, @subject, @owner, @code, @hash, 1, 'open', '{}', @at, @at, @kept_until)
            """,
            ("id", id),
            ("subject", subject),
            ("owner", unit.Actor.Id),
            ("code", definition.Code),
            ("hash", definition.Hash),
            ("at", unit.Now),
            ("kept_until", KeptDrafts.Until(retention, unit.Now.DateInJapan())));
        return id;
    }

    private async Task<Result<ProcedureDefinition>> MayStartAsync(string code, ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        if (catalogue.Find(code) is not { } definition)
        {
            return new NoSuchProcedure();
        }

        if (person.Assurance() < definition.Assurance)
        {
            return new AssuranceTooLow(definition.Assurance, $"/apply/start/{code}");
        }

        var (actor, subject) = (person.Actor(), person.Subject());
        if (actor.Role == Roles.Guest)
        {
            return definition.Audience.Contains(Audience.Person) ? definition : new ForOrganisationsOnly();
        }

        if (await parties.FindAsync(subject, cancellationToken) is not { } party)
        {
            return new MayNotAct();
        }

        var audience = party.Kind == PartyKind.Organisation ? Audience.Organisation : Audience.Person;
        if (!definition.Audience.Contains(audience))
        {
            return audience == Audience.Person ? new ForOrganisationsOnly() : new ForPeopleOnly();
        }

        if (actor.Party == subject)
        {
            return definition;
        }

        var mayAct = actor.Party is { } holder
            && (audience == Audience.Organisation || definition.Proxy.Allowed)
            && await mandates.MayActForAsync(holder, subject, code, time.TodayInJapan(), cancellationToken);
        return mayAct ? definition : new MayNotAct();
    }

    private async Task<IReadOnlyList<DraftSummary>> OpenAsync(
        ProcedureDefinition definition, ClaimsPrincipal person, CancellationToken cancellationToken) =>
        [.. (await drafts.ForSubjectAsync(person.Subject(), cancellationToken))
            .Where(draft => draft.ProcedureCode == definition.Code && draft.InReplyTo is null)];

    private async Task<RazorComponentResult<StartPage>> StartPageAsync(ProcedureDefinition definition, IReadOnlyList<DraftSummary> open, HttpContext context) =>
        Pages.Of<StartPage>(
            ("Definition", definition), ("Open", open),
            ("Sent", await cases.ForAsync(context.User.Subject(), definition.Code, context.RequestAborted)));
}

/// <summary>The city offers no such procedure now.</summary>
internal sealed record NoSuchProcedure() : Refusal("no-such-procedure", RefusalKind.NotFound);

/// <summary>The procedure is for organisations, and the subject is a person.</summary>
internal sealed record ForOrganisationsOnly() : Refusal("for-organisations-only", RefusalKind.Forbidden);

/// <summary>The procedure is for people, and the subject is an organisation.</summary>
internal sealed record ForPeopleOnly() : Refusal("for-people-only", RefusalKind.Forbidden);

/// <summary>No mandate covers this procedure today, or nobody may apply in another's place.</summary>
internal sealed record MayNotAct() : Refusal("may-not-act", RefusalKind.Forbidden);
