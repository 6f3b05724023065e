using System.Globalization;
using System.Security.Claims;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Delivery;

/// <summary>Something that happened to a letter, for staff.</summary>
public sealed record LetterStep(DateTimeOffset At, string What);

/// <summary>A letter as staff sees it.</summary>
/// <param name="Id">The letter.</param>
/// <param name="Words">What it says; null once erased.</param>
/// <param name="Number">文書番号.</param>
/// <param name="State">Of the message on paper; null when it was never posted.</param>
/// <param name="EndedOn">Since when it no longer holds.</param>
/// <param name="ReplacedBy">The number of the letter in its place.</param>
/// <param name="Steps">The oldest first.</param>
/// <param name="IsHead">Who looks may withdraw it.</param>
/// <param name="FormKey">For the forms.</param>
/// <param name="Unprinted">What stands on the paper otherwise than the register or a clerk wrote it.</param>
/// <param name="HasAddress">It is, or was, for a batch.</param>
/// <param name="Registered">The address the register has today, for a letter that bears none.</param>
/// <param name="Refusal">Why the last act was refused.</param>
public sealed record StaffLetterModel(
    Guid Id, LetterWords? Words, string? Number, string? State, DateOnly? EndedOn, string? ReplacedBy, IReadOnlyList<LetterStep> Steps, bool IsHead,
    Guid FormKey, string? Unprinted = null, bool HasAddress = true, string? Registered = null, Refusal? Refusal = null);

/// <summary>One letter for staff: where it is, that it came back, printed again, posted again, taken back.</summary>
internal static class StaffLetter
{
    private const string Seen = "letter";
    private const int LongestNumber = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var staff = routes.MapGroup("/staff/letters/{id:guid}").RequireAuthorization(Policies.Clerk);
        staff.MapGet("/", ShowAsync).WithName("StaffLetter");
        staff.MapPost("/returned", (Guid id, IFormCollection fields, StaffLetterDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
            desk.OnPaperAsync(id, "returned", fields, user, (unit, message) => BatchDesk.Return(unit, message, fields["reason"]), cancellationToken)).WithName("MarkReturned");
        staff.MapPost("/again", (Guid id, IFormCollection fields, StaffLetterDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
            desk.OnPaperAsync(id, "again", fields, user, BatchDesk.PostAgain, cancellationToken)).WithName("PostAgain");
        staff.MapPost("/by-hand", (Guid id, IFormCollection fields, StaffLetterDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
            desk.OnPaperAsync(id, "by-hand", fields, user, (unit, message) => BatchDesk.ByHand(unit, message, fields["how"]), cancellationToken)).WithName("DeliverByHand");
        staff.MapPost("/address", AddressAsync).WithName("AddressLetter");
        staff.MapPost("/reprint", ReprintAsync).WithName("ReprintLetter");
        staff.MapPost("/end", EndAsync).WithName("EndLetter").RequireAuthorization(Policies.Head);
    }

    private static async Task<Results<RazorComponentResult<StaffLetterPage>, NotFound>> ShowAsync(
        Guid id, ClaimsPrincipal user, StaffLetterDesk desk, CancellationToken cancellationToken) =>
        await desk.FindAsync(id, cancellationToken) is { } letter ? await desk.PageAsync(letter, user, null, null, cancellationToken) : TypedResults.NotFound();

    private static async Task<IResult> AddressAsync(
        Guid id, IFormCollection fields, StaffLetterDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(id, cancellationToken) is not { } letter)
        {
            return TypedResults.NotFound();
        }

        var area = LetterStore.AreaOf((await desk.AddressOfAsync(letter, cancellationToken))?.Postcode ?? "");
        return await desk.OnPaperAsync(id, "address", fields, user, (unit, message) => BatchDesk.Address(unit, message, id, area), cancellationToken);
    }

    /// <summary>Answers with the file itself: the reason was asked for once, and the copy counts once.</summary>
    private static async Task<IResult> ReprintAsync(
        Guid id, IFormCollection fields, ClaimsPrincipal user, StaffLetterDesk desk, IWriter writer, IFileStore files, IAccessLog access,
        CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(id, cancellationToken) is not { } letter || await files.OpenAsync(letter.FileId, cancellationToken) is not { } content)
        {
            return TypedResults.NotFound();
        }

        var actor = user.Actor();
        var key = PostForm.KeyOf(fields);
        var printed = await writer.WriteAsync<long>(
            new Work($"letter/{id}", $"delivery/reprint/{id}/{key}", actor, PostForm.Serve), unit => BatchDesk.Reprint(unit, id, fields["reason"]), cancellationToken);
        if (printed.Refusal is { } refusal)
        {
            await content.DisposeAsync();
            return await desk.PageAsync(letter, user, key, refusal, cancellationToken);
        }

        await access.RecordAsync(actor, PostForm.Serve, letter.Recipient, Seen, cancellationToken);
        return TypedResults.Stream(content, FileType.Pdf.ContentType, string.Create(CultureInfo.InvariantCulture, $"{id}.pdf"));
    }

