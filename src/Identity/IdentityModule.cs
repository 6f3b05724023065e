using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Identity;

/// <summary>本人確認: accounts, sign-in, sessions, and acting for others.</summary>
public static class IdentityModule
{
    /// <summary>Where a person signs in.</summary>
    public const string SignInPath = "/sign-in";

    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddTexts(typeof(IdentityModule).Assembly);
        services.AddModuleDb<IdentityDb>("identity");
        services.AddSignIn();
        ProviderSchemes.Add(services);
        services.AddSingleton<OidcLinks>();
        services.AddSingleton<OidcEntrance>();
        services.AddSingleton<BackChannelLogout>();
        services.AddSingleton<IGuestSessions, GuestSessions>();
        services.AddSingleton<Clients>();
        services.AddSingleton<IApiClients>(provider => provider.GetRequiredService<Clients>());
        services.AddSingleton<ClientDesk>();
        services.AddSingleton<ManageClients>();
        TokenServer.Add(services);
        return services;
    }

    public static IEndpointRouteBuilder MapIdentity(this IEndpointRouteBuilder routes)
    {
        SignIn.Map(routes);
        SignInAgain.Map(routes);
        OidcSignIn.Map(routes);
        OidcFailed.Map(routes);
        BackChannelLogout.Map(routes);
        ChooseRole.Map(routes);
        ActFor.Map(routes);
        DemoSignIn.Map(routes);
        TokenServer.Map(routes);
        ManageClients.Map(routes);
        return routes;
    }
}
