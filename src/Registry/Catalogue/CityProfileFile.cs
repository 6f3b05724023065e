using System.Globalization;
using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>Reads <c>city.yaml</c>. A fault in it stops the start.</summary>
internal static class CityProfileFile
{
    public const string FileName = "city.yaml";

    private static readonly string[] AddressParts = ["prefecture", "city", "town", "street"];

    public static CityProfile Load(CityContent city) => Read(File.ReadAllText(city.PathTo(FileName)));

    /// <exception cref="ContentException">With every fault of the file.</exception>
    public static CityProfile Read(string yaml)
    {
        var reader = new YamlReader(FileName);
        var profile = reader.Read(yaml) is { } root ? ReadProfile(root) : null;
        return reader.Faults.Count == 0 ? profile! : throw new ContentException(reader.Faults);
    }

    private static CityProfile ReadProfile(YamlItem root)
    {
        root.Only(
            "name", "nameKana", "prefecture", "code", "demo", "mayor", "website", "contact", "officeHours", "closedDays", "windows",
            "postcodes");
        return new CityProfile
        {
            Name = root.Localised("name"),
            NameKana = root.TextOrNull("nameKana") ?? "",
            Prefecture = root.TextOrNull("prefecture") ?? "",
            Code = root.Text("code"),
            IsDemo = root.Bool("demo"),
            Mayor = root.TextOrNull("mayor") ?? "",
            Website = root.TextOrNull("website"),
            Contact = root.Required("contact") is { } contact ? ReadContact(contact) : new CityContact(new(""), "", "", ""),
            OfficeHours = root.Required("officeHours") is { } hours ? ReadHours(hours) : new OfficeHours(default, default, []),
            ClosedDays = [.. root.List("closedDays").Select(ReadClosedDays)],
            Windows = [.. root.List("windows").Select(ReadWindow)],
            Towns = [.. root.List("postcodes").Select(ReadTown)],
        };
    }

    private static CityContact ReadContact(YamlItem contact)
    {
        contact.Only("department", "phone", "address");
        var address = contact.Required("address")?.Only("postcode", "prefecture", "city", "town", "street", "building");
        return new CityContact(
            contact.Localised("department"),
            contact.Text("phone"),
            address?.Text("postcode") ?? "",
            string.Concat(AddressParts.Select(part => address?.TextOrNull(part)))
                + (address?.TextOrNull("building") is { Length: > 0 } building ? " " + building : ""));
    }

    private static OfficeHours ReadHours(YamlItem hours)
    {
        hours.Only("opens", "closes", "days");
        return new OfficeHours(Time("opens"), Time("closes"), [.. hours.List("days").Select(Day)]);

        TimeOnly Time(string key)
        {
            if (hours.Required(key) is not { } item)
            {
                return default;
            }

            if (!TimeOnly.TryParseExact(item.Text(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            {
                item.Fault("時刻を \"08:30\" の形で書いてください");
            }

            return time;
        }

        static DayOfWeek Day(YamlItem item)
        {
            string[] days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
            return (DayOfWeek)Array.IndexOf(days, item.Among(days));
        }
    }

    private static ClosedDays ReadClosedDays(YamlItem item)
    {
        item.Only("from", "to", "law", "article");
        var from = item.Text("from");
        try
        {
            return ClosedDays.Parse(item.TextOrNull("to") is { } to ? $"{from}..{to}" : from);
        }
        catch (FormatException)
        {
            item.Fault("休みの日を {from: 12-29, to: 01-03} の形で書いてください");
            return default;
        }
    }

    private static CityWindow ReadWindow(YamlItem item)
    {
        item.Only("code", "label", "phone");
        return new CityWindow(item.Text("code"), item.Localised("label"), item.Text("phone"));
    }

    private static CityTown ReadTown(YamlItem item)
    {
        item.Only("code", "prefecture", "city", "town", "kana");
        return new CityTown(item.Text("code"), item.Text("prefecture"), item.Text("city"), item.Text("town"), item.TextOrNull("kana") ?? "");
    }
}
