using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Madoguchi.Kernel;

/// <summary>The one place where a refusal becomes an HTTP answer (RFC 9457).</summary>
public static class Problems
{
    public static int StatusCode(this Refusal refusal) => refusal.Kind switch
    {
        RefusalKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.Gone => StatusCodes.Status410Gone,
        RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal.Kind, "A new kind of refusal needs its status code here."),
    };

    public static ProblemHttpResult ToProblem(this Refusal refusal) => TypedResults.Problem(
        type: $"urn:madoguchi:problem:{refusal.Code}",
        title: refusal.Code,
        statusCode: refusal.StatusCode());
}
