using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Kernel;

public static class KernelModule
{
    private const string DefaultConnection = "Data Source=data/city.db";

    /// <summary>The database with its one writer, events, files and calendar. Needs <c>ConnectionStrings:Madoguchi</c>, or uses <c>data/city.db</c>.</summary>
    public static IServiceCollection AddKernel(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(configuration);
        services.AddSettings<KernelSettings>("Madoguchi");
        services.AddSettings<PublicSettings>("Madoguchi");
        services.AddSettings<ConnectionSettings>("ConnectionStrings");
        services.AddMigrations("kernel", typeof(KernelModule).Assembly);
        services.AddSingleton(_ => new Database(configuration.GetConnectionString("Madoguchi") ?? DefaultConnection));
        services.AddSingleton(provider => new Migrator(
            provider.GetRequiredService<Database>(), provider.GetServices<MigrationSource>()));
        services.AddSingleton<EventCatalogue>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<IWriter, Writer>();
        services.AddSingleton(provider => new Outbox(
            provider.GetRequiredService<Database>(),
            provider.GetRequiredService<IWriter>(),
            provider.GetRequiredService<EventCatalogue>(),
            provider,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Outbox>>()));
        services.AddSingleton<Leases>();
        services.AddKeys();
        services.AddSettings<ApiSettings>("Api");
        services.AddSingleton<ApiLimits>();
        services.TryAddSingleton(provider => new RetentionPlan(provider.GetServices<RetainedClass>(), new Dictionary<string, RetentionRule>()));
        services.AddErasure();
        services.TryAddSingleton<IApiClients, NoApiClients>();
        services.AddFiles();
        return services.AddHostedService<OutboxDispatcher>();
    }
}
