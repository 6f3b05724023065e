using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Intake;

/// <summary>Erases a draft on its owner's wish: the answers at once, its files with the next sweep.</summary>
internal sealed class EraseDraftForm(DraftDesk desk, IWriter writer, IProcedureCatalogue catalogue)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/{draftId:guid}/erase", (Guid draftId, HttpContext context, EraseDraftForm form) =>
            form.AskAsync(draftId, context)).WithName("AskEraseDraft");

        // The field is never sent; declaring a form makes the token required.
        routes.MapPost("/{draftId:guid}/erase", (Guid draftId, [FromForm] string? _, HttpContext context, EraseDraftForm form) =>
            form.EraseAsync(draftId, context)).WithName("EraseDraft");
    }

    private async Task<IResult> AskAsync(Guid draftId, HttpContext context)
    {
        var found = await FindAsync(draftId, context);
        return found.IsRefused
            ? Pages.Refused(found.Refusal)
            : Pages.Of<EraseDraftPage>(
                ("Definition", await catalogue.VersionAsync(found.Value.DefinitionHash, context.RequestAborted)), ("Address", $"/apply/{draftId}"));
    }

    private async Task<IResult> EraseAsync(Guid draftId, HttpContext context)
    {
        var found = await FindAsync(draftId, context);
        if (found.IsRefused)
        {
            return found.Refusal is DraftErased ? TypedResults.LocalRedirect("/my") : Pages.Refused(found.Refusal);
        }

        await writer.WriteAsync<bool>(
            new Work($"draft/{draftId}", $"erase/{draftId}", context.User.Actor(), Purpose.Apply),
            unit => unit.Execute(
                """
                update intake_draft set status = 'erased', answers = '{}', version = version + 1, updated_at = @at
                where id = @id and status = 'open' and correction_id is null
                """,
                ("at", unit.Now),
                ("id", draftId)) > 0,
            context.RequestAborted);
        return TypedResults.LocalRedirect("/my");
    }

    /// <summary>What was submitted, and what a clerk waits for, is not the resident's to erase here.</summary>
    private async Task<Result<Draft>> FindAsync(Guid draftId, HttpContext context)
    {
        var found = await desk.FindAsync(draftId, context.User, context.RequestAborted);
        return found is { IsRefused: false } && (found.Value.Status != DraftStatus.Open || found.Value.Correction is not null)
            ? new NoSuchDraft()
            : found;
    }
}
