using System.Security.Cryptography;
using System.Text.Json;
using Madoguchi.Procedures;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Madoguchi.Intake;

/// <summary>Marks a form whose typed values survive a sign-in.</summary>
internal sealed class KeepsWhatWasTyped;

/// <summary>
/// A session that ended while somebody typed: what they send is put, encrypted, into a short-lived cookie of that one address,
/// and filled in again, unsaved, when they return from signing in.
/// </summary>
internal sealed class TypedBeforeSignIn(IDataProtectionProvider protection)
{
    private const string Cookie = "typed";

    // Browsers promise four kilobytes a cookie. What is longer has to be typed again, and the sign-in page does not promise otherwise.
    private const int MostCharacters = 3_600;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Madoguchi.Intake.Typed").ToTimeLimitedDataProtector();

    public void Put(HttpContext context, IFormCollection form)
    {
        var fields = form
            .Where(field => field.Key.StartsWith(StepForm.Field, StringComparison.Ordinal) || field.Key == StepForm.WrongField)
            .SelectMany(field => field.Value.Select(value => new[] { field.Key, value ?? "" }))
            .ToArray();
        var kept = protector.Protect(JsonSerializer.Serialize(new Typed(context.Request.Path, fields)), Lifetime);
        if (kept.Length <= MostCharacters)
        {
            context.Response.Cookies.Append(Cookie, kept, Options(context));
        }
    }

    /// <summary>What was typed at this address before signing in; once.</summary>
    public FormFields? TakeBack(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { } kept)
        {
            return null;
        }

        context.Response.Cookies.Delete(Cookie, Options(context));
        try
        {
            var typed = JsonSerializer.Deserialize<Typed>(protector.Unprotect(kept))!;
            return typed.Path == context.Request.Path ? FormFields.Of([.. typed.Fields.Select(field => (field[0], field[1]))]) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static CookieOptions Options(HttpContext context) => new()
    {
        Path = context.Request.PathBase + context.Request.Path,
        MaxAge = Lifetime,
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        IsEssential = true,
    };

    private sealed record Typed(string Path, string[][] Fields);
}

/// <summary>Puts by what was typed before the usual answer to somebody not signed in.</summary>
internal sealed class PutByBeforeSignIn(TypedBeforeSignIn typed) : IAuthorizationMiddlewareResultHandler
{
    private const int MostBytes = 8 * 1024;

    private readonly AuthorizationMiddlewareResultHandler usual = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Challenged
            && context.GetEndpoint()?.Metadata.GetMetadata<KeepsWhatWasTyped>() is not null
            && context.Request is { ContentLength: > 0 and <= MostBytes, HasFormContentType: true } request
            && request.ContentType!.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            typed.Put(context, await request.ReadFormAsync(context.RequestAborted));
        }

        await usual.HandleAsync(next, context, policy, authorizeResult);
    }
}
