namespace Madoguchi.Delivery;

/// <summary>Where somebody can be reached now; null what they have not, what failed, or what the city has not set up.</summary>
/// <param name="WantsElectronic">They consented to electronic service (電子的な送達への同意).</param>
/// <param name="Email">An address.</param>
/// <param name="Webhook">What the city's webhook understands.</param>
internal sealed record Reach(bool WantsElectronic, string? Email, string? Webhook);

/// <summary>A channel with its address.</summary>
internal sealed record Way(string Channel, string? Address);

/// <summary>
/// By which ways a notice goes. An official one is served: preferences choose how and never whether, so who did not consent to electronic
/// service, or can no longer be reached so, gets a letter. A plain message goes by the first electronic way, or is read on the site only.
/// </summary>
internal static class ChooseChannels
{
    /// <param name="official">Served by law.</param>
    /// <param name="postOnly">Its point is that it reaches the registered address.</param>
    /// <param name="reach">Where the recipient can be reached.</param>
    public static IReadOnlyList<Way> For(bool official, bool postOnly, Reach reach)
    {
        Way?[] electronic =
        [
            reach.Email is { } email ? new(Channels.Email, email) : null,
            reach.Webhook is { } address ? new(Channels.Webhook, address) : null,
        ];
        var ways = electronic.OfType<Way>().ToList();
        return (official, reach.WantsElectronic, ways.Count) switch
        {
            (true, true, > 0) when !postOnly => ways,
            (true, _, _) => [new(Channels.Letter, null)],
            _ => ways[..Math.Min(ways.Count, 1)],
        };
    }
}
