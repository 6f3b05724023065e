using System.Security.Claims;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Intake;

/// <summary>A file that lies with the city until a submission names it.</summary>
public sealed record HandedInFileResponse
{
    /// <summary>To be named in the answer of a <c>files</c> question.</summary>
    public required Guid Id { get; init; }

    /// <summary>As it was called.</summary>
    public required string Name { get; init; }

    /// <summary>What its first bytes say it is.</summary>
    public required string Type { get; init; }

    /// <summary>Its length.</summary>
    public required long Bytes { get; init; }
}

/// <summary>Evidence by the API, one file at a time, before the application that names it.</summary>
internal static class HandInFileEndpoint
{
    private const long MostBytes = 20L * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/files", HandleAsync)
        .WithName("handInFile")
        .WithSummary("Hands in a file; a submission must name it within a day, or it is erased")
        .Accepts<Stream>("application/pdf", "image/jpeg", "image/png", "image/heic")
        .WithMetadata(new RequestSizeLimit(MostBytes))
        .RequireScope(Scopes.SubmissionsWrite)
        .Refuses(400, 413, 422);

    private static async Task<Results<Created<HandedInFileResponse>, ProblemHttpResult>> HandleAsync(
        string name, HttpRequest request, ClaimsPrincipal user, IFileStore files, IWriter writer, CancellationToken cancellationToken)
    {
        var actor = user.Actor();
        var saved = await files.SaveAsync(request.Body, new Upload(name, MostBytes), actor, Purpose.Apply, cancellationToken);
        if (saved.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        var file = saved.Value;
        await writer.WriteAsync<bool>(
            new Work($"upload/{file.Id}", $"upload/{file.Id}", actor, Purpose.Apply),
            unit => unit.Execute(
                "insert into intake_upload (file_id, owner, name, type, length, added_at) values (@id, @owner, @name, @type, @length, @at)",
                ("id", file.Id),
                ("owner", actor.Id),
                ("name", file.Name),
                ("type", file.Type.ContentType),
                ("length", file.Bytes),
                ("at", unit.Now)) == 1,
            cancellationToken);
        return TypedResults.Created(
            (string?)null, new HandedInFileResponse { Id = file.Id, Name = file.Name, Type = file.Type.ContentType, Bytes = file.Bytes });
    }

    private sealed record RequestSizeLimit(long? MaxRequestBodySize) : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata;
}