    private static async Task<IResult> EndAsync(
        Guid id, IFormCollection fields, ClaimsPrincipal user, StaffLetterDesk desk, LetterKeys keys, IWriter writer, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(id, cancellationToken) is not { } letter)
        {
            return TypedResults.NotFound();
        }

        var key = PostForm.KeyOf(fields);
        var by = fields["replacedBy"].ToString().Trim();
        var ending = LetterEnding.Of(letter, time.TodayInJapan(), by.Length == 0 ? null : by[..Math.Min(by.Length, LongestNumber)]);
        var seal = await keys.SignAsync(ending, cancellationToken);
        var ended = await writer.WriteAsync<bool>(
            new Work($"letter/{id}", $"delivery/letter-end/{id}/{key}", user.Actor(), PostForm.Serve),
            unit => LetterStore.End(unit, ending, seal) ? true : new LetterEnded(),
            cancellationToken);
        return ended.Refusal is { } refusal
            ? await desk.PageAsync(letter, user, key, refusal, cancellationToken)
            : TypedResults.LocalRedirect($"/staff/letters/{id}");
    }
}

/// <summary>Opens a letter for staff and records the look; acts on its way by post.</summary>
internal sealed class StaffLetterDesk(DeliveryDb db, RegisteredContacts contacts, IWriter writer, IAccessLog access, TimeProvider time)
{
    private const string Seen = "letter";

    public Task<StoredLetter?> FindAsync(Guid id, CancellationToken cancellationToken) => db.Letters.SingleOrDefaultAsync(letter => letter.Id == id, cancellationToken);

    public async Task<RazorComponentResult<StaffLetterPage>> PageAsync(
        StoredLetter letter, ClaimsPrincipal user, Guid? key, Refusal? refusal, CancellationToken cancellationToken)
    {
        var actor = user.Actor();
        await access.RecordAsync(actor, PostForm.Serve, letter.Recipient, Seen, cancellationToken);
        var message = await MessageOfAsync(letter.Id, cancellationToken);
        var model = new StaffLetterModel(
            letter.Id, letter.Words is { } words ? LetterWords.FromJson(words).OnScreen : null, letter.Number, message?.State, letter.EndedOn, letter.ReplacedBy,
            await StepsAsync(letter, message, cancellationToken), actor.Role == Roles.Head && letter.State == LetterState.Issued,
            key ?? Guid.CreateVersion7(time.GetUtcNow()), letter.Unprinted, letter.Area.Length > 0,
            letter.Area.Length == 0 ? AsLine(await AddressOfAsync(letter, cancellationToken)) : null, refusal);
        return new(new { Model = model }) { StatusCode = refusal?.StatusCode() ?? StatusCodes.Status200OK };
    }

    /// <summary>Where the register has the recipient today.</summary>
    public async Task<PostalAddress?> AddressOfAsync(StoredLetter letter, CancellationToken cancellationToken) =>
        letter.Words is null ? null : (await contacts.OfAsync(letter.Recipient, cancellationToken))?.Address;

