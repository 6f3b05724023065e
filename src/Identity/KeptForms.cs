using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Madoguchi.Identity;

/// <summary>A form that arrived after its session had ended.</summary>
/// <param name="Path">Where it was sent.</param>
/// <param name="Fields">What was typed, without the antiforgery token.</param>
/// <param name="Token">The antiforgery token of the form: it was made for whoever the form was shown to.</param>
internal sealed record KeptForm(string Path, IReadOnlyList<KeyValuePair<string, string>> Fields, string Token);

/// <summary>
/// Keeps what somebody typed over the sign-in: encrypted in the sign-in page itself, for an hour, so that the server stores nothing
/// for people it does not know.
/// </summary>
internal sealed class KeptForms(IDataProtectionProvider protection, IAntiforgery antiforgery, IOptions<AntiforgeryOptions> options)
{
    private const int MaxFields = 200;
    private const long MaxBytes = 64 * 1024;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Madoguchi.KeptForm").ToTimeLimitedDataProtector();

    /// <summary>The form as a sealed text, or null when there is none or it is too large to carry.</summary>
    public async Task<string?> KeepAsync(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method)
            || request.ContentLength is not (> 0 and <= MaxBytes)
            || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        List<KeyValuePair<string, string>> fields =
        [
            .. from field in form
               where !field.Key.StartsWith("__", StringComparison.Ordinal)
               from value in field.Value
               select KeyValuePair.Create(field.Key, value),
        ];
        return fields.Count is 0 or > MaxFields
            ? null
            : protector.Protect(JsonSerializer.Serialize(new KeptForm(request.Path + request.QueryString, fields, form[options.Value.FormFieldName].ToString())), Kept);
    }

    /// <summary>
    /// The form, when the text is ours, not too old, and was typed by the person who signed in now: at a shared device the next one
    /// must not see it.
    /// </summary>
    public async Task<KeptForm?> OpenAsync(string? kept, ClaimsPrincipal person, HttpContext context)
    {
        if (string.IsNullOrEmpty(kept))
        {
            return null;
        }

        try
        {
            var form = JsonSerializer.Deserialize<KeptForm>(protector.Unprotect(kept))!;
            return await WasShownToAsync(person, form.Token, context) ? form : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    /// <summary>As if the form were sent now: its token holds for one person only.</summary>
    private Task<bool> WasShownToAsync(ClaimsPrincipal person, string token, HttpContext context)
    {
        var again = new DefaultHttpContext { User = person, RequestServices = context.RequestServices };
        again.Request.Method = HttpMethods.Post;
        again.Request.Headers.Cookie = context.Request.Headers.Cookie;
        again.Request.Headers[options.Value.HeaderName!] = token;
        return antiforgery.IsRequestValidAsync(again);
    }
}
