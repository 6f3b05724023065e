using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Madoguchi.Host;

/// <summary>A form that arrived after its session had ended.</summary>
/// <param name="Path">Where it was sent.</param>
/// <param name="Fields">What was typed, without the antiforgery token.</param>
internal sealed record KeptForm(string Path, IReadOnlyList<KeyValuePair<string, string>> Fields);

/// <summary>
/// Keeps what somebody typed over the sign-in: encrypted in the sign-in page itself, for an hour, so that the server stores nothing
/// for people it does not know.
/// </summary>
internal sealed class KeptForms(IDataProtectionProvider protection)
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
            : protector.Protect(JsonSerializer.Serialize(new KeptForm(request.Path + request.QueryString, fields)), Kept);
    }

    /// <summary>The form, when the text is ours and not too old.</summary>
    public KeptForm? Open(string? kept)
    {
        if (string.IsNullOrEmpty(kept))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<KeptForm>(protector.Unprotect(kept));
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }
}
