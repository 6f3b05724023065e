using System.Globalization;
using System.Security.Claims;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Cases;

/// <param name="Layouts">The city's layouts.</param>
/// <param name="Due">Cases that wait, by layout.</param>
/// <param name="Sets">The last sets.</param>
/// <param name="Rejected">What core systems rejected.</param>
/// <param name="FormKey">Makes a form count once.</param>
/// <param name="Errors">Why the last form was not taken.</param>
public sealed record ExportsModel(
    IReadOnlyList<ExportLayout> Layouts, IReadOnlyDictionary<string, long> Due, IReadOnlyList<ExportSet> Sets, IReadOnlyList<ExportedCase> Rejected,
    Guid FormKey, IReadOnlyList<FieldError>? Errors = null);

/// <param name="Set">The set.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Lost">What Shift_JIS could not carry, by line.</param>
/// <param name="FormKey">Makes a form count once.</param>
/// <param name="Rejections">The rejected lines as they were typed.</param>
/// <param name="Errors">Why the last form was not taken.</param>
public sealed record ExportModel(
    ExportSet Set, IReadOnlyList<ExportedCase> Lines, IReadOnlyList<(int Line, LostCharacter Character)> Lost, Guid FormKey, string Rejections = "",
    IReadOnlyList<FieldError>? Errors = null);

