using Madoguchi.DesignSystem;
using Madoguchi.Feel;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Rules;

/// <summary>What the editor's page shows: a draft, what it was begun with, and how it differs from what is in force.</summary>
public sealed record EditView(string Code, DecisionModel Draft, int Begun, string Key, string? Table, string Reason)
{
    public required ServedModel Served { get; init; }

    public IReadOnlyList<string> Differences { get; init; } = [];

    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    /// <summary>Somebody else saved since: the version now in force.</summary>
    public ModelVersion? Moved { get; init; }

    /// <summary>Where the draft came from, when not from this form.</summary>
    public string? From { get; init; }

    public TableDecision? Edited => Draft.Tables.FirstOrDefault(table => table.Id == Table) ?? (Draft.Tables.Count > 0 ? Draft.Tables[0] : null);
}

/// <summary>
/// Every way of editing ends here: the plain form, the drawing editor, a file, an old version put back. The draft travels with the form,
/// so nothing is stored before it is saved, and a refused save shows all of it again.
/// </summary>
internal static class EditDecision
{
    private const int LongestReason = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/{code}/edit", Show).WithName("EditDecisionForm");
        routes.MapPost("/{code}/edit", PostAsync).WithName("EditDecision");
        routes.MapPost("/{code}/upload", UploadAsync).WithName("UploadDecision");
        routes.MapPost("/{code}/restore", RestoreAsync).WithName("RestoreDecision");
        routes.MapPost("/{code}/draw", DrawAsync).WithName("DrawDecision");
    }

    private static Results<RazorComponentResult<EditDecisionPage>, NotFound> Show(string code, DecisionCatalogue catalogue, TimeProvider time, string? table = null) =>
        catalogue.Find(code) is { } served
            ? Page(new(code, served.Model, served.Version.Number, NewKey(time), table, "") { Served = served })
            : TypedResults.NotFound();

    private static async Task<IResult> PostAsync(
        string code, HttpContext context, IAntiforgery antiforgery, DecisionCatalogue catalogue, Versions versions, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (form, refused) = await PostedForm.ReadAsync(context, antiforgery);
        if (form is null)
        {
            return TypedResults.StatusCode(refused);
        }

        if (catalogue.Find(code) is not { } served || View(code, served, catalogue, form, time) is not { } view)
        {
            return TypedResults.NotFound();
        }

        var action = form["do"].ToString();
        if (action.StartsWith("table:", StringComparison.Ordinal))
        {
            return Page(view with { Table = action["table:".Length..] });
        }

        if (action != "save")
        {
            return Page(Acted(view, action, catalogue, time));
        }

        List<FieldError> errors = [];
        if (view.Reason.Length == 0)
        {
            errors.Add(new("reason", "なぜ変えるのかを書いてください（条例の改正、誤りの訂正など）。"));
        }
        else if (view.Reason.Length > LongestReason)
        {
            errors.Add(new("reason", $"理由は{LongestReason}字までにしてください。"));
        }

        if (view.Draft.Content == served.Model.Content && view.Begun == served.Version.Number)
        {
            errors.Add(new("", "いまの版と同じ内容です。変えたところがないため、保存していません。"));
        }

        if (errors.Count > 0)
        {
            return Page(view with { Errors = errors }, StatusCodes.Status422UnprocessableEntity);
        }

        var saved = await versions.SaveAsync(code, view.Begun, view.Draft.Content, view.Reason, view.Key, context.User.Actor(), cancellationToken);
        await catalogue.ReloadAsync(cancellationToken);
        if (!saved.IsRefused)
        {
            return TypedResults.LocalRedirect($"/staff/decisions/{code}?saved={saved.Value}");
        }

        served = catalogue.Find(code)!;
        return Page(view with
        {
            Served = served,
            Moved = served.Version,
            Begun = served.Version.Number,
            Key = NewKey(time),
            Differences = Differences.Between(served.Model, view.Draft),
        }, StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> UploadAsync(
        string code, HttpContext context, IAntiforgery antiforgery, DecisionCatalogue catalogue, TimeProvider time, CancellationToken cancellationToken)
    {
        var (form, refused) = await PostedForm.ReadAsync(context, antiforgery);
        if (form is null)
        {
            return TypedResults.StatusCode(refused);
        }

        if (catalogue.Find(code) is not { } served)
        {
            return TypedResults.NotFound();
        }

        var view = new EditView(code, served.Model, served.Version.Number, NewKey(time), null, "") { Served = served };
        if (form.Files.GetFile("file") is not { Length: > 0 } file)
        {
            return Refuse(view, "file", "ファイルを選んでください。");
        }

        if (await PostedForm.TextAsync(file, cancellationToken) is not { } text)
        {
            return Refuse(view, "file", "ファイルが大きすぎます。表を分けてください。");
        }

        try
        {
            if (file.FileName.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase))
            {
                await using var stream = file.OpenReadStream();
                var read = ReadSpreadsheet.Read(stream, served.Model);
                if (read.Faults.Count > 0)
                {
                    return Page(view with { Errors = [.. read.Faults.Select(fault => new FieldError("file", fault.ToString()))] }, StatusCodes.Status422UnprocessableEntity);
                }

                text = read.Tables.Aggregate(served.Model.Content, (content, table) => ModelText.With(content, table.Decision, table.Table));
            }

            var draft = DecisionModel.Read(ModelText.As15(text), catalogue.Others(code));
            return Page(view with { Draft = draft, Differences = Differences.Between(served.Model, draft), From = $"ファイル「{Path.GetFileName(file.FileName)}」" });
        }
        catch (DmnException unreadable)
        {
            return Refuse(view, "file", unreadable.Message + "DMN（.dmn）かExcelのブック（.xlsx）を選んでください。");
        }
    }

    private static async Task<IResult> RestoreAsync(
        string code, HttpContext context, IAntiforgery antiforgery, DecisionCatalogue catalogue, TimeProvider time, CancellationToken cancellationToken)
    {
        var (form, refused) = await PostedForm.ReadAsync(context, antiforgery);
        if (form is null)
        {
            return TypedResults.StatusCode(refused);
        }

        if (catalogue.Find(code) is not { } served || !int.TryParse(form["version"], System.Globalization.CultureInfo.InvariantCulture, out var number)
            || await catalogue.VersionAsync(code, number, cancellationToken) is not { } old)
        {
            return TypedResults.NotFound();
        }

        return Page(new(code, old, served.Version.Number, NewKey(time), null, $"第{number}版の内容に戻す")
        {
            Served = served,
            Differences = Differences.Between(served.Model, old),
            From = $"第{number}版",
        });
    }

    /// <summary>The same draft for the drawing editor; its page posts to the plain form, so that both can be used in turn.</summary>
    private static async Task<IResult> DrawAsync(
        string code, HttpContext context, IAntiforgery antiforgery, DecisionCatalogue catalogue, TimeProvider time)
    {
        var (form, refused) = await PostedForm.ReadAsync(context, antiforgery);
        if (context.Response.Headers.ContentSecurityPolicy is { Count: 1 } policy)
        {
            // The editor makes some of its boxes from text with style attributes in it. Attributes alone, on this page alone.
            context.Response.Headers.ContentSecurityPolicy = $"{policy}; style-src-attr 'unsafe-inline'";
        }

        return form is null ? TypedResults.StatusCode(refused)
            : catalogue.Find(code) is { } served && View(code, served, catalogue, form, time) is { } view
            ? new RazorComponentResult<DrawDecisionPage>(new { View = view })
            : TypedResults.NotFound();
    }

    private static EditView Acted(EditView view, string action, DecisionCatalogue catalogue, TimeProvider time)
    {
        if (view.Edited is not { } edited || !action.Contains(':', StringComparison.Ordinal))
        {
            return view;
        }

        var table = EditedTable.Do(edited.Table, action, Guid.CreateVersion7(time.GetUtcNow()));
        var draft = DecisionModel.Read(ModelText.With(view.Draft.Content, edited.Id, table), catalogue.Others(view.Code));
        return view with { Draft = draft, Differences = Differences.Between(view.Served.Model, draft) };
    }

    /// <summary>The posted draft with the posted cells in it; null when no editor of ours sent it.</summary>
    private static EditView? View(string code, ServedModel served, DecisionCatalogue catalogue, IFormCollection form, TimeProvider time)
    {
        var others = catalogue.Others(code);
        try
        {
            var content = form["content"].ToString() is { Length: > 0 } text ? ModelText.As15(text.ReplaceLineEndings("\n")) : served.Model.Content;
            var model = content == served.Model.Content ? served.Model : DecisionModel.Read(content, others);
            var table = form["table"].ToString() is { Length: > 0 } id ? id : null;
            var draft = table is null ? model : EditedTable.Apply(model, table, form, others);
            return new(
                code, draft, int.TryParse(form["begun"], System.Globalization.CultureInfo.InvariantCulture, out var begun) ? begun : served.Version.Number,
                Guid.TryParse(form["key"], out var key) ? key.ToString() : NewKey(time), table, form["reason"].ToString().Trim())
            {
                Served = served,
                Differences = Differences.Between(served.Model, draft),
            };
        }
        catch (DmnException)
        {
            return null;
        }
    }

    private static string NewKey(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString();

    private static RazorComponentResult<EditDecisionPage> Refuse(EditView view, string field, string sentence) =>
        Page(view with { Errors = [new(field, sentence)] }, StatusCodes.Status422UnprocessableEntity);

    private static RazorComponentResult<EditDecisionPage> Page(EditView view, int status = StatusCodes.Status200OK) =>
        new(new { View = view }) { StatusCode = status };
}
