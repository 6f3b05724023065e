using Madoguchi.Cases;
using Madoguchi.Delivery;
using Madoguchi.DesignSystem;
using Madoguchi.Fees;
using Madoguchi.Identity;
using Madoguchi.Intake;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Madoguchi.Rules;

namespace Madoguchi.Host;

/// <summary>The table of contents: which modules make up the program, and in which order a request meets what.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (Command.Answer(args) is { } answer)
        {
            await Console.Out.WriteLineAsync(answer);
            return 0;
        }

        if (args is ["ready", var address])
        {
            return await Ready.AskAsync(address);
        }

        var command = Command.Find(args);
        await using var app = Build(command is null ? args : args[1..]);
        if (command is not null)
        {
            return await command.RunAsync(app, args[1..]);
        }

        await app.PrepareDatabaseAsync();
        await app.RunAsync();
        return 0;
    }

    /// <param name="args">Configuration.</param>
    /// <param name="adjust">What a test does differently: its own time, its own log.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        // Configuration is read once. Watching it would watch the folder the program runs in, where the database may lie, write by write.
        var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
        adjust?.Invoke(builder);
        builder.AddOperation();
        builder.Services
            .AddKernel(builder.Configuration)
            .AddDesignSystem()
            .AddRegistry()
            .AddRules()
            .AddProcedures()
            .AddIntake()
            .AddFees()
            .AddDelivery()
            .AddIdentity()
            .AddCases()
            .AddFrontDoor();

        var app = builder.Build();
        app.CheckSettings();
        app.UseHttps();
        app.UseSecurityHeaders();
        app.UseErrorPages();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();

        app.MapOnce(routes =>
        {
            routes.MapFrontDoor();
            routes.MapDesignSystem();
            routes.MapRegistry();
            routes.MapRules();
            routes.MapProcedures();
            routes.MapIntake();
            routes.MapFees();
            routes.MapDelivery();
            routes.MapIdentity();
            routes.MapCases();
            routes.MapOperation();
        });
        return app;
    }
}
