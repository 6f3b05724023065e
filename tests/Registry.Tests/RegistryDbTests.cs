using System.Text.Json;
using Madoguchi.Kernel;
using Madoguchi.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Madoguchi.Registry.Tests;

public sealed class RegistryDbTests
{
    [Fact]
    public async Task Every_mapped_column_is_in_the_migrated_schema()
    {
        await using var host = await RegistryHost.StartAsync();

        foreach (var entity in await EntitiesAsync(host))
        {
            var columns = string.Join(", ", entity.GetProperties().Select(property => property.GetColumnName()));
            await host.Database.QueryAsync($"select {columns} from {entity.GetTableName()}", _ => 0, CancellationToken.None);
            entity.GetTableName().ShouldNotBeNull().ShouldStartWith("registry_");
        }
    }

    [Fact]
    public async Task Every_text_column_says_whether_it_is_personal()
    {
        await using var host = await RegistryHost.StartAsync();

        var silent = (await EntitiesAsync(host))
            .SelectMany(entity => entity.GetProperties())
            .Where(property => property.ClrType == typeof(string) && property.FindAnnotation(PersonalData.Annotation) is null)
            .Select(property => $"{property.DeclaringType.DisplayName()}.{property.Name}");

        silent.ShouldBeEmpty();
    }

    [Fact]
    public void The_stored_sample_of_FactsEstablished_is_still_read_and_written()
    {
        var sample = File.ReadAllText(Repository.PathTo("docs", "contracts", "events", "FactsEstablished.v1.json"));

        var happened = JsonSerializer.Deserialize<FactsEstablished>(sample, JsonSerializerOptions.Web)!;

        happened.Facts[0].Code.ShouldBe("person.phone");
        happened.Source.Label.Ja.ShouldBe("児童手当の認定");
        JsonElement.DeepEquals(
            JsonSerializer.SerializeToElement(happened, JsonSerializerOptions.Web), JsonDocument.Parse(sample).RootElement).ShouldBeTrue();
    }

    [Fact]
    public async Task On_PostgreSQL_the_register_is_the_same()
    {
        TestDatabase.RequirePostgres();
        await using var host = await RegistryHost.WithDemoCityAsync();

        host.Database.IsPostgres.ShouldBeTrue();
    }

    private static Task<List<IEntityType>> EntitiesAsync(ModuleHost host) =>
        host.WithAsync<RegistryDb, List<IEntityType>>(db => Task.FromResult(db.Model.GetEntityTypes().ToList()));
}
