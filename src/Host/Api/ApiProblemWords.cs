using System.Diagnostics;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Diagnostics;

namespace Madoguchi.Host;

/// <summary>What a problem of the API is called, in Japanese or English as the request asks; its type does not change with it.</summary>
internal static class ApiProblemWords
{
    private const string Prefix = "urn:madoguchi:problem:";
    private const string Key = "api.problem.";
    private static readonly Texts Words = new([TextSource.Of(typeof(ApiProblemWords).Assembly)]);

    public static void Add(IServiceCollection services) => services
        .Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false)
        .AddProblemDetails(options => options.CustomizeProblemDetails = context =>
    {
        if (!IsOfTheApi(context.HttpContext))
        {
            return;
        }

        var problem = context.ProblemDetails;
        var status = problem.Status ?? context.HttpContext.Response.StatusCode;
        var code = problem.Type?.StartsWith(Prefix, StringComparison.Ordinal) == true ? problem.Type[Prefix.Length..] : CodeOf(status);
        var language = LanguageOf(context.HttpContext.Request);
        problem.Type = Prefix + code;
        problem.Title = TextOf(code, status).In(language);
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier;
        context.HttpContext.Response.Headers.ContentLanguage = language == Language.En ? "en" : "ja";
    });

    /// <summary>Whether the request came for the API, also when it is answered by the page of errors.</summary>
    public static bool IsOfTheApi(HttpContext context)
    {
        var path = context.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? context.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath
            ?? context.Request.Path.Value ?? "";
        return path.StartsWith(ApiRoutes.Prefix + "/", StringComparison.Ordinal);
    }

    public static Localised ExampleOf(string code) => Words[Key + code];

    /// <summary>The problem of an answer that only has a status: nobody signed in, no such address, a body that is no JSON.</summary>
    private static string CodeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "token-needed",
        StatusCodes.Status403Forbidden => "scope-missing",
        StatusCodes.Status404NotFound => "not-found",
        StatusCodes.Status405MethodNotAllowed => "method-not-allowed",
        StatusCodes.Status413PayloadTooLarge => "too-large",
        StatusCodes.Status415UnsupportedMediaType => "media-type",
        StatusCodes.Status429TooManyRequests => "too-many-requests",
        StatusCodes.Status503ServiceUnavailable => "unavailable",
        >= 400 and < 500 => "invalid-request",
        _ => "fault",
    };

    private static Localised TextOf(string code, int status) => Words.Contains(Key + code) ? Words[Key + code] : Words[Key + CodeOf(status)];

    private static Language LanguageOf(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage.OrderByDescending(wanted => wanted.Quality ?? 1)
            .Select(wanted => wanted.Value.Value?.Split('-')[0]).FirstOrDefault(wanted => wanted is "ja" or "en") == "en"
            ? Language.En
            : Language.Ja;
}
