using System.Collections.Frozen;
using System.IO.Compression;
using Madoguchi.Registry;

namespace Madoguchi.Procedures;

/// <summary>Japan Post's table as shipped with the program, and the city's own towns over it. Read when first asked.</summary>
internal sealed class Postcodes(CityProfile city) : IPostcodes
{
    private static readonly Lazy<FrozenDictionary<int, PostcodePlace[]>> Japan = new(Read);

    public IReadOnlyList<PostcodePlace> Find(string postcode)
    {
        if (postcode.Length > 20)
        {
            return [];
        }

        var digits = Typed.Digits(postcode);
        if (digits.Length != 7)
        {
            return [];
        }

        var own = city.Towns.Where(town => town.Postcode == digits)
            .Select(town => new PostcodePlace(digits, town.Prefecture, town.City, town.Town)).ToArray();
        return own.Length > 0 ? own : Japan.Value.GetValueOrDefault(int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture), []);
    }

    private static FrozenDictionary<int, PostcodePlace[]> Read()
    {
        using var packed = typeof(Postcodes).Assembly.GetManifestResourceStream("Madoguchi.Procedures.Data.postcodes.tsv.gz")!;
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        var places = new Dictionary<int, PostcodePlace[]>(130_000);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Split('\t') is not [{ Length: 7 } code, var prefecture, var city, var town, ..])
            {
                continue;
            }

            var place = new PostcodePlace(code, Shared(prefecture), Shared(city), town);
            var key = int.Parse(code, System.Globalization.CultureInfo.InvariantCulture);
            places[key] = places.TryGetValue(key, out var before) ? [.. before, place] : [place];
        }

        return places.ToFrozenDictionary();

        string Shared(string name) => names.TryGetValue(name, out var known) ? known : names.Add(name) ? name : name;
    }
}
