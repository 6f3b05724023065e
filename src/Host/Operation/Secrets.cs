using Microsoft.Extensions.FileProviders;

namespace Madoguchi.Host;

/// <summary>
/// Secrets come as files, one each, named as the setting with <c>__</c> for <c>:</c>. The folder is <c>Madoguchi:Secrets</c>, or what
/// systemd hands over (<c>LoadCredential=</c>), or <c>/run/secrets</c> of a container. A file goes before every other place.
/// </summary>
internal static class Secrets
{
    private const string Setting = "Madoguchi:Secrets";
    private const string OfSystemd = "CREDENTIALS_DIRECTORY";
    private const string OfContainers = "/run/secrets";

    public static void AddSecrets(this ConfigurationManager configuration)
    {
        if (configuration[Setting] is { Length: > 0 } named && !Directory.Exists(named))
        {
            throw new DirectoryNotFoundException($"{Setting} names {named}, which is not there.");
        }

        var folder = configuration[Setting] ?? Environment.GetEnvironmentVariable(OfSystemd) ?? OfContainers;
        if (Directory.Exists(folder))
        {
            configuration.AddKeyPerFile(files =>
            {
                files.FileProvider = new PhysicalFileProvider(Path.GetFullPath(folder));
                files.ReloadOnChange = false;

                // What lies there for others is none of our business.
                files.IgnoreCondition = name => !name.Contains("__", StringComparison.Ordinal);
            });
        }
    }
}
