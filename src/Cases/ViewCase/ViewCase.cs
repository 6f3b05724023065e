using System.Security.Claims;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Madoguchi.Cases;

/// <summary>What the page of a case shows.</summary>
/// <param name="File">The case.</param>
/// <param name="Actor">Who looks.</param>
/// <param name="Colleagues">Who could hold it.</param>
/// <param name="FormKey">Makes a form count once.</param>
/// <param name="Refusal">Why the last form was not taken.</param>
/// <param name="Seen">The version that form had seen.</param>
/// <param name="Note">The note as it was typed.</param>
/// <param name="Keeping">How long it is kept; not shown beside a refusal.</param>
public sealed record ViewCaseModel(
    CaseFile File, Actor Actor, IReadOnlyList<StaffMember> Colleagues, Guid FormKey, Refusal? Refusal = null, long? Seen = null, string? Note = null,
    CaseKeeping? Keeping = null)
{
    public bool MayChange => Actor.Role is Roles.Clerk or Roles.Head;
}

/// <summary>A case with who said what and when, and the files it rests on.</summary>
internal static class ViewCase
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/staff/cases/{reference}", HandleAsync).WithName("ViewCase").RequireAuthorization(Policies.CaseReader);
        routes.MapGet("/staff/cases/{reference}/files/{fileId:guid}", FileAsync).WithName("ViewCaseFile").RequireAuthorization(Policies.CaseReader);
    }

    /// <summary>The page again, after a form on it was refused.</summary>
    public static async Task<IResult> RefusedAsync(
        Case it, ClaimsPrincipal user, StaffCase staffCase, IStaffDirectory staff, Refusal refusal, CaseForm form, string? note,
        CancellationToken cancellationToken)
    {
        var file = await staffCase.OpenAsync(it, user, cancellationToken);
        var model = new ViewCaseModel(file, user.Actor(), await ColleaguesAsync(staff, cancellationToken), form.Key, refusal, form.Version, note);
        return new RazorComponentResult<ViewCasePage>(new { Model = model }) { StatusCode = refusal.StatusCode() };
    }

    private static async Task<Results<RazorComponentResult<ViewCasePage>, NotFound>> HandleAsync(
        string reference, ClaimsPrincipal user, StaffCase staffCase, IStaffDirectory staff, Holds holds, RetentionPlan plan, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await staffCase.FindAsync(reference, cancellationToken) is not { } it)
        {
            return TypedResults.NotFound();
        }

        var file = await staffCase.OpenAsync(it, user, cancellationToken);
        var model = new ViewCaseModel(file, user.Actor(), await ColleaguesAsync(staff, cancellationToken), Guid.CreateVersion7(time.GetUtcNow()),
            Keeping: await HoldCase.KeepingAsync(file.Case, holds, plan, cancellationToken));
        return new RazorComponentResult<ViewCasePage>(new { Model = model });
    }

    private static async Task<Results<FileStreamHttpResult, NotFound>> FileAsync(
        string reference, Guid fileId, bool? download, ClaimsPrincipal user, HttpContext context, StaffCase staffCase, ISubmissions submissions,
        IFileStore files, IAccessLog access, CancellationToken cancellationToken)
    {
        if (await staffCase.FindAsync(reference, cancellationToken) is not { } it
            || await submissions.FindAsync(it.SubmissionId, cancellationToken) is not { } submission
            || submission.Evidence.All(evidence => evidence.FileId != fileId)
            || await files.FindAsync(fileId, cancellationToken) is not { } file
            || await files.OpenAsync(fileId, cancellationToken) is not { } content)
        {
            return TypedResults.NotFound();
        }

        var actor = user.Actor();
        await access.RecordAsync(actor, CasePurpose.Of(actor), it.Subject, "case-file", cancellationToken);
        return Show(context, file, content, download == true);
    }

    /// <summary>
    /// What somebody handed in is shown as nothing but a picture or a PDF: never sniffed, never run, never kept by the browser.
    /// Browsers refuse to show a PDF under <c>sandbox</c>, so a PDF is only denied everything it could load.
    /// </summary>
    private static FileStreamHttpResult Show(HttpContext context, StoredFile file, Stream content, bool download)
    {
        var isInline = !download && (file.Type == FileType.Pdf || file.Type == FileType.Jpeg || file.Type == FileType.Png);
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = file.Type == FileType.Pdf
            ? "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; plugin-types application/pdf; frame-ancestors 'none'"
            : "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        var disposition = new ContentDispositionHeaderValue(isInline ? "inline" : "attachment");
        disposition.SetHttpFileName(file.Name);
        headers.ContentDisposition = disposition.ToString();
        return TypedResults.Stream(content, file.Type.ContentType);
    }

    private static async Task<IReadOnlyList<StaffMember>> ColleaguesAsync(IStaffDirectory staff, CancellationToken cancellationToken) =>
        [.. (await staff.AllAsync(cancellationToken)).Where(ListCases.CanHold)];
}
