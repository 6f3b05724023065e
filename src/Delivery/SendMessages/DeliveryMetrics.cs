using System.Diagnostics.Metrics;

namespace Madoguchi.Delivery;

/// <summary>What an operator watches of delivery.</summary>
internal static class DeliveryMetrics
{
    private static readonly Meter Meter = new("Madoguchi.Delivery");

    public static Counter<long> Attempts { get; } = Meter.CreateCounter<long>("madoguchi.delivery.attempts", description: "Messages tried");
}
