using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Madoguchi.Delivery;

/// <summary>How connected systems are told: <c>Webhooks</c>.</summary>
internal sealed class ReceiverSettings
{
    [Description("a receiver inside the city's own network, by host name: it may have a private address, and speak plain HTTP")]
    public string[] InternalHosts { get; init; } = [];

    [Description("days without an answer until a receiver is no longer told")]
    [Range(1, 30)]
    public int DaysUntilDisabled { get; init; } = 5;

    public bool IsInternal(string host) => InternalHosts.Contains(host, StringComparer.OrdinalIgnoreCase);
}
