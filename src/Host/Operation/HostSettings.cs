using System.ComponentModel;
using Madoguchi.Kernel;

namespace Madoguchi.Host;

/// <summary>Names that the framework and OpenTelemetry prescribe.</summary>
internal sealed class HostSettings
{
    [Description("where the program listens")]
    public string Urls { get; init; } = "http://localhost:5080";

    [ConfigurationKeyName("OTEL_EXPORTER_OTLP_ENDPOINT")]
    [Description("where traces and metrics go, by OTLP")]
    [Unset("measured for nobody")]
    public Uri? Collector { get; init; }
}
