using System.Globalization;
using System.Security.Claims;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Delivery;

/// <summary>A batch in the list.</summary>
public sealed record BatchRow(Guid Id, DateTimeOffset MadeAt, long Letters, long Pages, DateOnly? PostedOn);

/// <summary>What waits, what cannot be posted, and the batches so far.</summary>
public sealed record PostLettersModel(
    int Waiting, int WithoutAddress, IReadOnlyList<LetterToSee> ToSee, IReadOnlyList<BatchRow> Batches, Guid FormKey, Refusal? Refusal = null);

/// <summary>A waiting letter that somebody must look at.</summary>
/// <param name="Id">The letter.</param>
/// <param name="Title">What it is.</param>
/// <param name="Number">文書番号.</param>
/// <param name="Day">The day it bears.</param>
/// <param name="HasAddress">False: it is in no batch until somebody sees to it.</param>
/// <param name="IsUnprinted">A character stands otherwise on the paper.</param>
public sealed record LetterToSee(Guid Id, string Title, string? Number, DateOnly Day, bool HasAddress, bool IsUnprinted);

/// <summary>A letter of a batch.</summary>
public sealed record BatchLetterRow(long Position, Guid Letter, string? Number, string Kind, long Pages, string Area, string State);

public sealed record BatchModel(BatchRow Batch, IReadOnlyList<BatchLetterRow> Letters, Guid FormKey, string Day, Refusal? Refusal = null);

