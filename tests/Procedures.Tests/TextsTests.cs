using System.Text.RegularExpressions;
using Madoguchi.Registry;
using Madoguchi.Testing;

namespace Madoguchi.Procedures.Tests;

public partial class TextsTests
{
    [Fact]
    public void Every_sentence_this_module_says_is_written_in_three_languages()
    {
        var folder = Repository.PathTo("src", "Procedures");
        var reader = new YamlReader("Texts.yaml");
        var texts = reader.Read(File.ReadAllText(Path.Combine(folder, "Texts.yaml")))!.Entries()
            .ToDictionary(entry => entry.Key, entry => entry.Value.Localised(), StringComparer.Ordinal);
        reader.Faults.ShouldBeEmpty();

        var said = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
            .SelectMany(file => Key().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Concat(["date.missing.year", "date.missing.month", "date.missing.day", "access.what.known-facts"])
            .Where(key => key != "date.missing").ToHashSet(StringComparer.Ordinal);

        said.Count.ShouldBeGreaterThan(60);
        said.Except(texts.Keys).ShouldBeEmpty();
        texts.Keys.Except(said).ShouldBeEmpty();
        texts.Values.ShouldAllBe(text => text.Easy != null && text.En != null);
    }

    [GeneratedRegex("\"((?:answer|text|kana|date|phone|email|address|money|number|bank|file|confirm|items|procedures?)\\.(?!keep|yaml)[a-zA-Z.-]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}
