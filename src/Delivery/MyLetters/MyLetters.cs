using System.Globalization;
using System.Security.Claims;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Delivery;

/// <summary>A letter in somebody's list.</summary>
public sealed record MyLetterRow(Guid Id, string Title, string? Number, DateOnly Day, bool IsNew);

/// <summary>A letter as it is read on a screen.</summary>
/// <param name="Id">The letter.</param>
/// <param name="Words">What it says.</param>
/// <param name="EndedOn">Since when it no longer holds.</param>
/// <param name="ReplacedBy">The number of the letter in its place.</param>
public sealed record MyLetterModel(Guid Id, LetterWords Words, DateOnly? EndedOn, string? ReplacedBy);

/// <summary>Letters of the city as their recipient reads them: in words on any screen, and as the file that counts.</summary>
internal static class MyLetters
{
    private const string OnPage = "page";
    private const string AsFile = "pdf";
    private const string Seen = "letter";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var my = routes.MapGroup("/my/letters").RequireAuthorization(Policies.Resident);
        my.MapGet("/", ListAsync).WithName("MyLetters");
        my.MapGet("/{id:guid}", ShowAsync).WithName("MyLetter");
        my.MapGet("/{id:guid}/pdf", FileAsync).WithName("MyLetterFile");
        my.MapGet("/{id:guid}/large", LargeAsync).WithName("MyLetterInLargePrint");
    }

    private static async Task<RazorComponentResult<MyLettersPage>> ListAsync(
        ClaimsPrincipal user, MyLetterDesk desk, IAccessLog access, CancellationToken cancellationToken)
    {
        var letters = await desk.AllAsync(user, cancellationToken);
        var opened = await desk.OpenedAsync([.. letters.Select(letter => letter.Id)], cancellationToken);
        access.RecordLater(user.Actor(), Purpose.Apply, user.Subject(), Seen);
        return new(new
        {
            Letters = (IReadOnlyList<MyLetterRow>)[.. letters.Select(letter => new MyLetterRow(
                letter.Id, LetterWords.FromJson(letter.Words!).Title, letter.Number, letter.Day, !opened.Contains(letter.Id)))],
        });
    }

    private static async Task<Results<RazorComponentResult<MyLetterPage>, NotFound>> ShowAsync(
        Guid id, ClaimsPrincipal user, MyLetterDesk desk, IAccessLog access, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(id, user, cancellationToken) is not { } letter)
        {
            return TypedResults.NotFound();
        }

        await access.RecordAsync(user.Actor(), Purpose.Apply, letter.Recipient, Seen, cancellationToken);
        await desk.RecordAsync(letter, user, OnPage, cancellationToken);
        return new RazorComponentResult<MyLetterPage>(new { Model = new MyLetterModel(id, LetterWords.FromJson(letter.Words!).OnScreen, letter.EndedOn, letter.ReplacedBy) });
    }

    private static async Task<Results<FileStreamHttpResult, NotFound>> FileAsync(
        Guid id, ClaimsPrincipal user, MyLetterDesk desk, IFileStore files, IAccessLog access, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(id, user, cancellationToken) is not { } letter || await files.OpenAsync(letter.FileId, cancellationToken) is not { } content)
        {
            return TypedResults.NotFound();
        }

        await access.RecordAsync(user.Actor(), Purpose.Apply, letter.Recipient, Seen, cancellationToken);
        await desk.RecordAsync(letter, user, AsFile, cancellationToken);
        return TypedResults.Stream(content, FileType.Pdf.ContentType, NameOf(letter, ""));
    }

    /// <summary>A copy to print at home, from the same words; the letter itself stays the one that was made.</summary>
    private static async Task<Results<FileContentHttpResult, NotFound>> LargeAsync(
        Guid id, ClaimsPrincipal user, MyLetterDesk desk, LetterPrinter printer, IAccessLog access, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(id, user, cancellationToken) is not { } letter)
        {
            return TypedResults.NotFound();
        }

        await access.RecordAsync(user.Actor(), Purpose.Apply, letter.Recipient, Seen, cancellationToken);
        await desk.RecordAsync(letter, user, AsFile, cancellationToken);
        return TypedResults.File(printer.Print(LetterWords.FromJson(letter.Words!), large: true).Bytes, FileType.Pdf.ContentType, NameOf(letter, " 拡大文字"));
    }

    private static string NameOf(StoredLetter letter, string form) =>
        string.Create(CultureInfo.InvariantCulture, $"{LetterWords.FromJson(letter.Words!).Title} {letter.Day:yyyy-MM-dd}{form}.pdf");
}
