using System.Globalization;
using System.Reflection;
using Madoguchi.Cases;
using Madoguchi.Delivery;
using Madoguchi.Kernel;

namespace Madoguchi.Host;

/// <summary>What the program does instead of serving: <c>dotnet run --project src/Host -- backup FOLDER</c>.</summary>
/// <param name="Name">The first argument.</param>
/// <param name="Usage">What may follow.</param>
/// <param name="RunAsync">Does it with the arguments after the name; returns the exit code.</param>
internal sealed record Command(string Name, string Usage, Func<WebApplication, string[], Task<int>> RunAsync)
{
    private static readonly Command[] All =
    [
        new("migrate", "", MigrateAsync),
        new("backup", "FOLDER", BackupAsync),
        new("restore", "FOLDER [--keys FOLDER] [--replace]", RestoreAsync),
        new("rebuild-cases", "", RebuildCasesAsync),
        new("retry-parked", "", RetryParkedAsync),
        new("rotate-letter-keys", "", RotateLetterKeysAsync),
        new("seal-letter-keys", "", SealLetterKeysAsync),
        new("erase", "[--dry-run]", EraseAsync),
    ];

    /// <summary>The program's own version: what a log, a backup's label and a report of a fault should name.</summary>
    public static string Version { get; } =
        typeof(Command).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>What needs no city to be answered; null for everything else.</summary>
    public static string? Answer(string[] args) => args switch
    {
        ["--version"] => Version,
        ["new-master-key"] => MasterKeys.NewEntry(),
        _ => null,
    };

    /// <summary>The command asked for; null when the program is to serve. A word that is no command is one that says so.</summary>
    public static Command? Find(string[] args) => args.Length == 0 || args[0].StartsWith('-')
        ? null
        : All.FirstOrDefault(command => command.Name == args[0]) ?? new Command(args[0], "", ExplainAsync);

    private static Task<int> MigrateAsync(WebApplication app, string[] args)
    {
        app.Services.GetRequiredService<Migrator>().Migrate();
        return Task.FromResult(0);
    }

    private static async Task<int> RebuildCasesAsync(WebApplication app, string[] args)
    {
        app.Services.GetRequiredService<Migrator>().Migrate();
        await Console.Out.WriteLineAsync($"{await CasesModule.RebuildCasesAsync(app.Services, CancellationToken.None)} cases rebuilt");
        return 0;
    }

    private static async Task<int> RetryParkedAsync(WebApplication app, string[] args)
    {
        app.Services.GetRequiredService<Migrator>().Migrate();
        await Console.Out.WriteLineAsync($"{await app.Services.GetRequiredService<Outbox>().RetryParkedAsync(CancellationToken.None)} events will be tried again");
        return 0;
    }

    private static async Task<int> SealLetterKeysAsync(WebApplication app, string[] args)
    {
        var names = await DeliveryModule.SealLetterKeysAsync(app.Services, CancellationToken.None);
        await Console.Out.WriteLineAsync(names.Count == 0 ? "Every key that signs letters is sealed" : $"Sealed: {string.Join(", ", names)}");
        return 0;
    }

    private static async Task<int> RotateLetterKeysAsync(WebApplication app, string[] args)
    {
        app.Services.GetRequiredService<Migrator>().Migrate();
        await Console.Out.WriteLineAsync($"Key {await DeliveryModule.RotateLetterKeysAsync(app.Services, CancellationToken.None)} signs letters from now on");
        return 0;
    }

    /// <summary>Says what is due of each class, or erases it: what the host does by itself every day.</summary>
    private static async Task<int> EraseAsync(WebApplication app, string[] args)
    {
        if (args is not [] and not ["--dry-run"])
        {
            return await Misused("erase");
        }

        app.Services.GetRequiredService<Migrator>().Migrate();
        var retention = app.Services.GetRequiredService<Kernel.Retention>();
        foreach (var state in await retention.StateAsync(CancellationToken.None))
        {
            await Console.Out.WriteLineAsync(
                $"{state.Class.Code}: {state.Retained.Held} kept, {state.Retained.Due} due ({state.Rule.Words}), next {state.NextOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "none"}");
        }

        if (args is [])
        {
            foreach (var (code, records) in await retention.EraseAsync(null, CancellationToken.None))
            {
                await Console.Out.WriteLineAsync($"{code}: {records} erased");
            }

            // What the erased cases let go of follows by event.
            await app.Services.GetRequiredService<Outbox>().DeliverAsync(CancellationToken.None);
        }

        return 0;
    }

    private static async Task<int> ExplainAsync(WebApplication app, string[] args)
    {
        await Console.Error.WriteLineAsync("There is no such command. There are:");
        foreach (var command in All)
        {
            await Console.Error.WriteLineAsync($"  {command.Name} {command.Usage}");
        }

        await Console.Error.WriteLineAsync("  new-master-key");
        await Console.Error.WriteLineAsync("  --version");

        return 2;
    }

    private static Task<int> BackupAsync(WebApplication app, string[] args) =>
        args is [var folder]
            ? app.Services.GetRequiredService<Backup>().SaveAsync(FromHere(folder), Console.Out, CancellationToken.None)
            : Misused("backup");

    private static Task<int> RestoreAsync(WebApplication app, string[] args)
    {
        var replace = args.Contains("--replace");
        var keysAt = Array.IndexOf(args, "--keys");
        var keys = keysAt >= 0 && keysAt + 1 < args.Length ? FromHere(args[keysAt + 1]) : null;
        return args.Length > 0 && !args[0].StartsWith('-')
            ? app.Services.GetRequiredService<Backup>().RestoreAsync(FromHere(args[0]), keys, replace, Console.Out, CancellationToken.None)
            : Misused("restore");
    }

    /// <summary>A folder as whoever typed it means it: <c>dotnet run</c> starts the program in the project's own folder.</summary>
    internal static string FromHere(string folder) => Path.GetFullPath(
        folder, Environment.GetEnvironmentVariable("PWD") is { } typedIn && Path.IsPathFullyQualified(typedIn) ? typedIn : Environment.CurrentDirectory);

    private static async Task<int> Misused(string name)
    {
        await Console.Error.WriteLineAsync($"Usage: -- {name} {All.First(command => command.Name == name).Usage}");
        return 2;
    }
}
