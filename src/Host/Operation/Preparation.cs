using Madoguchi.Kernel;
using Madoguchi.Registry;

namespace Madoguchi.Host;

internal static class Preparation
{
    /// <summary>Brings the schema up to date; in Development an empty database becomes a demo city.</summary>
    public static async Task PrepareDatabaseAsync(this WebApplication app)
    {
        app.Services.GetRequiredService<MasterKeys>().Require();
        app.Services.GetRequiredService<Migrator>().Migrate();
        await app.Services.GetRequiredService<ProtectionKeys>().TakeOverAsync(app.Lifetime.ApplicationStopping);
        if (app.Environment.IsDevelopment())
        {
            await app.Services.GetRequiredService<IDemoSeed>().SeedAsync(app.Lifetime.ApplicationStopping);
        }
    }
}
