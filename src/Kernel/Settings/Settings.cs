using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Madoguchi.Kernel;

/// <summary>A value nobody may see: it comes from a file or the environment, never from a file in the repository.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>What holds while a setting is not set, where its default does not say it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnsetAttribute(string words) : Attribute
{
    public string Words { get; } = words;
}

/// <summary>Settings cannot be used as they are; each fault names its key and what to write, never the value.</summary>
public sealed class SettingsException(IReadOnlyList<string> faults) : Exception("The settings are not right:\n" + string.Join('\n', faults.Select(fault => $"  {fault}")))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}

public static class SettingsRegistration
{
    /// <summary>
    /// Registers a class of settings, to be asked for as it is. Its properties carry <c>[Description]</c> and the annotations that bound
    /// them; values are bound and checked once, and the host does not start on a wrong or unknown one (docs/configuration.md lists all).
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="section">Where they lie: <c>Delivery:Smtp</c>. Empty for single names that others prescribe.</param>
    public static IServiceCollection AddSettings<T>(this IServiceCollection services, string section)
        where T : class, new()
    {
        services.TryAddSingleton<SettingsCatalogue>();
        services.AddSingleton(new SettingsGroup(section, typeof(T), static () => new T()));
        return services.AddSingleton(provider => (T)provider.GetRequiredService<SettingsCatalogue>().Read(section, typeof(T)));
    }
}

/// <summary>A class of settings and where its values lie.</summary>
internal sealed record SettingsGroup(string Section, Type Type, Func<object> Default);

/// <summary>One setting as an operator writes it; <c>NAME</c> and <c>N</c> stand for any name and any number.</summary>
public sealed record Setting(string Key, string Means, string Unset, string Kind, bool IsSecret, string Module)
{
    internal Type Type { get; init; } = typeof(string);

    internal string[] Segments { get; } = Key.Split(':');
}

/// <summary>A setting that somebody set, and the kind of place it came from.</summary>
public sealed record SettingOrigin(string Key, string From);

/// <summary>All settings that the modules registered: what they mean, whether what is configured is right, and where it came from.</summary>
public sealed class SettingsCatalogue
{
    private readonly IConfiguration configuration;
    private readonly IReadOnlyList<SettingsGroup> groups;
    private readonly HashSet<string> sections;

    // Made by the container, which sees public constructors only.
    public SettingsCatalogue(IConfiguration configuration, IServiceProvider provider)
    {
        this.configuration = configuration;
        groups = [.. provider.GetServices<SettingsGroup>()];
        All = [.. groups.SelectMany(SettingReader.Of).DistinctBy(setting => setting.Key).OrderBy(setting => setting.Key, StringComparer.Ordinal)];
        sections = groups.Where(group => group.Section.Length > 0).Select(group => group.Section.Split(':')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<Setting> All { get; }

    /// <summary>Refuses everything that is wrong at once: unknown keys under our sections, values of the wrong kind or out of bounds.</summary>
    public void Check()
    {
        List<string> faults = [.. Unknown(), .. Misread(), .. Exposed()];
        if (faults.Count == 0)
        {
            faults.AddRange(groups.SelectMany(group => SettingReader.Faults(Bind(group.Section, group.Type), group.Section)));
        }

        if (faults.Count > 0)
        {
            throw new SettingsException([.. faults.Distinct()]);
        }
    }

    /// <summary>Which of our settings are set, and from what kind of place; values stay where they are.</summary>
    public IReadOnlyList<SettingOrigin> Origins()
    {
        var providers = configuration is IConfigurationRoot root ? root.Providers.ToList() : [];
        return
        [
            .. from key in Keys()
               where Find(key) is not null
               // What the program concludes for itself is in memory, and nobody set it.
               let provider = providers.LastOrDefault(provider => provider is not MemoryConfigurationProvider && provider.TryGet(key, out _))
               where provider is not null
               orderby key
               select new SettingOrigin(key, Name(provider)),
        ];
    }

    internal object Read(string section, Type type)
    {
        var faults = Misread().ToList();
        if (faults.Count > 0)
        {
            throw new SettingsException(faults);
        }

        var settings = Bind(section, type);
        faults.AddRange(SettingReader.Faults(settings, section));
        return faults.Count == 0 ? settings : throw new SettingsException(faults);
    }

    private object Bind(string section, Type type)
    {
        var settings = groups.First(group => group.Section == section && group.Type == type).Default();
        (section.Length == 0 ? configuration : configuration.GetSection(section)).Bind(settings);
        return settings;
    }

    private IEnumerable<string> Keys() => configuration.AsEnumerable().Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => pair.Key);

    private Setting? Find(string key)
    {
        var segments = key.Split(':');
        return All.FirstOrDefault(setting => setting.Segments.Length == segments.Length
            && setting.Segments.Zip(segments).All(pair => pair.First is "NAME" or "N" || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase)));
    }

    private IEnumerable<string> Unknown() =>
        from key in Keys()
        where sections.Contains(key.Split(':')[0]) && Find(key) is null
        let nearest = All.MinBy(setting => Distance(setting.Key, key))
        select $"{key} is not a setting. Did you mean {nearest.Key}?";

    /// <summary>Values that are not of their kind; looked for before binding, whose own message would quote the value.</summary>
    private IEnumerable<string> Misread() =>
        from key in Keys()
        let setting = Find(key)
        where setting is not null && !SettingReader.CanRead(setting.Type, configuration[key]!)
        select $"{key} must be {setting.Kind}.";

    /// <summary>Secrets in a file of settings: such files are copied, shown and committed. (<c>dotnet user-secrets</c> keeps its own outside.)</summary>
    private IEnumerable<string> Exposed() =>
        from key in Keys()
        where Find(key) is { IsSecret: true }
        from file in (configuration as IConfigurationRoot)?.Providers.OfType<FileConfigurationProvider>() ?? []
        where file.Source.Path != "secrets.json" && file.TryGet(key, out var value) && !string.IsNullOrEmpty(value)
        select $"{key} is a secret and lies in {file.Source.Path}. Give it as a secret file named {key.Replace(":", "__", StringComparison.Ordinal)} or by the environment.";

    private static string Name(IConfigurationProvider provider) => provider switch
    {
        Microsoft.Extensions.Configuration.KeyPerFile.KeyPerFileConfigurationProvider => "secret file",
        FileConfigurationProvider { Source.Path: { } path } => path,
        _ => provider.GetType().Name.Replace("ConfigurationProvider", "", StringComparison.Ordinal) switch
        {
            "EnvironmentVariables" => "environment",
            "CommandLine" => "command line",
            var other => other,
        },
    };

    /// <summary>Letters to change, add or drop to come from one word to the other (Levenshtein).</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (corner, _) = (row[0], row[0] = i);
            for (var j = 1; j <= other.Length; j++)
            {
                var same = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1;
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + same));
            }
        }

        return row[^1];
    }
}
