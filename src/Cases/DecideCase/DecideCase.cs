using System.Security.Claims;
using System.Text.Json;
using Madoguchi.Cases.Contracts;
using Madoguchi.Delivery;
using Madoguchi.DesignSystem;
using Madoguchi.Fees;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Cases;

/// <summary>The decision as it stands in the form.</summary>
public sealed record DecisionDraft(string Outcome, IReadOnlyList<string> Grounds, string Reason);

public sealed record DecideCaseModel(
    CaseFile File, DecisionDraft Draft, Guid FormKey, bool IsPreview = false, Refusal? Refusal = null, long? Seen = null)
{
    public DecisionTemplate? Template => File.Definition.Decisions.FirstOrDefault(template => template.Outcome == Draft.Outcome);
}

/// <summary>Decides a case: outcome and grounds from the definition, the reason in words, a look at the notice, then for good.</summary>
internal static class DecideCase
{
    private const string Reason = "reason";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/staff/cases/{reference}/decision", FormAsync).WithName("DecideCaseForm").RequireAuthorization(Policies.Clerk);
        routes.MapPost("/staff/cases/{reference}/decision", PostAsync).WithName("DecideCase").RequireAuthorization(Policies.Clerk);
    }

    private static async Task<Results<RazorComponentResult<DecideCasePage>, NotFound>> FormAsync(
        string reference, ClaimsPrincipal user, StaffCase staffCase, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await staffCase.FindAsync(reference, cancellationToken) is not { } it)
        {
            return TypedResults.NotFound();
        }

        var file = await staffCase.OpenAsync(it, user, cancellationToken);
        return Page(new DecideCaseModel(file, new DecisionDraft("", [], ""), Guid.CreateVersion7(time.GetUtcNow())));
    }

    private static async Task<IResult> PostAsync(
        string reference, IFormCollection fields, ClaimsPrincipal user, StaffCase staffCase, CaseDesk desk, ILetters letters, Texts texts,
        CancellationToken cancellationToken)
    {
        if (await staffCase.FindAsync(reference, cancellationToken) is not { } it)
        {
            return TypedResults.NotFound();
        }

        var actor = user.Actor();
        var form = CaseFormFields.Read(fields);
        var outcome = fields["outcome"].ToString();
        var draft = new DecisionDraft(outcome, [.. fields[$"ground.{outcome}"].OfType<string>()], fields[Reason].ToString());
        var file = await staffCase.OpenAsync(it, user, cancellationToken);
        if (fields["step"] == "edit")
        {
            return Page(new DecideCaseModel(file, draft, form.Key));
        }

        if (fields["step"] != "confirm")
        {
            var refused = form.Version != file.Case.Version
                ? new VersionChanged(form.Version ?? 0, file.Case.Version)
                : file.Case.Decide(actor, file.Definition.Decisions, draft.Outcome, draft.Grounds, draft.Reason, Guid.Empty, file.Today).Refusal
                    ?? TextUnprintable.In(letters, Reason, draft.Reason);
            return refused is null && fields["step"] == "specimen"
                ? Specimen(file, draft, letters)
                : Page(new DecideCaseModel(file, draft, form.Key, IsPreview: refused is null, refused, form.Version));
        }

        var result = await ActAsync(file, draft, form, actor, desk, letters, texts, cancellationToken);
        return result.Refusal is { } refusal
            ? Page(new DecideCaseModel(file, draft, form.Key, Refusal: refusal, Seen: form.Version))
            : TypedResults.LocalRedirect($"/staff/cases/{it.Reference}");
    }

    /// <summary>Decides, whoever asks for it and by whatever edge.</summary>
    public static async Task<Result<long>> ActAsync(
        CaseFile file, DecisionDraft draft, CaseForm form, Actor actor, CaseDesk desk, ILetters letters, Texts texts, CancellationToken cancellationToken)
    {
        // Once decided, the notice is served whatever it says: this is the last moment at which somebody can word it otherwise.
        if (TextUnprintable.In(letters, Reason, draft.Reason) is { } unprintable)
        {
            return unprintable;
        }

        var established = draft.Outcome == Outcomes.Granted ? FactsOf(file) : [];
        var source = new FactSource("application", texts["cases.source.application"]);
        return await desk.ActAsync(
            file.Case.Id,
            "decide",
            form,
            actor,
            Purpose.Examine,
            (unit, current) => current.Decide(
                actor, file.Definition.Decisions, draft.Outcome, draft.Grounds, draft.Reason, unit.NewId(), unit.Now.DateInJapan()),
            (unit, after, happened) => Announce(unit, after, (CaseEvent.Decided)happened, draft.Reason, established, source, file.Definition),
            cancellationToken);
    }

    /// <summary>The letter as it would be sent, to look at before deciding.</summary>
    private static FileContentHttpResult Specimen(CaseFile file, DecisionDraft draft, ILetters letters)
    {
        var template = file.Definition.Decisions.First(template => template.Outcome == draft.Outcome);
        var content = NoticeContents.Decided(file, new(template, draft.Grounds, draft.Reason, file.Today, null), null);
        return TypedResults.File(letters.Specimen(NoticeKinds.Decision, content, file.Subject?.Name ?? ""), FileType.Pdf.ContentType);
    }

    private static void Announce(
        Unit unit, Case it, CaseEvent.Decided happened, string reason, EstablishedFact[] established, FactSource source, ProcedureDefinition definition)
    {
        CaseStore.AddText(unit, happened.ReasonTextId, it.Id, CaseTextKind.Reason, reason);
        var (year, serial) = CaseStore.NumberNotice(unit, it.Id, happened.DecidedOn);
        TellApplicant.Of(unit, it, NoticeKinds.Decision, unit.NewId());
        unit.Publish(
            new CaseDecided(
                unit.NewId(), it.Id, it.SubmissionId, it.Reference, it.ProcedureCode, it.DefinitionHash, it.Subject, happened.Outcome, happened.Grounds,
                year, serial, happened.DecidedOn, unit.Actor.Id, unit.Now),
            $"case/{it.Id}");
        if (happened.Outcome != Outcomes.Granted)
        {
            FeeRelease.Announce(unit, it, FeeReasons.Refused);
        }

        if (established.Length > 0)
        {
            var basis = $"{Ruby.Strip(definition.Name.Ja)} {ReferenceNumber.Show(it.Reference)}";
            unit.Publish(
                new FactsEstablished(unit.NewId(), it.Subject, established, source, basis, unit.Actor.Id, unit.Now), $"party/{it.Subject}");
        }
    }

    /// <summary>What the grant makes known: answers the register did not already hold, valid from the day they were given to us.</summary>
    private static EstablishedFact[] FactsOf(CaseFile file) =>
    [
        .. from establishes in file.Definition.Establishes
           let answer = file.Submission?.Answers[establishes.From]
           where answer is { How: How.Typed or How.Contested, Value: not NoAnswer }
           select new EstablishedFact(establishes.Fact, ToElement(answer.Value), answer.At.DateInJapan()),
    ];

    private static JsonElement ToElement(AnswerValue value)
    {
        using var json = JsonDocument.Parse(value.ToJson());
        return json.RootElement.Clone();
    }

    private static RazorComponentResult<DecideCasePage> Page(DecideCaseModel model) =>
        new(new { Model = model }) { StatusCode = model.Refusal?.StatusCode() ?? StatusCodes.Status200OK };
}
