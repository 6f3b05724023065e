using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>What a city may set under <c>Delivery</c>.</summary>
internal sealed class DeliverySettings
{
    public MailSettings Mail { get; init; } = new();

    public WebhookSettings Webhook { get; init; } = new();

    public BounceSettings Bounces { get; init; } = new();

    [Description("from this hour in Japan nobody is disturbed, unless they say otherwise")]
    [RegularExpression(QuietHours.Pattern)]
    public string QuietFrom { get; init; } = "21:00";

    [Description("until this hour in Japan nobody is disturbed; the same as the other: never quiet")]
    [RegularExpression(QuietHours.Pattern)]
    public string QuietUntil { get; init; } = "08:00";

    [Description("the wait after the first failure of a message; it doubles with each")]
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMinutes(1);

    [Description("the longest wait between two attempts")]
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromHours(4);

    [Description("how long a plain message is tried")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(4);

    [Description("how long an official notice is tried electronically until it goes by letter")]
    public TimeSpan OfficialGiveUpAfter { get; init; } = TimeSpan.FromDays(1);
}

/// <summary>The city's mail server.</summary>
internal sealed class MailSettings
{
    [Description("the mail server")]
    [Unset("official notices go by letter; in Development mail is shown at `/demo/outbox`")]
    public string? Host { get; init; }

    [Description("its port")]
    [Range(1, 65535)]
    public int Port { get; init; } = 587;

    [Description("how the connection is secured: `starttls` (never less), `tls` or `none`")]
    [Unset("`starttls`; `none` to this machine")]
    [RegularExpression("starttls|tls|none")]
    public string? Security { get; init; }

    [Description("the account at the mail server")]
    public string? User { get; init; }

    [Description("its password")]
    [Secret]
    public string? Password { get; init; }

    [Description("the address mail comes from")]
    [EmailAddress]
    public string From { get; init; } = "noreply@localhost";

    [Description("the address undeliverable mail comes back to; the message is added: `bounces+ID@city.example`")]
    [Unset("the address it comes from")]
    [EmailAddress]
    public string? Bounces { get; init; }

    [Description("connections to the mail server side by side")]
    [Range(1, 64)]
    public int Connections { get; init; } = 4;
}

/// <summary>One receiver for all that is neither mail nor letter: SMS, LINE, a system of the city.</summary>
internal sealed class WebhookSettings
{
    [Description("where messages are posted, `https://` only")]
    public Uri? Url { get; init; }

    [Description("what signs them, the newest first: `whsec_` and Base64")]
    [Secret]
    public string[] Secrets { get; init; } = [];

    [Description("what people call it")]
    public string Name { get; init; } = "SMS";

    [Description("requests side by side")]
    [Range(1, 64)]
    public int Connections { get; init; } = 2;
}

/// <summary>How returned mail comes in.</summary>
internal sealed class BounceSettings
{
    [Description("a maildir of returned mail; what lies in its `new` is read and moved to `cur`")]
    public string? Folder { get; init; }

    [Description("what a mail server's filter shows to post returned mail to `/delivery/bounces`")]
    [Unset("closed")]
    [Secret]
    public string? Secret { get; init; }
}
