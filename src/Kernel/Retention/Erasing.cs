using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Kernel;

/// <summary>How many records of a class there are.</summary>
/// <param name="Held">Kept today.</param>
/// <param name="Due">Those of them whose time is over and that nothing holds back.</param>
/// <param name="Next">When the oldest of the others began.</param>
public sealed record Retained(long Held, long Due, DateTimeOffset? Next);

/// <summary>Erases a class of records whose rows alone do not tell how.</summary>
public interface IErases
{
    /// <param name="before">What began before this moment is due.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<Retained> CountAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Erases a small batch of what is due, each unit with its entry in the register of erasures.</summary>
    /// <returns>How many; zero when nothing is due.</returns>
    Task<long> EraseAsync(Erasure due, CancellationToken cancellationToken);
}

/// <summary>What is erased now, and by which rule.</summary>
public sealed record Erasure(RetainedClass Class, RetentionRule Rule, string Version, DateTimeOffset Before, DateOnly Today)
{
    /// <summary>Records of one batch: small enough that whoever waits behind it does not notice.</summary>
    public const int AtOnce = 200;

    public static Actor Eraser { get; } = Actor.System("erase");

    /// <summary>Adds to today's entry in the register of erasures (廃棄簿): how many, of which class, by which rule; nothing about whom.</summary>
    public void Record(Unit unit, long records) => unit.Execute(
        """
        insert into kernel_erasure (class, day, version, rule, began_before, records, last_at)
        values (@class, @day, @version, @rule, @before, @records, @at)
        on conflict (class, day, version) do update set records = kernel_erasure.records + @records, last_at = @at
        """,
        ("class", Class.Code),
        ("day", Today),
        ("version", Version),
        ("rule", Rule.Words),
        ("before", Before),
        ("records", records),
        ("at", unit.Now));
}

/// <summary>Rows that are one record each and go, or are emptied, by their moment alone.</summary>
/// <param name="Table">Where.</param>
/// <param name="Key">The primary key's column.</param>
/// <param name="At">The column of the moment that counts.</param>
/// <param name="Where">Which rows belong to the class; those that were erased must not.</param>
/// <param name="Set">What empties a row (<c>body = null, erased_at = @now</c>); null when rows go.</param>
public sealed record RetainedRows(string Table, string Key, string At, string Where = "1 = 1", string? Set = null);

public static class RetentionRegistration
{
    public static IServiceCollection AddRetention<TErases>(this IServiceCollection services, RetainedClass retained)
        where TErases : class, IErases
    {
        services.AddSingleton<TErases>();
        services.AddSingleton(retained);
        return services.AddSingleton(new ErasedBy(retained, provider => provider.GetRequiredService<TErases>()));
    }

    public static IServiceCollection AddRetention(this IServiceCollection services, RetainedClass retained, RetainedRows rows)
    {
        services.AddSingleton(retained);
        return services.AddSingleton(new ErasedBy(retained, provider => new ErasesRows(
            rows, provider.GetRequiredService<Database>(), provider.GetRequiredService<IWriter>(), provider.GetRequiredService<TimeProvider>())));
    }
}

internal sealed record ErasedBy(RetainedClass Class, Func<IServiceProvider, IErases> Eraser);

internal sealed class ErasesRows(RetainedRows rows, Database database, IWriter writer, TimeProvider time) : IErases
{
    public async Task<Retained> CountAsync(DateTimeOffset before, CancellationToken cancellationToken) => (await database.FirstAsync(
        $"""
        select count(*) as held, count(case when {rows.At} < @before then 1 end) as due, min(case when {rows.At} >= @before then {rows.At} end) as next
        from {rows.Table} where {rows.Where}
        """,
        row => new Retained(row.Int64("held"), row.Int64("due"), row.InstantOrNull("next")),
        cancellationToken,
        ("before", before)))!;

    public async Task<long> EraseAsync(Erasure due, CancellationToken cancellationToken)
    {
        var which = $"{rows.Key} in (select {rows.Key} from {rows.Table} where {rows.At} < @before and {rows.Where} limit @limit)";
        var sql = rows.Set is { } empty ? $"update {rows.Table} set {empty} where {which}" : $"delete from {rows.Table} where {which}";
        var erased = await writer.WriteAsync<long>(
            new Work($"erase/{due.Class.Code}", $"erase/{due.Class.Code}/{Guid.CreateVersion7(time.GetUtcNow())}", Erasure.Eraser, Purpose.Maintain),
            unit =>
            {
                (string, object?)[] values = [("before", due.Before), ("limit", (long)Erasure.AtOnce)];
                long count = unit.Execute(sql, rows.Set is null ? values : [.. values, ("now", unit.Now)]);
                if (count > 0)
                {
                    due.Record(unit, count);
                }

                return count;
            },
            cancellationToken);
        return erased.Value;
    }
}
