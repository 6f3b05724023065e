using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Procedures;

/// <summary>手続: what the city offers, as data, and the journey through each.</summary>
public static class ProceduresModule
{
    private const string PublicRateLimit = "public";

    public static IServiceCollection AddProcedures(this IServiceCollection services)
    {
        services.AddMigrations("procedures", typeof(ProceduresModule).Assembly);
        services.AddTexts(typeof(ProceduresModule).Assembly);
        services.AddValidation();
        services.AddSingleton<Versions>();
        services.AddSingleton<ProcedureCatalogue>();
        services.AddSingleton<IProcedureCatalogue>(provider => provider.GetRequiredService<ProcedureCatalogue>());
        services.AddSingleton<IProcedureNames, ProcedureNames>();
        services.AddSingleton<IPostcodes, Postcodes>();
        services.AddSingleton<IKnownFacts, KnownFacts>();
        return services.AddSingleton<IServesContent>(provider => provider.GetRequiredService<ProcedureCatalogue>());
    }

    /// <summary>The public pages (the host brings the rate limit named "public") and the officer's.</summary>
    public static IEndpointRouteBuilder MapProcedures(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("/procedures").AllowAnonymous().RequireRateLimiting(PublicRateLimit);
        FindProcedures.Map(open);
        ReadProcedure.Map(open);
        ProcedureEndpoints.Map(routes.MapApi("Procedures 手続"));
        ReviewContent.Map(routes.MapGroup("/staff/procedures").RequireAuthorization(Policies.Officer));
        return routes;
    }
}
