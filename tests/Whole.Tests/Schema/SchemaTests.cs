using System.Text.RegularExpressions;
using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Whole.Tests;

/// <summary>The mapped model and the migrated schema are two texts about one thing; on either engine they must agree.</summary>
public sealed partial class SchemaTests(WholeHost host)
{
    /// <summary>Tables that only prepared SQL knows, and what they may hold.</summary>
    private static readonly string[] WithoutModel =
    [
        // Actor ids, keys, codes, and what a unit answered: ids and numbers.
        "kernel_change", "kernel_outbox", "kernel_setting", "kernel_lease", "kernel_migration",

        // Sealed keys of sessions; counts of what was erased; ids and reasons of what is held.
        "kernel_key", "kernel_erasure", "kernel_hold",

        // Hashes and sealed keys of files; names of files stand beside the answers that name them.
        "kernel_file", "kernel_file_key", "kernel_file_reference",

        // Published texts of the city.
        "procedures_version",

        // Decision models of the city, who of the staff saved them, and the reason they typed.
        "rules_version",
    ];

    public static TheoryData<string> Contexts => [.. ContextTypes.Select(type => type.Name)];

    private static IEnumerable<Type> ContextTypes => Module.All.SelectMany(module => module.Types).Where(type => type.IsSubclassOf(typeof(ModuleDb)));

    [Theory]
    [MemberData(nameof(Contexts))]
    public async Task Every_mapped_column_is_in_the_migrated_schema(string context)
    {
        foreach (var entity in ModelOf(context).GetEntityTypes())
        {
            var columns = string.Join(", ", entity.GetProperties().Select(property => property.GetColumnName()));

            await host.Database.QueryAsync($"select {columns} from {entity.GetTableName()} where 1 = 0", _ => 0, CancellationToken.None);
        }
    }

    [Theory]
    [MemberData(nameof(Contexts))]
    public void Every_column_of_text_says_whether_it_is_about_a_person(string context) =>
        ModelOf(context).GetEntityTypes()
            .SelectMany(entity => entity.GetProperties())
            .Where(property => (property.ClrType == typeof(string) || property.ClrType == typeof(byte[])) && property.FindAnnotation(PersonalData.Annotation) is null)
            .Select(property => $"{property.DeclaringType.GetTableName()}.{property.GetColumnName()}")
            .ShouldBeEmpty("map these with .Personal(purpose) or .NotPersonal()");

    [Fact]
    public async Task Every_table_carries_the_name_of_its_module_and_is_mapped()
    {
        var tables = await TablesAsync();
        var prefixes = MayUse.Modules.Select(row => row.Module.ToLowerInvariant() + "_").ToList();
        var mapped = ContextTypes.SelectMany(type => ModelOf(type.Name).GetEntityTypes()).Select(entity => entity.GetTableName()).ToHashSet();

        tables.Where(table => !prefixes.Exists(prefix => table.StartsWith(prefix, StringComparison.Ordinal))).ShouldBeEmpty();
        tables.Except(mapped!).Except(WithoutModel).ShouldBeEmpty("no model says whose data these hold");
    }

    [Fact]
    public void A_module_makes_tables_of_its_own_name_only()
    {
        foreach (var module in Module.All)
        {
            var own = module.Name.ToLowerInvariant() + "_";
            foreach (var file in Migrations.Of(module))
            {
                CreatedTables().Matches(File.ReadAllText(file)).Select(match => match.Groups["table"].Value)
                    .Where(table => !table.StartsWith(own, StringComparison.Ordinal))
                    .ShouldBeEmpty(file);
            }
        }
    }

    private Task<List<string>> TablesAsync() => host.Database.QueryAsync(
        host.Database.IsPostgres
            ? "select table_name as name from information_schema.tables where table_schema = 'public'"
            : "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'",
        row => row.Text("name"),
        CancellationToken.None);

    private IModel ModelOf(string context)
    {
        using var scope = host.Services.CreateScope();

        // The design model keeps the annotations that the run-time model drops.
        var database = (DbContext)scope.ServiceProvider.GetRequiredService(ContextTypes.Single(type => type.Name == context));
        return Microsoft.EntityFrameworkCore.Infrastructure.AccessorExtensions.GetService<IDesignTimeModel>(database).Model;
    }

    [GeneratedRegex(@"create\s+(?:virtual\s+)?table\s+(?:if\s+not\s+exists\s+)?(?<table>\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex CreatedTables();
}
