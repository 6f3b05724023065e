using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Rules;

/// <summary>判定: the decision models of the city, read, tried, edited and kept version by version.</summary>
public static class RulesModule
{
    public static IServiceCollection AddRules(this IServiceCollection services)
    {
        services.AddMigrations("rules", typeof(RulesModule).Assembly);
        services.AddSingleton<Versions>();
        services.AddSingleton<DecisionCatalogue>();
        services.AddSingleton<ExamplePeople>();
        services.AddSingleton<IServesContent>(provider => provider.GetRequiredService<DecisionCatalogue>());
        foreach (var asset in EditorAssets.All())
        {
            services.AddSingleton(asset);
        }

        return services;
    }

    /// <summary>The officer's pages.</summary>
    public static IEndpointRouteBuilder MapRules(this IEndpointRouteBuilder routes)
    {
        var decisions = routes.MapGroup("/staff/decisions").RequireAuthorization(Policies.Officer);
        ListDecisions.Map(decisions);
        ReadDecision.Map(decisions);
        TryDecision.Map(decisions);
        EditDecision.Map(decisions);
        return routes;
    }
}