    /// <summary>Lets something happen to the letter on its way by post.</summary>
    public async Task<IResult> OnPaperAsync(
        Guid id, string act, IFormCollection fields, ClaimsPrincipal user, Func<Unit, Guid, Result<Guid>> change, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } letter || await MessageOfAsync(id, cancellationToken) is not { } message)
        {
            return TypedResults.NotFound();
        }

        var key = PostForm.KeyOf(fields);
        var done = await writer.WriteAsync<Guid>(
            new Work($"letter/{id}", $"delivery/{act}/{id}/{key}", user.Actor(), PostForm.Serve), unit => change(unit, message.Id), cancellationToken);
        return done.Refusal is { } refusal
            ? await PageAsync(letter, user, key, refusal, cancellationToken)
            : TypedResults.LocalRedirect($"/staff/letters/{id}");
    }

    private static string? AsLine(PostalAddress? address) =>
        address is { Postcode.Length: 7 } it ? $"〒{it.Postcode[..3]}-{it.Postcode[3..]} {it.Prefecture}{it.City}{it.Town}{it.Street} {it.Building}".TrimEnd() : null;

    private Task<MessageRow?> MessageOfAsync(Guid letter, CancellationToken cancellationToken) => db.Messages
        .Where(message => message.NoticeId == letter && message.Channel == Channels.Letter).OrderByDescending(message => message.CreatedAt).FirstOrDefaultAsync(cancellationToken);

    private async Task<IReadOnlyList<LetterStep>> StepsAsync(StoredLetter letter, MessageRow? message, CancellationToken cancellationToken)
    {
        List<LetterStep> steps = [new(letter.MadeAt, "文書を作った")];
        if (message is not null)
        {
            steps.AddRange((await db.Steps.Where(step => step.MessageId == message.Id).ToListAsync(cancellationToken))
                .Select(step => new LetterStep(step.At, PostWords.Of(step.State, step.Code))));
        }

        steps.AddRange((await db.Readings.Where(reading => reading.LetterId == letter.Id).ToListAsync(cancellationToken))
            .Select(reading => new LetterStep(reading.At, reading.Form == "pdf" ? "本人側がPDFを開いた" : "本人側が画面で開いた")));
        steps.AddRange((await db.Reprints.Where(reprint => reprint.LetterId == letter.Id).ToListAsync(cancellationToken))
            .Select(reprint => new LetterStep(reprint.At, $"{reprint.Number}回目の再印刷: {PostReasons.Reprint[reprint.Reason]}")));
        return [.. steps.OrderBy(step => step.At)];
    }
}

/// <summary>The states of a letter on paper, in words for staff.</summary>
internal static class PostWords
{
    public static string Of(string state, string? code = null) => state switch
    {
        MessageState.Created => "発送待ち",
        MessageState.Sending => "印刷中",
        MessageState.Delivered when code is not null && PostReasons.ByHand.TryGetValue(code, out var how) => how,
        MessageState.Delivered => "発送済み",
        MessageState.Declined => "取消しにより発送しなかった",
        MessageState.Returned => $"返送された{(code is not null && PostReasons.Returned.TryGetValue(code, out var reason) ? $"（{reason}）" : "")}",
        _ => state,
    };

    public static string Of(Refusal refusal) => refusal switch
    {
        NothingToPost => "発送を待つ文書はありません。ほかの人が先に作ったかもしれません。一覧を確かめてください。",
        NotAPostingDay => "発送した日を、まとめを作った日から今日までの日付で入力してください。",
        AlreadyPosted it => $"このまとめは{Wareki.Format(it.On)}に発送済みです。",
        NotOnItsWay => "この文書は、その状態ではありません。下の記録を確かめてください。",
        LetterReasonMissing => "理由や方法を選んでください。",
        StillNoAddress => "台帳に、郵便番号のある住所がまだありません。",
        LetterEnded => "この文書は、すでに取り消したか、ほかの文書に替わっています。",
        _ => refusal.Code,
    };
}
