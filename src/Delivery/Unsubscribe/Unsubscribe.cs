using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Delivery;

/// <summary>
/// Ends messages of one category for whoever holds the mail (RFC 8058): by one POST of a mail program, without signing in, cookies or
/// redirects. Opening the address changes nothing: programs that look for viruses do that.
/// </summary>
internal static class Unsubscribe
{
    private const string Field = "List-Unsubscribe";
    private const string OneClick = "One-Click";
    private const int LargestBody = 4096;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/unsubscribe").AllowAnonymous().RequireRateLimiting("public").DisableAntiforgery();
        group.MapGet("/{token}", Show).WithName("UnsubscribeForm");
        group.MapPost("/{token}", PostAsync).WithName("Unsubscribe");
    }

    private static Results<RazorComponentResult<UnsubscribePage>, NotFound> Show(string token, UnsubscribeTokens tokens) =>
        tokens.Open(token) is var (_, category) ? Page(category, isDone: false) : TypedResults.NotFound();

    private static async Task<Results<RazorComponentResult<UnsubscribePage>, NotFound, BadRequest>> PostAsync(
        string token, HttpRequest request, UnsubscribeTokens tokens, IWriter writer, TimeProvider time, CancellationToken cancellationToken)
    {
        if (tokens.Open(token) is not var (party, category))
        {
            return TypedResults.NotFound();
        }

        if (!request.HasFormContentType || await FieldAsync(request, cancellationToken) != OneClick)
        {
            return TypedResults.BadRequest();
        }

        await writer.WriteAsync<bool>(
            new Work($"party/{party}", $"unsubscribe/{Guid.CreateVersion7(time.GetUtcNow())}", Actor.System("unsubscribe"), new Purpose("notify")),
            unit => unit.Execute(
                "insert into delivery_declined (party, category, at, by) values (@party, @category, @now, 'unsubscribe') on conflict (party, category) do nothing",
                ("party", party),
                ("category", category),
                ("now", unit.Now)) == 1,
            cancellationToken);
        return Page(category, isDone: true);
    }

    /// <summary>A mail program may send its form in pieces and not say before how long it is: it is read up to the limit.</summary>
    private static async Task<string?> FieldAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestBody;
        }

        try
        {
            return (await request.ReadFormAsync(cancellationToken))[Field];
        }
        catch (Exception fault) when (fault is BadHttpRequestException or InvalidDataException)
        {
            return null;
        }
    }

    private static RazorComponentResult<UnsubscribePage> Page(string category, bool isDone) => new(new { Category = category, IsDone = isDone });
}
