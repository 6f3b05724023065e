using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Madoguchi.Kernel;

/// <summary>How the API says no: problem details (RFC 9457) whose type is stable; the host brings the words.</summary>
public static class ApiProblems
{
    public static ProblemHttpResult Of(string code, int status, IDictionary<string, object?>? more = null) => TypedResults.Problem(
        type: $"urn:madoguchi:problem:{code}", title: code, statusCode: status, extensions: more);

    /// <summary>There is no such thing, or it is not within this client's grant: nobody learns which.</summary>
    public static ProblemHttpResult NotFound() => Of("not-found", StatusCodes.Status404NotFound);
}

/// <summary>The version a change rests on (<c>If-Match</c>, RFC 9110 §13.1.1) and the one an answer shows (<c>ETag</c>).</summary>
public static class EntityTags
{
    /// <summary>The header was not sent, or is no version of ours.</summary>
    public static ProblemHttpResult Required() => ApiProblems.Of("if-match-required", StatusCodes.Status428PreconditionRequired);

    /// <summary>Somebody changed it since that version.</summary>
    public static ProblemHttpResult Stale() => ApiProblems.Of("version-changed", StatusCodes.Status412PreconditionFailed);

    public static void ShowVersion(this HttpResponse response, long version) =>
        response.Headers.ETag = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"{version}\"");

    public static long? Version(string? ifMatch) =>
        ifMatch is ['"', .. var number, '"'] && long.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var version)
            ? version : null;

    /// <summary>Whether the reader holds this very content: then 304 is enough. Says the tag either way, and that it may be kept.</summary>
    public static bool IsHeld(this HttpContext context, string content)
    {
        var tag = $"\"{content}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "public, max-age=60";
        return context.Request.Headers.IfNoneMatch.Contains(tag, StringComparer.Ordinal);
    }
}

/// <summary>The key by which a repeated request counts once (<c>Idempotency-Key</c>).</summary>
public static class IdempotencyKeys
{
    public const string Header = "Idempotency-Key";
    private const int Longest = 100;

    public static ProblemHttpResult Required() => ApiProblems.Of("idempotency-key-required", StatusCodes.Status400BadRequest);

    /// <summary>What a request under a key asks: by its meaning, not by how its JSON was spaced.</summary>
    public static string ContentOf<T>(T request) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, JsonSerializerOptions.Web)));

    /// <summary>A client's key is its own; two clients that choose the same are two. Without one each request is an act of its own.</summary>
    public static Guid Of(Actor actor, string? key, DateTimeOffset now) => key is null
        ? Guid.CreateVersion7(now)
        : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{actor.Id}\n{key}")).AsSpan(0, 16));

    public static bool IsKey(string? key) => key is { Length: > 0 and <= Longest } && key.All(letter => letter is > ' ' and <= '~');
}

/// <summary>The headers of a change: which version it rests on, and the key by which it counts once.</summary>
public readonly record struct ChangeHeaders(
    [property: FromHeader(Name = "If-Match")] string? IfMatch, [property: FromHeader(Name = IdempotencyKeys.Header)] string? Key)
{
    /// <summary>Why nothing is changed on these headers; null when they say what a change needs, the version it rests on among it.</summary>
    public ProblemHttpResult? Refuse(out long seen)
    {
        var version = EntityTags.Version(IfMatch);
        seen = version ?? 0;
        return version is null ? EntityTags.Required()
            : Key is not null && !IdempotencyKeys.IsKey(Key) ? IdempotencyKeys.Required() : null;
    }
}
