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

    /// <summary>Where who works here reads their own sign-in log.</summary>
    public const string StaffSignInsPath = ShowSignIns.StaffPath;

    /// <summary>Where a program gets its token.</summary>
    public const string TokenPath = TokenServer.Path;

    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddTexts(typeof(IdentityModule).Assembly);
        services.AddModuleDb<IdentityDb>("identity");
        services.AddRetention(
            new("sign-in", "サインインの記録", "サインインした日", "いつ、どの機器から、どの方法でサインインしたかの行が消えます。", new(1, 0, RetentionStart.Day, "")),
            new("identity_sign_in", "seq", "at"));
        services.AddRetention(
            new("session", "終わったセッション", "最後に使われた日", "だれがどの機器でサインインしていたかの行が消えます。", new(0, 90, RetentionStart.Day, "")),
            new("identity_session", "id", "seen_at"));
        services.AddRetention(
            new("access-code", "確認番号の発行の記録", "発行した日", "だれに、どの書類を確かめて確認番号を渡したかの行が消えます。", new(1, 0, RetentionStart.Day, "")),
            new("identity_code", "id", "issued_at"));
        services.AddRetention(
            new("access-code-letter", "郵送した確認番号の控え", "発行した日", "封をして残していた番号が消えます。発行の記録は残ります。", new(0, 30, RetentionStart.Day, "")),
            new("identity_code", "id", "issued_at", "sealed is not null", "sealed = null"));
        services.AddSignIn();
        services.AddAccounts();
        ProviderSchemes.Add(services);
        services.AddSingleton<OidcLinks>();
        services.AddSingleton<OidcEntrance>();
        services.AddSingleton<AccountPages>();
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
        Enrol.Map(routes);
        Recover.Map(routes);
        ManageAccount.Map(routes);
        ShowSignIns.Map(routes);
        IssueCode.Map(routes);
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
