using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using Madoguchi.Testing;

namespace Madoguchi.Print.Tests;

/// <summary>The library as others get it: packed from what was built for these tests.</summary>
public sealed class PackageIsWhole
{
    private static readonly string Fonts = Repository.PathTo("src", "Print", "Fonts");

    [Fact]
    public async Task It_holds_library_and_fonts_both_licences_and_says_so()
    {
        var folder = Directory.CreateTempSubdirectory("madoguchi-pack-").FullName;
        await PackAsync(folder);
        await using var package = await ZipFile.OpenReadAsync(Directory.GetFiles(folder, "*.nupkg").ShouldHaveSingleItem());
        var names = package.Entries.Select(entry => entry.FullName).ToArray();

        names.ShouldContain("lib/net10.0/Madoguchi.Print.dll");
        names.ShouldContain("lib/net10.0/Madoguchi.Print.xml");
        names.ShouldContain("README.md");
        names.ShouldContain("licenses/LICENSE");
        names.ShouldContain("licenses/IPA_Font_License_Agreement_v1.0.txt");
        foreach (var font in Directory.GetFiles(Fonts))
        {
            // As the licence of the fonts asks: name and bytes unchanged, the licence beside them.
            (await BytesAsync(package, $"contentFiles/any/any/Fonts/{Path.GetFileName(font)}")).ShouldBe(await File.ReadAllBytesAsync(font));
        }

        var metadata = XDocument.Load(new MemoryStream(await BytesAsync(package, "Madoguchi.Print.nuspec"))).Root!.Elements().Single();
        Value("id").ShouldBe("Madoguchi.Print");
        Value("version").ShouldBe("0.1.0");
        Value("license").ShouldBe("Apache-2.0 AND IPA");
        Value("readme").ShouldBe("README.md");
        Value("projectUrl").ShouldBeNull();
        metadata.Descendants().Where(element => element.Name.LocalName == "dependency").ShouldBeEmpty();
        metadata.Descendants().Where(element => element.Name.LocalName == "files").Attributes().Select(attribute => $"{attribute.Name} {attribute.Value}").ShouldContain("copyToOutput true");

        string? Value(string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
    }

    private static async Task PackAsync(string folder)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var start = new ProcessStartInfo(
            "dotnet", ["pack", Repository.PathTo("src", "Print", "Print.csproj"), "-c", configuration, "--no-build", "-o", folder, "--nologo", "-v", "q"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var pack = Process.Start(start)!;
        var said = await Task.WhenAll(pack.StandardOutput.ReadToEndAsync(), pack.StandardError.ReadToEndAsync());
        await pack.WaitForExitAsync();
        pack.ExitCode.ShouldBe(0, string.Concat(said));
    }

    private static async Task<byte[]> BytesAsync(ZipArchive package, string name)
    {
        await using var content = await package.GetEntry(name).ShouldNotBeNull(name).OpenAsync();
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