/// <summary>Letters on paper: gathered into batches for the printing office, marked as posted when they were.</summary>
internal static class PostLetters
{
    private const int MostBatches = 50;
    private const int MostToSee = 100;
    private const string Seen = "letter";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var staff = routes.MapGroup("/staff/letters").RequireAuthorization(Policies.Clerk);
        staff.MapGet("/", ListAsync).WithName("PostLetters");
        staff.MapPost("/batches", MakeAsync).WithName("MakeBatch");
        staff.MapGet("/batches/{id:guid}", ShowAsync).WithName("ShowBatch");
        staff.MapGet("/batches/{id:guid}/zip", DownloadAsync).WithName("DownloadBatch");
        staff.MapPost("/batches/{id:guid}/posted", PostedAsync).WithName("MarkPosted");
    }

    private static async Task<RazorComponentResult<PostLettersPage>> ListAsync(DeliveryDb db, TimeProvider time, CancellationToken cancellationToken) =>
        await PageAsync(db, Guid.CreateVersion7(time.GetUtcNow()), null, cancellationToken);

    private static async Task<IResult> MakeAsync(
        IFormCollection fields, ClaimsPrincipal user, IWriter writer, DeliveryDb db, LettersSettings settings, CancellationToken cancellationToken)
    {
        var key = PostForm.KeyOf(fields);
        var made = await writer.WriteAsync<Guid>(
            new Work("letters/batches", $"delivery/batch/{key}", user.Actor(), PostForm.Serve), unit => BatchDesk.Make(unit, settings.BatchSize), cancellationToken);
        return made.Refusal is { } refusal
            ? await PageAsync(db, key, refusal, cancellationToken)
            : TypedResults.LocalRedirect($"/staff/letters/batches/{made.Value}");
    }

    private static async Task<Results<RazorComponentResult<BatchPage>, NotFound>> ShowAsync(
        Guid id, DeliveryDb db, BatchFiles files, TimeProvider time, CancellationToken cancellationToken) =>
        await FindAsync(db, id, cancellationToken) is { } batch
            ? await BatchPageAsync(batch, db, files, Guid.CreateVersion7(time.GetUtcNow()), Wareki.Format(time.TodayInJapan()), null, cancellationToken)
            : TypedResults.NotFound();

    private static async Task<Results<PushStreamHttpResult, NotFound>> DownloadAsync(
        Guid id, HttpContext context, ClaimsPrincipal user, DeliveryDb db, BatchFiles files, IAccessLog access, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, id, cancellationToken) is not { } batch)
        {
            return TypedResults.NotFound();
        }

        // The framework closes each entry of an archive without waiting: a few bytes at its end.
        if (context.Features.Get<IHttpBodyControlFeature>() is { } body)
        {
            body.AllowSynchronousIO = true;
        }

        var lines = await files.LinesAsync(id, cancellationToken);
        await access.RecordAsync(user.Actor(), PostForm.Serve, [.. lines.Select(line => line.Letter.Recipient).Distinct()], Seen, cancellationToken);
        var name = string.Create(CultureInfo.InvariantCulture, $"letters-{batch.MadeAt.InJapan():yyyyMMdd-HHmm}.zip");
        return TypedResults.Stream(to => files.WriteAsync(batch, lines, to, cancellationToken), "application/zip", name);
    }

    private static async Task<IResult> PostedAsync(
        Guid id, IFormCollection fields, ClaimsPrincipal user, IWriter writer, DeliveryDb db, BatchFiles files, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, id, cancellationToken) is not { } batch)
        {
            return TypedResults.NotFound();
        }

        var key = PostForm.KeyOf(fields);
        var typed = fields["day"].ToString();
        var day = Wareki.Read(typed) is WarekiReading.Day read ? read.Value : (DateOnly?)null;
        var posted = await writer.WriteAsync<Guid>(
            new Work("letters/batches", $"delivery/batch/{id}/posted/{key}", user.Actor(), PostForm.Serve), unit => BatchDesk.Post(unit, batch, day), cancellationToken);
        return posted.Refusal is { } refusal
            ? await BatchPageAsync(batch, db, files, key, typed, refusal, cancellationToken)
            : TypedResults.LocalRedirect($"/staff/letters/batches/{id}");
    }

    private static Task<PrintBatch?> FindAsync(DeliveryDb db, Guid id, CancellationToken cancellationToken) =>
        db.Batches.SingleOrDefaultAsync(batch => batch.Id == id, cancellationToken);

    private static async Task<RazorComponentResult<PostLettersPage>> PageAsync(DeliveryDb db, Guid key, Refusal? refusal, CancellationToken cancellationToken)
    {
        var waiting = from message in db.Messages
                      join letter in db.Letters on message.NoticeId equals letter.Id
                      where message.Channel == Channels.Letter && message.State == MessageState.Created && letter.State == LetterState.Issued && letter.Words != null
                      select letter;
        var toSee = await waiting.Where(letter => letter.Area == "" || letter.Unprinted != null).OrderBy(letter => letter.MadeAt).ThenBy(letter => letter.Id)
            .Take(MostToSee).ToListAsync(cancellationToken);
        var batches = await db.Batches.OrderByDescending(batch => batch.MadeAt).Take(MostBatches).ToListAsync(cancellationToken);
        var model = new PostLettersModel(
            await waiting.CountAsync(letter => letter.Area != "", cancellationToken),
            await waiting.CountAsync(letter => letter.Area == "", cancellationToken),
            toSee.ConvertAll(letter => new LetterToSee(
                letter.Id, LetterWords.FromJson(letter.Words!).Title, letter.Number, letter.Day, letter.Area.Length > 0, letter.Unprinted is not null)),
            batches.ConvertAll(Row),
            key,
            refusal);
        return new(new { Model = model }) { StatusCode = refusal?.StatusCode() ?? StatusCodes.Status200OK };
    }

    private static async Task<RazorComponentResult<BatchPage>> BatchPageAsync(
        PrintBatch batch, DeliveryDb db, BatchFiles files, Guid key, string day, Refusal? refusal, CancellationToken cancellationToken)
    {
        var lines = await files.LinesAsync(batch.Id, cancellationToken);
        var messages = lines.Select(line => line.Place.MessageId).ToArray();
        var states = await db.Messages.Where(message => messages.Contains(message.Id)).ToDictionaryAsync(message => message.Id, message => message.State, cancellationToken);
        var model = new BatchModel(
            Row(batch),
            [.. lines.Select(line => new BatchLetterRow(
                line.Place.Position, line.Letter.Id, line.Letter.Number, line.Letter.Kind, line.Letter.Pages, line.Letter.Area,
                states.GetValueOrDefault(line.Place.MessageId, MessageState.Created)))],
            key,
            day,
            refusal);
        return new(new { Model = model }) { StatusCode = refusal?.StatusCode() ?? StatusCodes.Status200OK };
    }

    private static BatchRow Row(PrintBatch batch) => new(batch.Id, batch.MadeAt, batch.Letters, batch.Pages, batch.PostedOn);
}

/// <summary>What every form of this desk carries.</summary>
internal static class PostForm
{
    public static Purpose Serve => new("notify");

    /// <summary>Made with the form: sent twice, it counts once.</summary>
    public static Guid KeyOf(IFormCollection fields) => Guid.TryParse(fields["key"], out var key)
        ? key
        : throw new BadHttpRequestException("The form lost the key that makes it count once.");
}
