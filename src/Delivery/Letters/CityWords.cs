using System.Collections.Frozen;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Registry;

namespace Madoguchi.Delivery;

/// <summary>The values every template knows: the city, its contact, the notice's day and number, the recipient's name.</summary>
internal sealed class CityWords(CityProfile city, PublicSettings site)
{
    public const string Url = "url";
    private const string Recipient = "recipient";

    public static FrozenSet<string> Names { get; } =
        new[] { "city", "mayor", "department", "phone", "day", "number", Recipient, Url }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Where the site is found from outside, without a slash at the end; <c>Madoguchi:PublicAddress</c>.</summary>
    public string PublicAddress { get; } = site.PublicAddress.ToString().TrimEnd('/');

    public CityProfile City => city;

    /// <summary>The values for a notice; what its content gives goes first.</summary>
    public TemplateValues For(string kind, NoticeContent content, string recipient) => new(kind, content, new Dictionary<string, Localised>(StringComparer.Ordinal)
    {
        ["city"] = city.Name,
        ["mayor"] = new(city.Mayor),
        ["department"] = city.Contact.Department,
        ["phone"] = new(city.Contact.Phone),
        ["day"] = new(Wareki.Format(content.Day), null, new Display(Language.En).Day(content.Day)),
        ["number"] = new(content.Number ?? ""),
        [Recipient] = new(recipient),
        [Url] = new(PublicAddress + (content.Address ?? "/my/letters")),
    });
}
