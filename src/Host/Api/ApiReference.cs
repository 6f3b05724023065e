using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace Madoguchi.Host;

/// <summary>
/// The API to be read and tried, at <c>/api</c>: Scalar, served from here. It writes its own styles as it runs, so this one page has rules
/// of its own: its script carries a number made for this answer, and nothing comes from or goes to anywhere else.
/// </summary>
internal static class ApiReference
{
    public const string Path = "/api";
    private const int NonceBytes = 16;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapScalarApiReference(Path, (options, context) =>
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
        options.WithTitle("Madoguchi API")
            .WithOpenApiRoutePattern(ApiDescription.Path)
            .DisableDefaultFonts()
            .WithProxy(null!)
            .HideClientButton()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideDeveloperTools();
        options.Nonce = nonce;
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
            + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";
    }).AllowAnonymous().RequireRateLimiting("public").ExcludeFromDescription();
}
