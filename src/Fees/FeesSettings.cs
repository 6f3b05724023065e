using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Madoguchi.Kernel;

namespace Madoguchi.Fees;

/// <summary>The city's payment agency (決済代行): under <c>Fees</c>.</summary>
internal sealed class FeesSettings : IValidatableObject
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

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (address, name) in new[] { (AgencyAddress, nameof(AgencyAddress)), (AgencyPages, nameof(AgencyPages)) })
        {
            if (address is not null && !IsPrivate(address))
            {
                yield return new("The address must begin with https:// (http:// only to this machine itself).", [name]);
            }
        }

        if (AgencyAddress is not { IsAbsoluteUri: true } root)
        {
            yield break;
        }

        if (!root.AbsolutePath.EndsWith('/') || root.Query.Length > 0 || root.Fragment.Length > 0)
        {
            yield return new("The address must end with a slash, or the last part of its path is lost.", [nameof(AgencyAddress)]);
        }

        foreach (var (secret, name) in new[] { (AgencyKey, nameof(AgencyKey)), (NotificationSecret, nameof(NotificationSecret)) })
        {
            if (string.IsNullOrWhiteSpace(secret))
            {
                yield return new("It must be set where there is an agency.", [name]);
            }
        }
    }

    /// <summary>Nobody reads along: under TLS, or without leaving this machine.</summary>
    private static bool IsPrivate(Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
