using Madoguchi.Testing;

namespace Madoguchi.Whole.Tests;

/// <summary>
/// The self-contained program, as <c>dotnet publish src/Host -c Release -r linux-x64 -o FOLDER</c> makes it in a minute or two:
/// <c>MADOGUCHI_TEST_PUBLISHED=FOLDER</c> says where.
/// </summary>
public sealed class PublishTests
{
    [Fact]
    public async Task What_is_published_starts_and_serves()
    {
        var published = Environment.GetEnvironmentVariable("MADOGUCHI_TEST_PUBLISHED");
        Assert.SkipWhen(string.IsNullOrEmpty(published), "MADOGUCHI_TEST_PUBLISHED names no folder with the published program.");
        await using var database = await TestDatabase.CreateAsync();

        await using var city = await CityProcess.StartAsync(database.ConnectionString, database.Folder, Path.Combine(published!, "Madoguchi.Host"));
        using var http = new HttpClient { BaseAddress = city.Address };

        (await http.GetStringAsync("/procedures/child-allowance")).ShouldContain("児童手当");
        (await http.GetStringAsync("/health/ready")).ShouldBe("Healthy");
        Directory.GetFiles(published!, "appsettings.Development.json").ShouldBeEmpty();
    }
}
