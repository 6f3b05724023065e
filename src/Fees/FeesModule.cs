using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Fees;

/// <summary>手数料・収納: what a submission costs, whether it is paid, and what is paid back.</summary>
public static class FeesModule
{
    public static IServiceCollection AddFees(this IServiceCollection services)
    {
        services.AddTexts(typeof(FeesModule).Assembly);
        services.AddModuleDb<FeesDb>("fees");
        return services;
    }

    public static IEndpointRouteBuilder MapFees(this IEndpointRouteBuilder routes) => routes;
}
