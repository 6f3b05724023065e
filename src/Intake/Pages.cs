using Madoguchi.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Madoguchi.Intake;

internal static class Pages
{
    public static RazorComponentResult<TPage> Of<TPage>(params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TPage : IComponent => Of<TPage>(StatusCodes.Status200OK, parameters);

    public static RazorComponentResult<TPage> Of<TPage>(int status, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TPage : IComponent
    {
        var given = new Dictionary<string, object?>(parameters.Length, StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            given.Add(name, value);
        }

        return new(given) { StatusCode = status, PreventStreamingRendering = true };
    }

    /// <summary>A refusal as a page in the resident's words; what was submitted leads to its receipt.</summary>
    public static IResult Refused(Refusal refusal) => refusal switch
    {
        DraftSubmitted { Draft: var draft } => TypedResults.LocalRedirect($"/apply/{draft}/receipt"),
        AssuranceTooLow { Required: var required, ReturnTo: var returnTo } => Of<AssurancePage>(
            refusal.StatusCode(), ("Required", required), ("ReturnTo", returnTo),
            ("IsDraft", !returnTo.StartsWith("/apply/start/", StringComparison.Ordinal))),
        _ => Of<RefusedPage>(refusal.StatusCode(), ("Code", refusal.Code)),
    };
}
