using System.Diagnostics;
using System.Globalization;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Madoguchi.Host;

/// <summary>Every failure ends in a page that says what happened, what is kept, and what to do next.</summary>
internal static class ErrorPages
{
    /// <summary>What a full disk or a server that starts again takes to be mended, at its best.</summary>
    private static readonly TimeSpan TryAgain = TimeSpan.FromMinutes(2);

    public static void UseErrorPages(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",

            // The error page asks anew who reads: what the failed request asked failed, and is remembered with the request's own services.
            CreateScopeForErrors = true,
            StatusCodeSelector = fault => fault switch
            {
                BadHttpRequestException bad => bad.StatusCode,
                _ when DatabaseFault.MeansAway(fault) => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status500InternalServerError,
            },
        });
        app.UseStatusCodePagesWithReExecute("/error");
        app.Use(SayWhyAsync);
    }

    /// <summary>A program is told in the answer itself: one with a status alone (no token, a body that is no JSON) gets its problem here.</summary>
    private static async Task SayWhyAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var answer = context.Response;
        if (answer is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null or 0 } && ApiProblemWords.IsOfTheApi(context))
        {
            await TypedResults.Problem(statusCode: answer.StatusCode).ExecuteAsync(context);
        }
    }

    /// <summary>Unfiltered: behind a filter a handler is not called once the answer has the status of an error, and every error would be an empty page.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.Map("/error", Show).AllowAnonymous().DisableValidation().ExcludeFromDescription();

    private static IResult Show(HttpContext context)
    {
        var status = context.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalStatusCode ?? context.Response.StatusCode;
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = TryAgain.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }

        if (ApiProblemWords.IsOfTheApi(context))
        {
            return TypedResults.Problem(statusCode: status);
        }

        return new RazorComponentResult<ProblemPage>(new Dictionary<string, object?>
        {
            [nameof(ProblemPage.Kind)] = ProblemKinds.Of(status),
            [nameof(ProblemPage.Number)] = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier,
            [nameof(ProblemPage.Staff)] = context.User.Identity?.IsAuthenticated == true && !context.User.IsInRole(Roles.Resident),
        })
        { StatusCode = status };
    }
}
