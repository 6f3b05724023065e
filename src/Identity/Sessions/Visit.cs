using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Madoguchi.Identity;

/// <summary>With what and from where somebody comes, as coarsely as it helps them to recognise themselves.</summary>
/// <param name="Device">System and browser, <c>iPhone / Safari</c>; empty when the browser does not say.</param>
/// <param name="Origin">The network without the machine, <c>203.0.113.*</c>; <c>local</c> for this machine.</param>
internal readonly record struct Visit(string Device, string Origin)
{
    public const string Local = "local";

    /// <summary>A window of the city hall.</summary>
    public const string Window = "window";

    /// <summary>The outside provider by which somebody had signed in.</summary>
    public const string Provider = "provider";

    private static readonly (string Sign, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "Mac"), ("Linux", "Linux"),
    ];

    /// <summary>In this order: most name others too.</summary>
    private static readonly (string Sign, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
    ];

    public static Visit Of(HttpContext context) =>
        new(DeviceOf(context.Request.Headers.UserAgent.ToString()), OriginOf(context.Connection.RemoteIpAddress));

    internal static string DeviceOf(string agent) =>
        string.Join(" / ", new[] { NameIn(agent, Systems), NameIn(agent, Browsers) }.OfType<string>());

    internal static string OriginOf(IPAddress? address)
    {
        if (address is null || IPAddress.IsLoopback(address))
        {
            return Local;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? $"{bytes[0]}.{bytes[1]}.{bytes[2]}.*"
            : string.Create(null, $"{bytes[0]:x2}{bytes[1]:x2}:{bytes[2]:x2}{bytes[3]:x2}:{bytes[4]:x2}{bytes[5]:x2}:*");
    }

    private static string? NameIn(string agent, (string Sign, string Name)[] known) =>
        known.FirstOrDefault(it => agent.Contains(it.Sign, StringComparison.Ordinal)).Name;
}
