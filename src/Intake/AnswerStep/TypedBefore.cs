using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Madoguchi.Intake;

/// <summary>
/// Carries what was typed and not accepted to the same page, asked for anew: a page that answers a form itself is one that the browser's
/// back button can only leave by sending the form again. It travels sealed, in a cookie of the draft, for the person who typed it; the
/// server stores nothing.
/// </summary>
internal sealed class TypedBefore(IDataProtectionProvider protection)
{
    private const string Name = "madoguchi-typed";
    private const int MostCharacters = 3_600;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>It is sealed, so nothing in it need be escaped, and Japanese takes half the place.</summary>
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Madoguchi.Intake.TypedBefore").ToTimeLimitedDataProtector();

    /// <returns>False where a cookie cannot hold as much: then the page answers the form itself.</returns>
    public bool Keep(HttpContext context, OpenDraft open, string path, FormFields fields)
    {
        var typed = fields.Each.Where(field => !field.Name.StartsWith("__", StringComparison.Ordinal)).ToList();
        var json = JsonSerializer.Serialize(
            new Typed(context.User.Actor().Id, path, open.Draft.Version, typed.ConvertAll(field => field.Name), typed.ConvertAll(field => field.Value)),
            Unescaped);
        if (json.Length > MostCharacters || protector.Protect(json, Kept) is not { Length: <= MostCharacters } sealedText)
        {
            return false;
        }

        context.Response.Cookies.Append(Name, sealedText, For(context, open));
        return true;
    }

    /// <summary>What this person typed on this page of the draft, which has not changed since; else null.</summary>
    public FormFields? Find(HttpContext context, OpenDraft open, string path)
    {
        if (context.Request.Cookies[Name] is not { Length: > 0 } sealedText)
        {
            return null;
        }

        try
        {
            var typed = JsonSerializer.Deserialize<Typed>(protector.Unprotect(sealedText))!;
            return typed.Path == path && typed.Version == open.Draft.Version && typed.Actor == context.User.Actor().Id
                ? FormFields.Of([.. typed.Names.Zip(typed.Values)]) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public static void Forget(HttpContext context, OpenDraft open)
    {
        if (context.Request.Cookies.ContainsKey(Name))
        {
            context.Response.Cookies.Delete(Name, For(context, open));
        }
    }

    private static CookieOptions For(HttpContext context, OpenDraft open) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = Kept,
        Path = open.Address,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
    };

    private sealed record Typed(string Actor, string Path, long Version, IReadOnlyList<string> Names, IReadOnlyList<string> Values);
}
