using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Madoguchi.Registry;

public static class RegistryModule
{
    /// <summary>
    /// The register with its doors, and the city's profile, fact catalogue and working days.
    /// Reads <c>Madoguchi:City</c>, the folder of the city's content; <c>cities/demo</c> unless set.
    /// </summary>
    public static IServiceCollection AddRegistry(this IServiceCollection services)
    {
        services.AddModuleDb<RegistryDb>("registry");
        services.AddTexts(typeof(RegistryModule).Assembly);
        services.AddSettings<CitySettings>("Madoguchi");
        services.TryAddSingleton(provider => CityFolder.Find(
            provider.GetRequiredService<CitySettings>().City, provider.GetRequiredService<IHostEnvironment>().ContentRootPath));
        services.TryAddSingleton(provider => CityProfileFile.Load(provider.GetRequiredService<CityContent>()));
        services.TryAddSingleton<IFactCatalogue>(provider => FactCatalogue.Load(provider.GetRequiredService<CityContent>()));
        services.TryAddSingleton(provider => new LegalCalendar(provider.GetRequiredService<CityProfile>().ClosedDays));

        services.AddSingleton(provider => RetentionFile.Load(provider.GetRequiredService<CityContent>(), [.. provider.GetServices<RetainedClass>()]));
        services.AddRetention(
            new("access", "閲覧記録", "閲覧した日", "職員などが誰の情報を見たかの行が消えます。本人にも見えなくなります。", new(5, 0, RetentionStart.FiscalYear, "")),
            new("registry_access", "id", "at"));

        services.AddSingleton<IPartyDirectory, PartyDirectory>();
        services.AddSingleton<IPartyIdentification, PartyIdentification>();
        services.AddSingleton<IStaffDirectory, StaffDirectory>();
        services.AddSingleton<Sources>();
        services.AddSingleton<IFacts, Facts>();
        services.AddSingleton<IMandates, Mandates>();
        services.TryAddSingleton<IProcedureNames, NoProcedureNames>();
        services.AddDataProtection();
        services.AddSingleton<MandateDesk>();
        services.AddSingleton<AccessBuffer>();
        services.AddSingleton<IAccessLog, AccessLog>();
        services.AddHostedService(provider => provider.GetRequiredService<AccessBuffer>());
        services.AddSingleton<IDemoSeed, DemoSeed>();
        services.AddSingleton<IDemoPeople, DemoPeople>();
        services.AddHostedService<WatchContent>();

        services.AddEvent<FactsEstablished>();
        return services.AddHandler<FactsEstablished, WhenFactsEstablished>();
    }

    /// <summary>The resident's own pages. Reads the city's content, so that a fault in it stops the start with file and line.</summary>
    public static IEndpointRouteBuilder MapRegistry(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.GetRequiredService<CityProfile>();
        routes.ServiceProvider.GetRequiredService<IFactCatalogue>();
        routes.ServiceProvider.GetRequiredService<RetentionPlan>();
        var my = routes.MapGroup("/my").RequireAuthorization(Policies.Resident);
        ShowFacts.Map(my);
        ShowAccess.Map(my);
        ManageMandates.Map(my);
        return routes;
    }
}
