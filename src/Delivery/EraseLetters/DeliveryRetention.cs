using Madoguchi.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Delivery;

/// <summary>The classes of records of this module.</summary>
internal static class DeliveryRetention
{
    /// <summary>Nothing will be sent any more, and something is left to forget.</summary>
    private const string IsOver =
        """
        (state in ('delivered', 'permanent', 'returned', 'declined') or (state = 'uncertain' and due_at is null))
            and (address is not null or subject is not null or body is not null)
        """;

    public static IServiceCollection AddDeliveryRetention(this IServiceCollection services)
    {
        services.AddRetention<EraseLetters>(EraseLetters.Class);
        services.AddRetention(
            new("message", "送った連絡", "最後に状態が変わった日", "件名、本文、宛先が消えます。いつ、どの方法で、届いたかは残ります。", new(1, 0, RetentionStart.Day, "")),
            new("delivery_message", "id", "changed_at", IsOver, "address = null, subject = null, body = null"));
        services.AddRetention(
            new("failed-address", "届かなかった宛先", "届かなかった日", "宛先が消えます。次からは、またその宛先に送ります。", new(2, 0, RetentionStart.Day, "")),
            new("delivery_failed_address", "party || '/' || address", "since"));
        services.AddRetention(
            new("recorded-message", "見本の送信箱", "送ったことにした日", "試用のために残した、送るはずだった連絡が消えます。", new(0, 30, RetentionStart.Day, "")),
            new("delivery_recorded", "id", "at"));
        return services.AddHandler<NoticesExpired, WhenNoticesExpired>();
    }
}
