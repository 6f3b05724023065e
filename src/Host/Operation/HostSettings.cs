using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using Madoguchi.Kernel;

namespace Madoguchi.Host;

/// <summary>Names that the framework and OpenTelemetry prescribe.</summary>
internal sealed class HostSettings
{
    [Description("where the program listens")]
    public string Urls { get; init; } = "http://localhost:5080";

    [Description("host names that are answered, with `;` between")]
    [Unset("in Development all; elsewhere that of `Madoguchi:PublicAddress` and this machine's own")]
    public string? AllowedHosts { get; init; }

    [ConfigurationKeyName("OTEL_EXPORTER_OTLP_ENDPOINT")]
    [Description("where traces and metrics go, by OTLP")]
    [Unset("measured for nobody")]
    public Uri? Collector { get; init; }
}

/// <summary>What stands before the program: under <c>Madoguchi</c>.</summary>
internal sealed class DoorSettings : IValidatableObject
{
    [Description("the folder of secrets, one file each, named as the setting with `__` for `:`")]
    [Unset("systemd's `CREDENTIALS_DIRECTORY`, else `/run/secrets`")]
    public string? Secrets { get; init; }

    [Description("addresses or networks of the proxies before the program; only they are believed about who asks, and whether by HTTPS")]
    [Unset("none is believed")]
    public IReadOnlyList<string> Proxies { get; init; } = [];

    [Description("requests a minute that one address may make at doors open to everybody")]
    [Range(60, 1_000_000)]
    public int RequestsPerMinute { get; init; } = 600;

    [Description("tries to sign in, or to use a code, that one address may make in a minute; more where many people share one, as in a library")]
    [Range(5, 100_000)]
    public int SignInsPerMinute { get; init; } = 30;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Proxies
        .Where(proxy => !IPAddress.TryParse(proxy, out _) && !IPNetwork.TryParse(proxy, out _))
        .Select(proxy => new ValidationResult($"{proxy} is neither an address (10.0.0.5) nor a network (10.0.0.0/24).", [nameof(Proxies)]));
}
