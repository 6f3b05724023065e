using System.ComponentModel;
using Madoguchi.Kernel;

namespace Madoguchi.Fees;

/// <summary>The city's payment agency (決済代行): under <c>Fees</c>.</summary>
internal sealed class FeesSettings
{
    [Description("the root of the payment agency's interface, with a slash at its end; without it nothing is paid online")]
    [Unset("the stand-in, in Development")]
    public Uri? AgencyAddress { get; init; }

    [Description("where the agency's pages for payers are, when not on the host of its interface")]
    public Uri? AgencyPages { get; init; }

    [Description("what we show the agency with each call")]
    [Secret]
    public string AgencyKey { get; init; } = "";

    [Description("with which the agency signs what it tells at `/fees/notifications`")]
    [Secret]
    public string NotificationSecret { get; init; } = "";
}
