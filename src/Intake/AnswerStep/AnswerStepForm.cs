using System.Globalization;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using FieldError = Madoguchi.DesignSystem.FieldError;
using Step = Madoguchi.Procedures.Step;
using StepState = Madoguchi.Procedures.StepState;

namespace Madoguchi.Intake;

/// <summary>
/// The pages of a journey, one step each. Which steps there are follows from the answers each time; nothing but answers is stored,
/// so going back and forth loses nothing, and another device goes on where this one stopped.
/// </summary>
internal sealed class AnswerStepForm(
    DraftDesk desk, Drafts drafts, TakeFiles files, TypedBefore typedBefore, IPostcodes postcodes, IAntiforgery antiforgery, TimeProvider time)
{
    private const int Attempts = 5;
    private const int MostTypedBytes = 256 * 1024;
    private const int Slack = 64 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/{draftId:guid}", (Guid draftId, HttpContext context, AnswerStepForm form) => form.ContinueAsync(draftId, context))
            .WithName("ContinueDraft");
        routes.MapGet("/{draftId:guid}/end", (Guid draftId, HttpContext context, AnswerStepForm form) => form.EndAsync(draftId, context))
            .WithName("ShowEnd");
        routes.MapGet("/{draftId:guid}/{**step}", (Guid draftId, string step, HttpContext context, Wording wording, AnswerStepForm form) =>
            form.ShowAsync(draftId, step, context, wording)).WithName("ShowStep");

        // Binds no form: a file too large must be refused before its body is read, so the token is checked by hand afterwards.
        routes.MapPost("/{draftId:guid}/{**step}", (Guid draftId, string step, HttpContext context, Wording wording, AnswerStepForm form) =>
            form.AnswerAsync(draftId, step, context, wording)).WithName("AnswerStep");
    }

    private async Task<IResult> ContinueAsync(Guid draftId, HttpContext context)
    {
        var opened = await OpenAsync(draftId, context);
        return opened.Elsewhere ?? TypedResults.LocalRedirect(opened.Open!.Onward);
    }

    private async Task<IResult> EndAsync(Guid draftId, HttpContext context)
    {
        var opened = await OpenAsync(draftId, context);
        return opened.Elsewhere is { } elsewhere ? elsewhere
            : opened.Open is not { State.Ended: { } why } open ? TypedResults.LocalRedirect(opened.Open!.Onward)
            : Pages.Of<EndPage>(("Definition", open.Definition), ("Why", why), ("Back", open.AddressOf(open.State.Steps[^1])));
    }

    private async Task<IResult> ShowAsync(Guid draftId, string path, HttpContext context, Wording wording)
    {
        var (open, step, elsewhere) = await EnterAsync(draftId, path, context);
        if (elsewhere is not null)
        {
            return elsewhere;
        }

        if (typedBefore.Find(context, open!, path) is { } typed && NotAccepted(new(context, wording, path, typed), open!, step!) is { } again)
        {
            return again;
        }

        List<FieldError> errors = step!.Problem is { } problem ? [new(StepForm.Field, wording.Of(problem))] : [];
        return Page(open!, step, StepForm.Fill(open!.State, step), errors, StepNotice.None, context);
    }

    private async Task<IResult> AnswerAsync(Guid draftId, string path, HttpContext context, Wording wording)
    {
        var (open, step, elsewhere) = await EnterAsync(draftId, path, context);
        if (elsewhere is not null)
        {
            return elsewhere;
        }

        var most = MostBytes(step!);
        if (FileTooLarge.Announced(context.Request.ContentLength, most) is not null || await ReadFormAsync(context, most) is not { } form)
        {
            return TooLarge(open!, step!, context);
        }

        var fields = FormFields.From(form);
        if (fields.IsRefused)
        {
            return TooLarge(open!, step!, context);
        }

        return !await antiforgery.IsRequestValidAsync(context)
            ? Page(open!, step!, fields.Value, [], StepNotice.TypedNotSaved, context, StatusCodes.Status400BadRequest)
            : await AnswerAsync(new(context, wording, path, fields.Value), open!, step!, form.Files);
    }

    private async Task<IResult> AnswerAsync(Posted posted, OpenDraft open, Step step, IFormFileCollection uploads)
    {
        if (AsksForAddress(posted, step))
        {
            return typedBefore.Keep(posted.Context, open, posted.Path, posted.Fields)
                ? TypedResults.LocalRedirect(open.AddressOf(step) + posted.Query) : LookUp(posted, open, step);
        }

        var taken = step.Question?.Type is FileQuestion question
            ? await files.TakeAsync(uploads, question, posted)
            : TakenFiles.None;
        if (posted.Leaves && taken is { Files.Count: 0, Errors.Count: 0 } && !posted.HasAnswer && open.Draft.Answers[step.Path] is null)
        {
            // Nothing was typed here, nothing taken back, and all before is saved.
            return TypedResults.LocalRedirect("/my");
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var result = Read(posted, open, step, taken);
            if (!result.IsAccepted || (taken.Errors.Count > 0 && taken.Files.Count == 0))
            {
                await files.DropAsync(taken, posted);
                return taken.Errors.Count == 0 && typedBefore.Keep(posted.Context, open, posted.Path, posted.Fields)
                    ? TypedResults.LocalRedirect(open.AddressOf(step) + posted.Query)
                    : Wrong(posted, open, step, taken.Errors.Count > 0 ? taken.Errors : Sentences(result, posted.Wording));
            }

            if (IsConflict(posted, open, step, result.Changes))
            {
                return Page(open, step, posted.Fields, [], StepNotice.ChangedElsewhere, posted.Context, StatusCodes.Status409Conflict);
            }

            TypedBefore.Forget(posted.Context, open);
            if (result.Changes.Count == 0)
            {
                return TypedResults.LocalRedirect(After(posted, open, step));
            }

            var next = open.Draft.Version + 1;
            var answers = open.Draft.Answers.With(result.Changes.Select(change =>
                KeyValuePair.Create(change.Key, change.Value is { } answer ? answer with { Version = next } : null)));
            var saved = await drafts.SaveAsync(
                open.Draft, answers, taken.AsEvidence(step.Path), Removed(posted), posted.Actor, posted.Context.RequestAborted);
            if (!saved.IsRefused)
            {
                open = open.With(answers, saved.Value);
                return taken.Errors.Count > 0
                    ? Page(open, open.State.At(step.Path)!, posted.Fields, taken.Errors, StepNotice.None, posted.Context, StatusCodes.Status422UnprocessableEntity)
                    : TypedResults.LocalRedirect(After(posted, open, step));
            }

            (var again, var sameStep, var elsewhere) = await EnterAsync(open.Draft.Id, posted.Path, posted.Context);
            if (elsewhere is not null)
            {
                await files.DropAsync(taken, posted);
                return elsewhere;
            }

            (open, step) = (again!, sameStep!);
        }

        return Page(open, step, posted.Fields, [], StepNotice.TypedNotSaved, posted.Context, StatusCodes.Status409Conflict);
    }

    /// <summary>The page with what was typed and what is wrong with it; null when there is nothing wrong any more.</summary>
    private RazorComponentResult<StepPage>? NotAccepted(Posted typed, OpenDraft open, Step step) =>
        AsksForAddress(typed, step) ? LookUp(typed, open, step)
        : Read(typed, open, step, TakenFiles.None) is { IsAccepted: false } refused ? Wrong(typed, open, step, Sentences(refused, typed.Wording))
        : null;

    private static RazorComponentResult<StepPage> Wrong(Posted typed, OpenDraft open, Step step, IReadOnlyList<FieldError> errors) =>
        Page(open, step, typed.Fields, errors, StepNotice.None, typed.Context, StatusCodes.Status422UnprocessableEntity);

    private static bool AsksForAddress(Posted posted, Step step) =>
        posted.Fields[StepForm.Field + ".lookup"].Length > 0 && step.Question?.Type is AddressQuestion;

    private StepResult Read(Posted posted, OpenDraft open, Step step, TakenFiles taken)
    {
        var answering = new Answering(posted.Actor.Id, time.GetUtcNow(), open.Draft.Version + 1);
        var fields = posted.Fields;
        if (step.Question?.Type is FileQuestion)
        {
            var removed = Removed(posted);
            var kept = open.State.Answers[step.Path]?.Value is FilesValue stored
                ? stored.Files.Where(file => !removed.Contains(file.FileId)).ToArray() : [];
            if (removed.Count > 0 && kept.Length == 0 && taken.Files.Count == 0)
            {
                return new([new(step.Path, null)], []);
            }

            // What lies with the city stays, whichever tab sent it, until it is removed by name.
            fields = FormFields.Of([.. kept.Select(file => (StepForm.Field + ".keep", file.FileId.ToString()))]);
        }

        var result = StepForm.Read(open.State, step, fields, taken.Given, answering);

        // The same answer once more is also a reply to a clerk who asked.
        return open.Draft.Correction is not null && result is { IsAccepted: true, Changes.Count: 0 }
            && open.Draft.Answers[step.Path] is null && open.State.Answers[step.Path] is { } same
                ? new([new(step.Path, same with { By = answering.By, At = answering.At })], [])
                : result;
    }

    /// <summary>
    /// Two tabs or devices: both are saved, unless they answer the same question differently. Files add up, so they never conflict;
    /// a list of items is looked at again when it changed, because its numbers may mean others now.
    /// </summary>
    private static bool IsConflict(Posted posted, OpenDraft open, Step step, IReadOnlyList<KeyValuePair<string, Answer?>> changes)
    {
        if (step.Question?.Type is FileQuestion
            || !long.TryParse(posted.Fields[StepModel.VersionField], NumberStyles.None, CultureInfo.InvariantCulture, out var seen)
            || seen >= open.Draft.Version)
        {
            return false;
        }

        var stored = open.Draft.Answers;
        return changes.Any(change =>
                (step.Kind != StepKind.Question || change.Key == step.Path)
                && stored[change.Key] is { } now && now.Version > seen && now.Value != change.Value?.Value)
            || (step.Item > 0 && stored[step.Section.Code] is { } items && items.Version > seen);
    }

    private RazorComponentResult<StepPage> LookUp(Posted posted, OpenDraft open, Step step)
    {
        var found = AddressQuestion.FillFromPostcode(posted.Fields, StepForm.Field, postcodes);
        return ReferenceEquals(found, posted.Fields)
            ? Page(
                open, step, found, [new(StepForm.Field + ".postcode", posted.Wording["intake.postcode.unknown"])], StepNotice.None,
                posted.Context, StatusCodes.Status422UnprocessableEntity)
            : Page(open, step, found, [], StepNotice.AddressFound, posted.Context);
    }

    /// <summary>Where the journey goes on after this step.</summary>
    private static string After(Posted posted, OpenDraft open, Step step)
    {
        var state = open.State;
        if (posted.Leaves)
        {
            return "/my";
        }

        if (state.Ended is not null)
        {
            return open.Onward;
        }

        var wish = posted.Fields[StepForm.DoField];
        var stays = wish.StartsWith("remove.", StringComparison.Ordinal) || wish.StartsWith("restore.", StringComparison.Ordinal) || Removed(posted).Count > 0;
        if (stays && state.At(step.Path) is { } same && MayEnter(state, same))
        {
            return open.AddressOf(step) + posted.Query;
        }

        if (posted.BackToCheck || wish == "add")
        {
            return state.Next is { } unanswered ? open.AddressOf(unanswered) + posted.Query : open.Onward;
        }

        for (var i = 0; i + 1 < state.Steps.Count; i++)
        {
            if (state.Steps[i].Path == step.Path)
            {
                return state.Steps[i + 1].State == StepState.NotReachable ? open.Onward : open.AddressOf(state.Steps[i + 1]);
            }
        }

        return open.Onward;
    }

    /// <summary>The draft for this person, or the answer that sends them elsewhere.</summary>
    private async Task<(OpenDraft? Open, IResult? Elsewhere)> OpenAsync(Guid draftId, HttpContext context)
    {
        var opened = await desk.OpenAsync(draftId, context.User, context.RequestAborted);
        return opened.IsRefused ? (null, Pages.Refused(opened.Refusal)) : (opened.Value, null);
    }

    /// <summary>The draft and the step asked for; a step that cannot be visited yet leads to the one that can.</summary>
    private async Task<(OpenDraft? Open, Step? Step, IResult? Elsewhere)> EnterAsync(Guid draftId, string path, HttpContext context)
    {
        var (open, elsewhere) = await OpenAsync(draftId, context);
        return elsewhere is not null ? (null, null, elsewhere)
            : open!.State.At(path) is { } step && MayEnter(open.State, step) ? (open, step, null)
            : (null, null, TypedResults.LocalRedirect(open.Onward));
    }

    /// <summary>The list of a repeated section is open while one of its items is being filled in: an item added by mistake is removed there.</summary>
    private static bool MayEnter(JourneyState state, Step step) =>
        step.State != StepState.NotReachable || (step.Kind == StepKind.Items && state.Next?.Section.Code == step.Section.Code);

    private static RazorComponentResult<StepPage> Page(
        OpenDraft open, Step step, FormFields fields, IReadOnlyList<FieldError> errors, StepNotice notice, HttpContext context,
        int status = StatusCodes.Status200OK) => Pages.Of<StepPage>(status, ("Model", new StepModel(
            open.Definition, open.State, step, open.Address, open.Draft.Version, open.LastDay, fields, errors, notice,
            BackToCheck: context.Request.Query["back"] == "check", open.Draft.Correction is not null,
            open.Messages.GetValueOrDefault(step.Path))));

    private static long MostBytes(Step step) =>
        step.Question?.Type is FileQuestion file ? (file.MaxBytes * file.MaxFiles) + Slack : MostTypedBytes;

    private static RazorComponentResult<TooLargePage> TooLarge(OpenDraft open, Step step, HttpContext context)
    {
        // The rest of the body is not waited for.
        context.Response.Headers.Connection = "close";
        var megabytes = step.Question?.Type is FileQuestion file ? file.MaxMegabytes : 1;
        return Pages.Of<TooLargePage>(StatusCodes.Status413PayloadTooLarge, ("Return", open.AddressOf(step)), ("MaxMegabytes", megabytes));
    }

    /// <summary>The form, read up to its limit whatever length was announced; null when there is more, or when it is no form.</summary>
    private static async Task<IFormCollection?> ReadFormAsync(HttpContext context, long most)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = most;
        }

        try
        {
            context.Features.Set<IFormFeature>(new FormFeature(context.Request, new FormOptions
            {
                MultipartBodyLengthLimit = most,
                ValueLengthLimit = MostTypedBytes,
                ValueCountLimit = FormFields.MaxFields + 1,
                KeyLengthLimit = 256,
            }));
            return context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    private static IReadOnlyList<Guid> Removed(Posted posted) =>
        Guid.TryParse(posted.Fields["remove"], out var file) ? [file] : [];

    private static List<FieldError> Sentences(StepResult result, Wording wording) =>
        [.. result.Errors.Select(error => new FieldError(error.Field, error.In(wording, wording.Display.Language)))];
}

/// <summary>A posted step: who sent it, what, and where the resident came from.</summary>
internal sealed record Posted(HttpContext Context, Wording Wording, string Path, FormFields Fields)
{
    public Actor Actor { get; } = Context.User.Actor();

    public bool BackToCheck { get; } = Context.Request.Query["back"] == "check";

    public string Query => BackToCheck ? "?back=check" : "";

    /// <summary>Save this answer, and no more today.</summary>
    public bool Leaves { get; } = Fields[StepModel.LeaveField].Length > 0;

    public bool HasAnswer => Fields.HasAny(StepForm.Field);
}
