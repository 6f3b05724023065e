using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Madoguchi.DesignSystem;

/// <summary>
/// The look of every page. The host registers, besides this, its scoped <see cref="Shell"/> and
/// <c>HtmlEncoder.Create(UnicodeRanges.All)</c> as a singleton: without it every Japanese character costs eight bytes.
/// </summary>
public static class DesignSystemModule
{
    internal const string DisplayPath = "/display";
    internal const string AssetsPath = "/assets";

    public static IServiceCollection AddDesignSystem(this IServiceCollection services)
    {
        services.AddRazorComponents();
        ForgetPersistedState(services);
        services.AddHttpContextAccessor();
        services.TryAddSingleton<Assets>();
        services.TryAddSingleton<Texts>();
        services.TryAddScoped<Wording>();
        services.TryAddScoped<Shell>();
        services.TryAddScoped(provider => Display.From(provider.GetRequiredService<IHttpContextAccessor>().HttpContext));
        return services.AddTexts(typeof(DesignSystemModule).Assembly);
    }

    /// <summary>
    /// The framework prepares, at every request, to carry services' state into an interactive page, asking each assembly for its name.
    /// No page here is interactive; without this a tenth of a page's cost goes there.
    /// </summary>
    private static void ForgetPersistedState(IServiceCollection services)
    {
        foreach (var registration in services.Where(service => service.ServiceType.Name == "IPersistentServiceRegistration").ToList())
        {
            services.Remove(registration);
        }
    }

    /// <summary>The assets, the switch of language and ruby, and in Development the gallery at <c>/design</c>.</summary>
    public static IEndpointRouteBuilder MapDesignSystem(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods(AssetsPath + "/{**name}", [HttpMethods.Get, HttpMethods.Head], ServeAssetAsync)
            .AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(DisplayPath, ChangeDisplay)
            .AllowAnonymous().ExcludeFromDescription();
        if (routes.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            MapGallery(routes.MapGroup("/design").AllowAnonymous().ExcludeFromDescription());
        }

        return routes;
    }

    private static void MapGallery(RouteGroupBuilder routes)
    {
        routes.MapGet("", () => new RazorComponentResult<Gallery>());
        routes.MapGet("/question", () => new RazorComponentResult<SampleQuestion>());
        routes.MapGet("/check", () => new RazorComponentResult<SampleCheck>());
        routes.MapGet("/receipt", () => new RazorComponentResult<SampleReceipt>());
        routes.MapGet("/queue", () => new RazorComponentResult<SampleQueue>());
        routes.MapGet("/case", () => new RazorComponentResult<SampleCase>());
        routes.MapGet("/problem/{status:int}", (int status) => new RazorComponentResult<ProblemPage>(
            new { Kind = status == 440 ? ProblemKind.SessionExpired : ProblemKinds.Of(status), Number = "3f2a-91c4" }));
    }

    private static Task ServeAssetAsync(string name, HttpContext context, Assets assets)
    {
        if (assets.Find(name) is { } asset)
        {
            return asset.WriteAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>Remembers language or ruby and goes back to where the reader was.</summary>
    private static RedirectHttpResult ChangeDisplay(
        HttpContext context, [FromForm] string? lang, [FromForm] string? ruby, [FromForm] string? returnTo)
    {
        if (lang is "ja" or "easy" or "en")
        {
            Remember(context, Display.LanguageCookie, lang);
        }

        if (ruby is "on" or "off")
        {
            Remember(context, Display.RubyCookie, ruby);
        }

        return TypedResults.LocalRedirect(RedirectHttpResult.IsLocalUrl(returnTo) ? returnTo! : "/");
    }

    private static void Remember(HttpContext context, string cookie, string value) =>
        context.Response.Cookies.Append(cookie, value, new CookieOptions
        {
            MaxAge = TimeSpan.FromDays(365),
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Lax,
            IsEssential = true,
            Path = "/",
        });
}
