using System.Security.Claims;
using Madoguchi.DesignSystem;
using Madoguchi.Identity;
using Madoguchi.Kernel;
using Madoguchi.Registry;

namespace Madoguchi.Host;

/// <summary>What the host itself shows: the front page, and what stands around every page.</summary>
internal static class FrontDoor
{
    public static void AddFrontDoor(this IServiceCollection services)
    {
        services.AddTexts(typeof(FrontDoor).Assembly);
        services.AddScoped(ShellOf);
    }

    public static void MapFrontDoor(this IEndpointRouteBuilder routes)
    {
        FrontPageEndpoint.Map(routes);
        ShowRetention.Map(routes);
        ErrorPages.Map(routes);
    }

    private static Shell ShellOf(IServiceProvider services)
    {
        var city = services.GetRequiredService<CityProfile>();
        var words = services.GetRequiredService<Wording>();
        var user = services.GetRequiredService<IHttpContextAccessor>().HttpContext?.User;
        var signedIn = user?.Identity?.IsAuthenticated == true;
        return new Shell
        {
            CityName = words.Of(city.Name),
            IsDemo = city.IsDemo,
            UserName = !signedIn ? null : user!.IsInRole(Roles.Guest) ? words["host.guest"] : user!.FindFirstValue(MadoguchiClaims.DisplayName),
            SubjectName = signedIn ? user!.FindFirstValue(MadoguchiClaims.SubjectName) : null,
            ChangeSubjectHref = "/my/acting-for",
            SignInHref = IdentityModule.SignInPath,
            Navigation = NavigationOf(signedIn ? user!.FindFirstValue(ClaimTypes.Role) : null, words),
            FooterLinks = FootOf(signedIn && Roles.Staff.Any(user!.IsInRole), words),
            Contacts = [.. city.Windows.Select(window => new ContactWindow(words.Of(window.Label), window.Phone))],
        };
    }

    private static NavItem[] FootOf(bool isStaff, Wording words) =>
    [
        .. isStaff ? new NavItem[] { new("自分のサインインの記録", IdentityModule.StaffSignInsPath) } : [],
        new(words["host.footer.api"], ApiReference.Path),
    ];

    private static NavItem[] NavigationOf(string? role, Wording words) => role switch
    {
        Roles.Clerk => [new("案件", "/staff/cases"), new("連携データ", "/staff/exports"), new("確認番号", "/staff/account")],
        Roles.Head =>
        [
            new("案件", "/staff/cases"), new("郵送", "/staff/letters"), new("送達", "/staff/delivery"), new("収納", "/staff/fees"),
            new("連携データ", "/staff/exports"), new("確認番号", "/staff/account"), new("保存と廃棄", "/staff/retention"),
        ],
        Roles.Auditor => [new("監査記録", "/staff/audit"), new("案件", "/staff/cases"), new("保存と廃棄", "/staff/retention")],
        Roles.Officer => [new("手続の定義", "/staff/procedures"), new("判定表", "/staff/decisions"), new("連携システム", "/staff/clients"), new("送達", "/staff/delivery")],
        Roles.Resident =>
        [
            new(words["host.nav.procedures"], "/procedures"),
            new(words["host.nav.my"], "/my"),
            new(words["host.nav.notices"], "/my/notices"),
            new(words["host.nav.facts"], "/my/facts"),
            new(words["host.nav.access"], "/my/access"),
            new(words["host.nav.account"], "/my/account"),
        ],
        Roles.Guest => [new(words["host.nav.procedures"], "/procedures"), new(words["host.nav.status"], "/my")],
        _ => [new(words["host.nav.procedures"], "/procedures"), new(words["host.nav.status"], "/status")],
    };
}
