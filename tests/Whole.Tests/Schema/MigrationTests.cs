namespace Madoguchi.Whole.Tests;

/// <summary>
/// A migration that a city has run is never edited: its database would differ from every new one. The lock lists them with their hashes;
/// <c>dotnet run eng/Approve.cs</c> adds new ones and changes none.
/// </summary>
public sealed class MigrationTests
{
    [Fact]
    public void Migrations_that_shipped_are_as_they_were()
    {
        foreach (var module in Module.All.Where(module => Migrations.Of(module).Any()))
        {
            var locked = File.Exists(Migrations.LockOf(module)) ? File.ReadAllLines(Migrations.LockOf(module)) : [];

            Migrations.Of(module).Select(Migrations.Line).ShouldBe(locked, $"{module.Name}: write a new migration instead of changing one");
        }
    }
}
