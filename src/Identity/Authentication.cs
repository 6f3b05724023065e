using Madoguchi.Kernel;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Identity;

/// <summary>How a request is signed in and what each policy asks for. A route that says nothing needs somebody signed in.</summary>
internal static class Authentication
{
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddSettings<SessionSettings>("Identity:Sessions");
        services.AddSettings<CodeSettings>("Identity:Codes");
        services.AddSingleton<SessionCache>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<KeptForms>();
        services.AddSingleton<DemoGate>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, StepUp>();
        services.AddAuthentication(SessionScheme.Name).AddScheme<AuthenticationSchemeOptions, SessionScheme>(SessionScheme.Name, null);
        services.AddAuthorizationBuilder().AddPolicies();
    }
}
