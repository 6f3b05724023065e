using System.Globalization;
using System.Security.Claims;
using Madoguchi.Delivery;
using Madoguchi.DesignSystem;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Cases;

/// <summary>An answer that can be asked for again.</summary>
public sealed record AskableField(string Path, string Group, string Label, string? Value);

/// <summary>What the clerk has ticked and written so far.</summary>
/// <param name="Paths">The answers asked for.</param>
/// <param name="Messages">By path.</param>
/// <param name="AnswerBy">As typed.</param>
public sealed record CorrectionDraft(IReadOnlyList<string> Paths, IReadOnlyDictionary<string, string> Messages, string AnswerBy);

public sealed record AskForCorrectionModel(
    CaseFile File, IReadOnlyList<AskableField> Fields, CorrectionDraft Draft, Guid FormKey, Refusal? Refusal = null, long? Seen = null);

/// <summary>Asks the applicant for single answers again (補正); the clock stops until they come.</summary>
internal static class AskForCorrection
{
    // 相当の期間 (行政手続法 第7条): the law names no number; two weeks of working days are proposed, the clerk decides.
    private const int ProposedDays = 10;
    private const int MostFields = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/staff/cases/{reference}/correction", FormAsync).WithName("AskForCorrectionForm").RequireAuthorization(Policies.Clerk);
        routes.MapPost("/staff/cases/{reference}/correction", PostAsync).WithName("AskForCorrection").RequireAuthorization(Policies.Clerk);
        routes.MapPost("/staff/cases/{reference}/correction/withdraw", WithdrawAsync).WithName("WithdrawCorrection").RequireAuthorization(Policies.Clerk);
    }

    private static async Task<Results<RazorComponentResult<AskForCorrectionPage>, NotFound>> FormAsync(
        string reference, ClaimsPrincipal user, StaffCase staffCase, LegalCalendar calendar, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await staffCase.FindAsync(reference, cancellationToken) is not { } it)
        {
            return TypedResults.NotFound();
        }

        var file = await staffCase.OpenAsync(it, user, cancellationToken);
        var proposed = calendar.AddWorkingDays(file.Today, ProposedDays).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var draft = new CorrectionDraft([], new Dictionary<string, string>(), proposed);
        return new RazorComponentResult<AskForCorrectionPage>(
            new { Model = new AskForCorrectionModel(file, FieldsOf(file), draft, Guid.CreateVersion7(time.GetUtcNow())) });
    }

    private static async Task<IResult> PostAsync(
        string reference, IFormCollection fields, ClaimsPrincipal user, StaffCase staffCase, CaseDesk desk, ILetters letters, LegalCalendar calendar,
        CancellationToken cancellationToken)
    {
        if (await staffCase.FindAsync(reference, cancellationToken) is not { } it)
        {
            return TypedResults.NotFound();
        }

        var actor = user.Actor();
        var form = CaseFormFields.Read(fields);
        var file = await staffCase.OpenAsync(it, user, cancellationToken);
        var askable = FieldsOf(file);
        var draft = ReadDraft(fields);
        var answerBy = Wareki.Read(draft.AnswerBy) is WarekiReading.Day day ? day.Value : DateOnly.MinValue;
        (string Path, string Message)[] asked = [.. draft.Paths.Select(path => (path, draft.Messages.GetValueOrDefault(path, "")))];
        var result = await ActAsync(file, asked, answerBy, form, actor, desk, letters, calendar, cancellationToken);
        return result.Refusal is { } refusal
            ? new RazorComponentResult<AskForCorrectionPage>(
                new { Model = new AskForCorrectionModel(file, askable, draft, form.Key, refusal, form.Version) })
            { StatusCode = refusal.StatusCode() }
            : TypedResults.LocalRedirect($"/staff/cases/{it.Reference}");
    }

    /// <summary>Asks, whoever does it and by whatever edge.</summary>
    public static async Task<Result<long>> ActAsync(
        CaseFile file, (string Path, string Message)[] asked, DateOnly answerBy, CaseForm form, Actor actor, CaseDesk desk, ILetters letters,
        LegalCalendar calendar, CancellationToken cancellationToken)
    {
        foreach (var (path, message) in asked)
        {
            if (TextUnprintable.In(letters, RefusalWords.MessageField(path), message) is { } unprintable)
            {
                return unprintable;
            }
        }

        var known = FieldsOf(file).Select(field => field.Path).ToHashSet(StringComparer.Ordinal);
        return await desk.ActAsync(
            file.Case.Id,
            "ask-for-correction",
            form,
            actor,
            Purpose.Examine,
            (unit, current) => current.AskForCorrection(
                actor, unit.NewId(), [.. asked.Select(field => (new AskedField(field.Path, unit.NewId()), field.Message))], known.Contains, answerBy,
                unit.Now.DateInJapan(), calendar),
            (unit, after, happened) => Announce(unit, after, (CaseEvent.CorrectionRequested)happened, asked),
            cancellationToken);
    }

    /// <summary>Takes the question back; the clock goes on.</summary>
    public static Task<Result<long>> TakeBackAsync(
        Guid caseId, CaseForm form, Actor actor, CaseDesk desk, LegalCalendar calendar, CancellationToken cancellationToken) => desk.ActAsync(
        caseId,
        "withdraw-correction",
        form,
        actor,
        Purpose.Examine,
        (unit, current) => current.WithdrawCorrection(actor, unit.Now.DateInJapan(), calendar),
        null,
        cancellationToken);

    private static void Announce(Unit unit, Case it, CaseEvent.CorrectionRequested happened, (string Path, string Message)[] asked)
    {
        CaseStore.AddCorrection(unit, happened.CorrectionId, it.Id);
        foreach (var (field, (_, message)) in happened.Fields.Zip(asked))
        {
            CaseStore.AddText(unit, field.TextId, it.Id, CaseTextKind.Correction, message);
        }

        TellApplicant.Of(unit, it, NoticeKinds.CorrectionAsked, happened.CorrectionId);
        unit.Publish(
            new CorrectionAsked(
                unit.NewId(), happened.CorrectionId, it.Id, it.SubmissionId, [.. happened.Fields.Select(field => field.Path)], happened.AnswerBy, unit.Now),
            $"submission/{it.SubmissionId}");
    }

    private static async Task<IResult> WithdrawAsync(
        string reference, IFormCollection fields, ClaimsPrincipal user, StaffCase staffCase, IStaffDirectory staff, CaseDesk desk,
        LegalCalendar calendar, CancellationToken cancellationToken)
    {
        if (await staffCase.FindAsync(reference, cancellationToken) is not { } it)
        {
            return TypedResults.NotFound();
        }

        var actor = user.Actor();
        var form = CaseFormFields.Read(fields);
        var result = await TakeBackAsync(it.Id, form, actor, desk, calendar, cancellationToken);
        return result.Refusal is { } refusal
            ? await ViewCase.RefusedAsync(it, user, staffCase, staff, refusal, form, null, cancellationToken)
            : TypedResults.LocalRedirect($"/staff/cases/{it.Reference}");
    }

    private static CorrectionDraft ReadDraft(IFormCollection fields)
    {
        var paths = fields["ask"].OfType<string>().Distinct(StringComparer.Ordinal).Take(MostFields).ToArray();
        var messages = fields.Where(field => field.Key.StartsWith("message.", StringComparison.Ordinal)).Take(MostFields * 10)
            .ToDictionary(field => field.Key["message.".Length..], field => field.Value.ToString(), StringComparer.Ordinal);
        return new(paths, messages, fields["answerBy"].ToString());
    }

    /// <summary>Every answer given, and the questions that were left open and could have been answered.</summary>
    private static AskableField[] FieldsOf(CaseFile file)
    {
        var answered = file.Answers.SelectMany(group => group.Lines, (group, line) => new AskableField(
            line.Path, group.Title, Ruby.Strip(line.Label), line.Answer.Value is FilesValue files ? string.Join("、", files.Files.Select(given => given.Name)) : line.Value))
            .ToArray();
        var paths = answered.Select(field => field.Path).ToHashSet(StringComparer.Ordinal);
        var open = file.Definition.Sections.Where(section => section.Repeat is null).SelectMany(
            section => section.Questions.Where(question => !paths.Contains(question.Code) && (question.When is null || question.Type.ValueKind == "files")),
            (section, question) => new AskableField(question.Code, Ruby.Strip(section.Title.Ja), Ruby.Strip(question.Label.Ja), null));
        return [.. answered, .. open];
    }
}