/// <summary>連携データ: a clerk makes a set by hand, takes it, and writes down what the core system took over.</summary>
internal sealed class ManageExports(Exports exports, ExportLayouts layouts, TimeProvider time)
{
    private const string Home = "/staff/exports";
    private const int SetsShown = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Home).RequireAuthorization(Policies.Clerk).ExcludeFromDescription();
        group.MapGet("", (ManageExports it, CancellationToken cancellationToken) => it.ListAsync(null, cancellationToken)).WithName("ListExportsPage");
        group.MapPost("", (IFormCollection fields, ClaimsPrincipal user, ManageExports it, CancellationToken cancellationToken) =>
            it.MakeAsync(fields, user.Actor(), cancellationToken)).WithName("MakeExportForm");
        group.MapGet("/{exportId:guid}", (Guid exportId, ClaimsPrincipal user, ManageExports it, CancellationToken cancellationToken) =>
            it.ShowAsync(exportId, user.Actor(), "", null, cancellationToken)).WithName("ViewExport");
        group.MapGet("/{exportId:guid}/content", (Guid exportId, string format, ClaimsPrincipal user, ManageExports it, CancellationToken cancellationToken) =>
            it.TakeAsync(exportId, format, user.Actor(), cancellationToken)).WithName("DownloadExport");
        group.MapPost("/{exportId:guid}/receipt", (
            Guid exportId, IFormCollection fields, ClaimsPrincipal user, ManageExports it, CancellationToken cancellationToken) =>
            it.ConfirmAsync(exportId, fields, user.Actor(), cancellationToken)).WithName("ConfirmExportForm");
        group.MapPost("/{exportId:guid}/lines/{line:long}/again", (
            Guid exportId, long line, IFormCollection fields, ClaimsPrincipal user, ManageExports it, CancellationToken cancellationToken) =>
            it.HandOverAgainAsync(exportId, line, fields, user.Actor(), cancellationToken)).WithName("HandOverAgain");
    }

    private async Task<RazorComponentResult<ExportsPage>> ListAsync(IReadOnlyList<FieldError>? errors, CancellationToken cancellationToken)
    {
        var model = new ExportsModel(
            layouts.All, await exports.DueAsync(cancellationToken), await exports.LastAsync(SetsShown, cancellationToken),
            await exports.RejectedAsync(cancellationToken), NewKey(), errors);
        return new(new { Model = model }) { StatusCode = errors is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity };
    }

    private async Task<IResult> MakeAsync(IFormCollection fields, Actor actor, CancellationToken cancellationToken)
    {
        if (layouts.Find(fields["layout"].ToString()) is not { } layout)
        {
            return TypedResults.NotFound();
        }

        var made = await exports.MakeAsync(layout, KeyOf(fields), actor, cancellationToken);
        return made.Refusal is { } refusal
            ? await ListAsync([new("", Sentence(refusal))], cancellationToken)
            : TypedResults.LocalRedirect($"{Home}/{made.Value}");
    }

    private async Task<IResult> ShowAsync(
        Guid exportId, Actor actor, string rejections, IReadOnlyList<FieldError>? errors, CancellationToken cancellationToken)
    {
        if (await exports.FindAsync(exportId, cancellationToken) is not { } set)
        {
            return TypedResults.NotFound();
        }

        // Which characters are lost is read from the values: a look like any other.
        var written = await exports.TakeAsync(set, ExportFormats.ShiftJis, forSpreadsheet: false, actor, cancellationToken);
        var model = new ExportModel(
            set, await exports.LinesAsync(exportId, cancellationToken), written.IsRefused ? [] : written.Value.Lost, NewKey(), rejections, errors);
        return new RazorComponentResult<ExportPage>(new { Model = model })
        {
            StatusCode = errors is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
        };
    }

    private async Task<IResult> TakeAsync(Guid exportId, string format, Actor actor, CancellationToken cancellationToken)
    {
        if (!ExportFormats.All.Contains(format) || await exports.FindAsync(exportId, cancellationToken) is not { } set)
        {
            return TypedResults.NotFound();
        }

        var taken = await exports.TakeAsync(set, format, forSpreadsheet: true, actor, cancellationToken);
        return taken.Refusal is { } refusal
            ? TypedResults.StatusCode(refusal.StatusCode())
            : TypedResults.File(taken.Value.Bytes, taken.Value.ContentType, $"{set.Layout}-{set.Number}.{taken.Value.Ending}");
    }

    private async Task<IResult> ConfirmAsync(Guid exportId, IFormCollection fields, Actor actor, CancellationToken cancellationToken)
    {
        if (await exports.FindAsync(exportId, cancellationToken) is not { } set)
        {
            return TypedResults.NotFound();
        }

        var typed = fields["rejections"].ToString();
        if (ReadRejections(typed) is not { } results)
        {
            return await ShowAsync(exportId, actor, typed, [new("rejections", "「行番号 理由」を、1行に1つずつ書いてください。")], cancellationToken);
        }

        var confirmed = await exports.ConfirmAsync(set, null, results, acceptsRest: true, KeyOf(fields), null, actor, cancellationToken);
        return confirmed.Refusal is { } refusal
            ? await ShowAsync(exportId, actor, typed, [new("rejections", Sentence(refusal))], cancellationToken)
            : TypedResults.LocalRedirect($"{Home}/{exportId}");
    }

    private async Task<IResult> HandOverAgainAsync(Guid exportId, long line, IFormCollection fields, Actor actor, CancellationToken cancellationToken)
    {
        var result = await exports.HandOverAgainAsync(exportId, line, KeyOf(fields), actor, cancellationToken);
        return result.Refusal is { } refusal ? await ListAsync([new("", Sentence(refusal))], cancellationToken) : TypedResults.LocalRedirect(Home);
    }

    /// <summary>A line's number and why, one a line; null when one of them has no number.</summary>
    private static List<LineResult>? ReadRejections(string typed)
    {
        var results = new List<LineResult>();
        foreach (var line in typed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = JapaneseText.Normalise(line).Split(' ', 2);
            if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            results.Add(new(number, false, parts.Length > 1 ? parts[1] : ""));
        }

        return results;
    }

    private Guid NewKey() => Guid.CreateVersion7(time.GetUtcNow());

    private static string KeyOf(IFormCollection fields) => Guid.TryParse(fields["key"], out var key)
        ? key.ToString()
        : throw new BadHttpRequestException("The form lost the key that makes it count once.");

    private static string Sentence(Refusal refusal) => refusal switch
    {
        NothingToExport => "まだ渡していない決定はありません。",
        ExportMoved => "同じときに、ほかの連携データが作られました。もう一度作ってください。",
        NoSuchLine it => string.Create(CultureInfo.InvariantCulture, $"{it.Line}行目はありません。"),
        RejectionWithoutReason it => string.Create(CultureInfo.InvariantCulture, $"{it.Line}行目の理由を、500字までで書いてください。"),
        AlreadyConfirmed it => string.Create(CultureInfo.InvariantCulture, $"{it.Line}行目は、もう取込結果があります。"),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal.Code, "A new refusal needs its words here."),
    };
}
