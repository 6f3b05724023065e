using Madoguchi.DesignSystem;
using Madoguchi.Procedures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using FieldError = Madoguchi.DesignSystem.FieldError;

namespace Madoguchi.Intake;

/// <summary>All answers on one page, each with its way back; then the declaration, and the submission.</summary>
internal sealed class CheckAnswersForm(DraftDesk desk, SubmitDraft submit, IProcedureCatalogue catalogue)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/{draftId:guid}/check", (Guid draftId, string? missing, HttpContext context, Wording wording, CheckAnswersForm form) =>
            form.ShowAsync(draftId, context, missing is null ? [] : [new("declared", wording["intake.check.declare.missing"])])).WithName("CheckAnswers");
        routes.MapPost("/{draftId:guid}/submit", (Guid draftId, [FromForm] string? declared, HttpContext context, CheckAnswersForm form) =>
            form.SubmitAsync(draftId, declared is not null, context)).WithName("SubmitDraft");

        // Where a reload or a sign-in leads that follows the submission.
        routes.MapGet("/{draftId:guid}/submit", (Guid draftId) => TypedResults.LocalRedirect($"/apply/{draftId}/check")).WithName("ShowSubmit");
    }

    private async Task<IResult> ShowAsync(Guid draftId, HttpContext context, IReadOnlyList<FieldError> errors)
    {
        var opened = await desk.OpenAsync(draftId, context.User, context.RequestAborted);
        if (opened.IsRefused)
        {
            return Pages.Refused(opened.Refusal);
        }

        var open = opened.Value;
        return !open.State.IsComplete
            ? TypedResults.LocalRedirect(open.Onward)
            : Pages.Of<CheckAnswersPage>(
                errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
                ("Model", new CheckModel(
                    open.Definition, open.State, open.Address, open.LastDay, errors, open.Draft.Correction is not null,
                    HasNewerVersion: catalogue.Find(open.Definition.Code) is { } current && current.Hash != open.Definition.Hash)));
    }

    private async Task<IResult> SubmitAsync(Guid draftId, bool declared, HttpContext context)
    {
        if (!declared)
        {
            // A page of its own address, so that the back button later meets a page and not a form to send again.
            return TypedResults.LocalRedirect($"/apply/{draftId}/check?missing=declaration");
        }

        // A second click, or the back button after the submission, gets the same receipt.
        var submitted = await submit.SubmitAsync(draftId, context.User, context.RequestAborted);
        return submitted switch
        {
            { IsRefused: false } => TypedResults.LocalRedirect($"/apply/{draftId}/receipt"),
            { Refusal: NotComplete or DraftMoved } => TypedResults.LocalRedirect($"/apply/{draftId}"),
            _ => Pages.Refused(submitted.Refusal!),
        };
    }
}

/// <summary>The answers to check.</summary>
public sealed record CheckModel(
    ProcedureDefinition Definition, JourneyState State, string Address, DateOnly LastDay, IReadOnlyList<FieldError> Errors, bool IsCorrection,
    bool HasNewerVersion)
{
    /// <summary>The answers in order, by section and item.</summary>
    public IEnumerable<IGrouping<(Section Section, int Item), RelevantAnswer>> Groups =>
        State.Relevant.GroupBy(answer => (answer.Section, answer.Item));

    /// <summary>The page on which an answer is changed: its own, or the confirmation it was shown in.</summary>
    public string? ChangeAddress(string path)
    {
        var step = State.At(path) ?? State.Steps.FirstOrDefault(step => step.Lines.Any(line => line.Path == path));
        return step is null ? null : $"{Address}/{step.Path}?back=check";
    }
}
