using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Kernel;

public static class PolicyRegistration
{
    /// <summary>
    /// Says what each of <see cref="Policies"/> and each of <see cref="Scopes"/> asks for; a route that names none needs somebody signed in.
    /// </summary>
    public static AuthorizationBuilder AddPolicies(this AuthorizationBuilder authorization)
    {
        foreach (var scope in Scopes.All)
        {
            authorization.AddPolicy(Scopes.Policy(scope), policy => policy
                .AddAuthenticationSchemes(Scopes.Scheme)
                .RequireRole(Roles.Client)
                .RequireClaim(MadoguchiClaims.Scope, scope));
        }

        authorization.Services.AddSingleton<IAuthorizationHandler, FreshSignInHandler>();
        return authorization
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Policies.Resident, policy => policy.RequireRole(Roles.Resident).RequireClaim(MadoguchiClaims.Subject))
            .AddPolicy(Policies.Applicant, policy => policy.RequireRole(Roles.Resident, Roles.Guest).RequireClaim(MadoguchiClaims.Subject))
            .AddPolicy(Policies.Guest, policy => policy.RequireRole(Roles.Guest).RequireClaim(MadoguchiClaims.Subject))
            .AddPolicy(Policies.Staff, policy => policy.RequireRole(Roles.Staff))
            .AddPolicy(Policies.Clerk, policy => policy.RequireRole(Roles.Clerk, Roles.Head))
            .AddPolicy(Policies.Head, policy => policy.RequireRole(Roles.Head))
            .AddPolicy(Policies.Officer, policy => policy.RequireRole(Roles.Officer))
            .AddPolicy(Policies.Auditor, policy => policy.RequireRole(Roles.Auditor))
            .AddPolicy(Policies.RetentionReader, policy => policy.RequireRole(Roles.Head, Roles.Auditor))
            .AddPolicy(Policies.Fresh, policy => policy.RequireAuthenticatedUser().AddRequirements(new FreshSignIn()))
            .AddPolicy(Policies.Delivery, policy => policy.RequireRole(Roles.Head, Roles.Officer))
            .AddPolicy(Policies.CaseReader, policy => policy.RequireRole(Roles.Clerk, Roles.Head, Roles.Auditor));
    }
}
