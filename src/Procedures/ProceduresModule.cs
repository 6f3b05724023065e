using Madoguchi.DesignSystem;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Procedures;

/// <summary>手続: what the city offers, as data, and the journey through each.</summary>
public static class ProceduresModule
{
    public static IServiceCollection AddProcedures(this IServiceCollection services)
    {
        services.AddTexts(typeof(ProceduresModule).Assembly);
        return services;
    }

    public static IEndpointRouteBuilder MapProcedures(this IEndpointRouteBuilder routes) => routes;
}
