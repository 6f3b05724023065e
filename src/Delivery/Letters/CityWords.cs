using System.Collections.Frozen;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Registry;

namespace Madoguchi.Delivery;

/// <summary>The values every template knows: the city, its contact, the notice's day and number, the recipient's name.</summary>
internal sealed class CityWords(CityProfile city, CityContent content, PublicSettings site)
{
    public const string Url = "url";
    private const string Recipient = "recipient";

    public static FrozenSet<string> Names { get; } =
        new[] { "city", "mayor", "department", "phone", "day", "number", Recipient, Url }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Where the site is found from outside, without a slash at the end; <c>Madoguchi:PublicAddress</c>.</summary>
    public string PublicAddress { get; } = site.PublicAddress.ToString().TrimEnd('/');

    public CityProfile City => city;

    /// <summary>A file of the city's content.</summary>
    public string PathTo(string file) => content.PathTo(file);

    /// <summary>The values for a notice; what it brings goes first.</summary>
    public TemplateValues For(string kind, NoticeContent notice, string recipient) => new(kind, notice, new Dictionary<string, Localised>(StringComparer.Ordinal)
    {
        ["city"] = city.Name,
        ["mayor"] = new(city.Mayor),
        ["department"] = city.Contact.Department,
        ["phone"] = new(city.Contact.Phone),
        ["day"] = new(Wareki.Format(notice.Day), null, new Display(Language.En).Day(notice.Day)),
        ["number"] = new(notice.Number ?? ""),
        [Recipient] = new(recipient),
        [Url] = new(PublicAddress + (notice.Address ?? "/my/letters")),
    });
}
