using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;

namespace Madoguchi.Fees;

/// <summary>
/// Where the agency is and which secrets are shared with it: as configured, or in Development without configuration this program's own
/// stand-in, under secrets made at each start.
/// </summary>
internal sealed class AgencyDoor(FeesSettings settings, IHostEnvironment environment, IServer server)
{
    private readonly string ownSecret = RandomNumberGenerator.GetHexString(64);

    /// <summary>Whether this program plays the agency too.</summary>
    public bool IsStandIn => settings.AgencyAddress is null && environment.IsDevelopment();

    public Uri? Address => settings.AgencyAddress ?? (IsStandIn && Here is { } here ? new Uri(here, StandInPages.Root + "/") : null);

    public Uri? Pages => settings.AgencyPages ?? settings.AgencyAddress ?? (IsStandIn ? Here : null);

    public string Key => IsStandIn ? ownSecret : settings.AgencyKey;

    public string NotificationSecret => IsStandIn ? ownSecret : settings.NotificationSecret;

    /// <summary>Where this program listens, as it would call itself.</summary>
    private Uri? Here
    {
        get
        {
            var listening = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
            return listening is null ? null : new Uri(listening
                .Replace("//+", "//localhost", StringComparison.Ordinal)
                .Replace("//*", "//localhost", StringComparison.Ordinal)
                .Replace("//[::]", "//localhost", StringComparison.Ordinal)
                .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal));
        }
    }
}
