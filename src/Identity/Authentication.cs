using Madoguchi.Kernel;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Identity;

/// <summary>The session cookie and what each policy asks for. A route that says nothing needs somebody signed in.</summary>
internal static class Authentication
{
    private static readonly TimeSpan Session = TimeSpan.FromMinutes(60);

    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<KeptForms>();
        services.AddSingleton<DemoGate>();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = "madoguchi-session";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = Session;
            cookie.SlidingExpiration = true;
            cookie.LoginPath = IdentityModule.SignInPath;
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.Events.OnRedirectToLogin = AskToSignInAsync;
            cookie.Events.OnRedirectToAccessDenied = context =>
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            };
        });

        services.AddAuthorizationBuilder().AddPolicies();
    }

    /// <summary>A page leads to the sign-in and back; a form that was filled in is kept on the way.</summary>
    private static async Task AskToSignInAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var (request, services) = (context.Request, context.HttpContext.RequestServices);
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            context.Response.Redirect(context.RedirectUri);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        var kept = await services.GetRequiredService<KeptForms>().KeepAsync(request);
        var people = await services.GetRequiredService<DemoGate>().PeopleAsync(context.HttpContext);
        await SignInPage.Of(people, returnUrl: null, kept, sessionEnded: true).ExecuteAsync(context.HttpContext);
    }
}
