using System.Text.RegularExpressions;
using Madoguchi.Testing;

namespace Madoguchi.Whole.Tests;

public sealed partial class SecurityTests(WholeHost whole)
{
    private static readonly string Page = File.ReadAllText(Repository.PathTo("docs", "security.md"));

    [Fact]
    public void Every_requirement_of_the_standard_stands_on_the_page_once()
    {
        var standard = File.ReadLines(Repository.PathTo("tests", "Whole.Tests", "Security", "asvs-5.0.0-l2.txt")).Order();

        Requirement().Matches(string.Join('\n', Rows().Select(row => row[0]))).Select(match => match.Value).Order().ShouldBe(standard);
    }

    [Fact]
    public void Every_test_the_page_names_is_there()
    {
        var sources = Directory.EnumerateFiles(Repository.PathTo("tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .ToList();
        var named = Rows().Where(row => row.Length > 3).SelectMany(row => Test().Matches(row[3])).Select(match => (Class: match.Groups[1].Value, Method: match.Groups[2].Value)).Distinct().ToList();

        named.Count.ShouldBeGreaterThan(50);
        named.Where(test => !sources.Any(source => source.Contains($"class {test.Class}", StringComparison.Ordinal)
            && (test.Method.Length == 0 || source.Contains($" {test.Method}(", StringComparison.Ordinal)))).ShouldBeEmpty();
    }

    /// <summary>What holds because something is not there at all; nothing joins this list by having no test.</summary>
    private static readonly string[] HeldByAbsence = ["1.3.11", "1.4.1, 1.4.2, 1.4.3", "4.2.1", "6.4.2"];

    [Fact]
    public void What_is_held_names_the_test_that_notices() =>
        Rows().Where(row => row.Length > 3 && row[1] == "yes" && row[3] == "–").Select(row => row[0]).ShouldBe(HeldByAbsence);

    [Fact]
    public void The_page_counts_right()
    {
        int Count(Func<string[], bool> which) => Rows().Where(which).Sum(row => Requirement().Count(row[0]));

        Page.ShouldContain(
            $"In numbers: {Count(row => row.Length > 3 && row[1] == "yes")} held, {Count(row => row.Length > 3 && row[1] == "part")} in part, "
            + $"{Count(row => row.Length > 3 && row[1] == "no")} not held, {Count(row => row.Length == 2)} not applicable.");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task Nobody_is_led_to_another_site(string elsewhere)
    {
        using var visitor = await whole.VisitAsync();
        var page = await visitor.OpenAsync($"/sign-in?returnUrl={Uri.EscapeDataString(elsewhere)}");

        var after = await visitor.SubmitAsync(page, Demo.Makoto);

        after.Address.Authority.ShouldBe(whole.Address.Authority);
    }

    /// <summary>The cells of every row of every table but their heads.</summary>
    private static IEnumerable<string[]> Rows() => Page.Split('\n')
        .Where(line => Row().IsMatch(line))
        .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries));

    [GeneratedRegex(@"^\| \d+\.\d+\.\d+")]
    private static partial Regex Row();

    [GeneratedRegex(@"\d+\.\d+\.\d+")]
    private static partial Regex Requirement();

    [GeneratedRegex(@"`(\w+)(?:\.(\w+))?`")]
    private static partial Regex Test();
}
