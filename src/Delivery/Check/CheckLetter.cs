using System.Security.Cryptography;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Delivery;

/// <summary>What was typed.</summary>
public sealed record CheckTyped(string Code, string Number = "", string Day = "");

public sealed record CheckLetterModel(CheckTyped Typed, CityContact Contact, CheckAnswer? Answer = null, IReadOnlyList<FieldError>? Errors = null);

/// <summary>
/// Anybody who holds a letter asks whether it is genuine: by the code on it, by what it says, by its file. Nobody is asked who they are;
/// the file is compared as it arrives and never kept; what is answered is what the paper must say.
/// </summary>
internal static class CheckLetter
{
    /// <summary>The page's address; a letter's QR code leads here with its code.</summary>
    public const string Path = "/check";

    private const int MaxMegabytes = 5;
    private const long MostBytes = (MaxMegabytes * 1024 * 1024) + (64 * 1024);
    private const int LongestTyped = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (string? code, CityProfile city) => Page(new(new(Cut(code)), city.Contact)))
            .WithName("CheckLetterForm").AllowAnonymous().RequireRateLimiting("public");

        // Binds no form: a file too large must be refused before its body is read, so the token is checked by hand afterwards.
        routes.MapPost(Path, PostAsync).WithName("CheckLetter").AllowAnonymous().RequireRateLimiting("public");
    }

    private static async Task<IResult> PostAsync(
        HttpContext context, LetterCheck check, IAntiforgery antiforgery, CityProfile city, Wording words, CancellationToken cancellationToken)
    {
        if (FileTooLarge.Announced(context.Request.ContentLength, MostBytes) is not null || await ReadFormAsync(context) is not { } form)
        {
            context.Response.Headers.Connection = "close";
            return Page(
                new(new(""), city.Contact, Errors: [new("file", words.Format("design.file.tooLarge", MaxMegabytes))]), StatusCodes.Status413PayloadTooLarge);
        }

        var typed = new CheckTyped(Cut(form["code"]), Cut(form["number"]), Cut(form["day"]));
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Page(new(typed, city.Contact, Errors: [new("code", words["delivery.check.again"])]), StatusCodes.Status400BadRequest);
        }

        List<FieldError> errors = [];
        if (!CheckCode.TryRead(typed.Code, out var code))
        {
            errors.Add(new("code", words[typed.Code.Length == 0 ? "delivery.check.code.missing" : "delivery.check.code.mistyped"]));
        }

        var day = Wareki.Read(typed.Day) as WarekiReading.Day;
        if (typed.Day.Length > 0 && day is null)
        {
            errors.Add(new("day", words["delivery.check.day.unreadable"]));
        }

        if (errors.Count > 0)
        {
            return Page(new(typed, city.Contact, Errors: errors), StatusCodes.Status422UnprocessableEntity);
        }

        var asked = new CheckAsked(
            code, typed.Number.Length == 0 ? null : typed.Number, day?.Value, await HashAsync(form.Files.GetFile("file"), cancellationToken));
        return Page(new(typed, city.Contact, await check.CheckAsync(asked, cancellationToken)));
    }

    private static async Task<byte[]?> HashAsync(IFormFile? file, CancellationToken cancellationToken)
    {
        if (file is not { Length: > 0 })
        {
            return null;
        }

        await using var content = file.OpenReadStream();
        return await SHA256.HashDataAsync(content, cancellationToken);
    }

    /// <summary>The form, kept in memory for as long as it is read; null when there is more than a letter can have, or when it is no form.</summary>
    private static async Task<IFormCollection?> ReadFormAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = MostBytes;
        }

        try
        {
            context.Features.Set<IFormFeature>(new FormFeature(context.Request, new FormOptions
            {
                MultipartBodyLengthLimit = MostBytes,
                MemoryBufferThreshold = (int)MostBytes,
                ValueLengthLimit = 16 * 1024,
                ValueCountLimit = 16,
                KeyLengthLimit = 256,
            }));
            return context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    private static string Cut(string? typed) => typed?.Trim() is not { } text ? "" : text.Length <= LongestTyped ? text : text[..LongestTyped];

    private static RazorComponentResult<CheckLetterPage> Page(CheckLetterModel model, int status = StatusCodes.Status200OK) =>
        new(new { Model = model }) { StatusCode = status };
}
