using Microsoft.AspNetCore.Http;

namespace Madoguchi.DesignSystem;

/// <summary>What stopped the reader, each with its own page of words.</summary>
public enum ProblemKind
{
    Fault,
    BadRequest,
    SignInNeeded,
    Forbidden,
    NotFound,
    Conflict,
    Gone,
    TooLarge,
    Unprocessable,
    TooMany,
    SessionExpired,
    Unavailable,
}

public static class ProblemKinds
{
    /// <summary>The page for a status code; an unknown one is our fault.</summary>
    public static ProblemKind Of(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => ProblemKind.SignInNeeded,
        StatusCodes.Status403Forbidden => ProblemKind.Forbidden,
        StatusCodes.Status404NotFound => ProblemKind.NotFound,
        StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed => ProblemKind.Conflict,
        StatusCodes.Status410Gone => ProblemKind.Gone,
        StatusCodes.Status413PayloadTooLarge => ProblemKind.TooLarge,
        StatusCodes.Status422UnprocessableEntity => ProblemKind.Unprocessable,
        StatusCodes.Status429TooManyRequests => ProblemKind.TooMany,
        StatusCodes.Status503ServiceUnavailable => ProblemKind.Unavailable,
        >= 400 and < 500 => ProblemKind.BadRequest,
        _ => ProblemKind.Fault,
    };

    internal static string Key(this ProblemKind kind) => kind switch
    {
        ProblemKind.BadRequest => "design.problem.badRequest",
        ProblemKind.SignInNeeded => "design.problem.signInNeeded",
        ProblemKind.Forbidden => "design.problem.forbidden",
        ProblemKind.NotFound => "design.problem.notFound",
        ProblemKind.Conflict => "design.problem.conflict",
        ProblemKind.Gone => "design.problem.gone",
        ProblemKind.TooLarge => "design.problem.tooLarge",
        ProblemKind.Unprocessable => "design.problem.unprocessable",
        ProblemKind.TooMany => "design.problem.tooMany",
        ProblemKind.SessionExpired => "design.problem.sessionExpired",
        ProblemKind.Unavailable => "design.problem.unavailable",
        _ => "design.problem.fault",
    };
}
