using System.Reflection;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Kernel;

/// <summary>
/// Base of each module's one context. Instants become UTC, cut to microseconds, on both engines; on SQLite fixed-width text that sorts.
/// </summary>
public abstract class ModuleDb(DbContextOptions options) : DbContext(options)
{
    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        Map(modelBuilder);
        ValueConverter instants = Database.IsSqlite()
            ? new ValueConverter<DateTimeOffset, string>(instant => SqlSession.FormatInstant(instant), text => SqlSession.ParseInstant(text))
            : new ValueConverter<DateTimeOffset, DateTimeOffset>(instant => SqlSession.Truncate(instant), instant => instant);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            if (property.FindAnnotation(RelationalAnnotationNames.ColumnName) is null)
            {
                property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
            }

            if ((Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(DateTimeOffset))
            {
                property.SetValueConverter(instants);
            }
        }
    }

    /// <summary>Every table by its name, a column only where it is not the property's in snake case; columns of text declared as personal or not.</summary>
    protected abstract void Map(ModelBuilder model);
}

/// <summary>Whose data a column holds, declared where the column is mapped; a test lists text columns that say neither.</summary>
public static class PersonalData
{
    public const string Annotation = "Madoguchi:Personal";

    /// <summary>The column holds data about a person, kept for this purpose.</summary>
    public static PropertyBuilder<T> Personal<T>(this PropertyBuilder<T> property, string purpose) => property.HasAnnotation(Annotation, purpose);

    /// <summary>The column holds codes, ids or texts of the city, never data about a person.</summary>
    public static PropertyBuilder<T> NotPersonal<T>(this PropertyBuilder<T> property) => property.HasAnnotation(Annotation, null);
}

/// <summary>Where a module's migrations are embedded; modules migrate in the order of registration.</summary>
internal sealed record MigrationSource(string Module, Assembly Assembly);

/// <summary>How the writer makes a module's context on its own connection.</summary>
internal sealed record ContextFactory(Type Context, Func<System.Data.Common.DbConnection, bool, Func<ModuleDb>> ForConnection);

public static class ModuleDbRegistration
{
    /// <summary>Registers the module's context: scoped and untracked for reading, through <see cref="Unit.Db{TDb}"/> for changing.</summary>
    public static IServiceCollection AddModuleDb<TDb>(this IServiceCollection services, string module)
        where TDb : ModuleDb
    {
        services.AddMigrations(module, typeof(TDb).Assembly);
        services.AddDbContextPool<TDb>((provider, options) =>
            provider.GetRequiredService<Database>().Configure(options).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking));
        return services.AddSingleton(new ContextFactory(typeof(TDb), (connection, isPostgres) =>
        {
            var builder = new DbContextOptionsBuilder<TDb>();
            var options = isPostgres ? builder.UseNpgsql(connection).Options : builder.UseSqlite(connection).Options;
            return () => (TDb)Activator.CreateInstance(typeof(TDb), options)!;
        }));
    }

    public static IServiceCollection AddMigrations(this IServiceCollection services, string module, Assembly assembly) =>
        services.AddSingleton(new MigrationSource(module, assembly));
}
