using System.Net;
using System.Net.Sockets;

namespace Madoguchi.Delivery;

/// <summary>
/// Where a request that somebody else wrote the address of may go: to the public Internet by HTTPS, and to the hosts of the city's own
/// network that an operator has named. The name is resolved here and the very address that was looked at is connected to, so that
/// it cannot mean another a moment later.
/// </summary>
internal sealed class ReceiverAddress(ReceiverSettings settings)
{
    private const int LongestUrl = 500;

    /// <summary>Whether an address may be subscribed; null when it may not.</summary>
    public Uri? Read(string url) =>
        url.Length <= LongestUrl && Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && settings.IsInternal(address.Host)))
        && address.UserInfo.Length == 0 && (!IPAddress.TryParse(address.Host.Trim('[', ']'), out var literal) || settings.IsInternal(address.Host) || IsPublic(literal))
            ? address
            : null;

    /// <summary>Connects, for the HTTP handler of webhooks.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endpoint = context.DnsEndPoint;
        var found = await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken);
        var allowed = settings.IsInternal(endpoint.Host) ? found : [.. found.Where(IsPublic)];
        if (allowed.Length == 0)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The receiver's address is not public.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, endpoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>No address of this machine, of a private network, of the link, of a group, or reserved (IANA's special-purpose registries).</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (IPAddress.IsLoopback(address))
        {
            return false;
        }

        var bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? bytes switch
            {
                [0 or 10 or 127 or >= 224, ..] => false,
                [100, >= 64 and < 128, ..] => false,
                [169, 254, ..] => false,
                [172, >= 16 and < 32, ..] => false,
                [192, 168, ..] or [192, 0, 0 or 2, _] or [192, 88, 99, _] => false,
                [198, 18 or 19, ..] or [198, 51, 100, _] or [203, 0, 113, _] => false,
                _ => true,
            }
            // Global unicast is 2000::/3; of it 2001:db8::/32 is for books, and 2002::/16 and 64:ff9b::/96 carry IPv4 addresses inside.
            : (bytes[0] & 0xE0) == 0x20 && bytes is not [0x20, 0x01, 0x0d, 0xb8, ..] and not [0x20, 0x01, 0x00, 0x00, ..] and not [0x20, 0x02, ..];
    }
}
