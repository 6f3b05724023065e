using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Madoguchi.Kernel;

/// <summary>
/// The one secret of a city: master keys from <c>Madoguchi:MasterKeys</c> or from the ring file <c>Madoguchi:KeyRing</c>.
/// Development makes a ring in the data folder; anywhere else somebody must have decided where it lies.
/// </summary>
public sealed class MasterKeys
{
    private readonly Lazy<KeyRing> ring;

    internal MasterKeys(Database database, KernelSettings settings, IHostEnvironment? environment)
    {
        DataFolder = settings.Data ?? (database.SqlitePath is { } path ? Path.GetDirectoryName(path)! : "data");
        var isGiven = !string.IsNullOrWhiteSpace(settings.MasterKeys);
        RingPath = isGiven ? null : Path.GetFullPath(settings.KeyRing ?? InDataFolder());
        var isDecided = isGiven || settings.KeyRing is not null || environment?.IsDevelopment() != false;
        ring = new(() => !isDecided ? throw Missing()
            : RingPath is null ? KeyRing.FromConfiguration(settings.MasterKeys!)
            : KeyRing.FromFile(RingPath));
    }

    internal string DataFolder { get; }

    /// <summary>Null when the keys come from configuration.</summary>
    internal string? RingPath { get; }

    internal KeyRing Ring => ring.Value;

    /// <summary>Refuses to go on without keys that can be read.</summary>
    public void Require() => _ = Ring;

    /// <summary>A new key, as an entry of <c>Madoguchi:MasterKeys</c>: put it first and keep the old ones behind it.</summary>
    public static string NewEntry() => KeyRing.NewEntry();

    /// <summary>Where it is made unless somebody says otherwise; a ring of the time when only files had one is used on.</summary>
    private string InDataFolder()
    {
        var before = Path.Combine(DataFolder, "keys", "files.json");
        return File.Exists(before) ? before : Path.Combine(DataFolder, "keys", "master.json");
    }

    private static SettingsException Missing() => new(
    [
        "There is no master key. It opens the sealed files, sessions and forms; who loses it loses them.",
        "Make one with the command new-master-key and give it as Madoguchi:MasterKeys: as a secret file named Madoguchi__MasterKeys,",
        "or as an environment variable of that name. Or name a key ring file in Madoguchi:KeyRing; an earlier one is keys/files.json in the data folder.",
    ]);
}

internal static class KeyRegistration
{
    public static IServiceCollection AddKeys(this IServiceCollection services)
    {
        services.AddSingleton(provider => new MasterKeys(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<KernelSettings>(), provider.GetService<IHostEnvironment>()));
        services.AddSingleton<ProtectionKeys>();
        return services.AddKeysInDatabase();
    }
}
