using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Kernel;

/// <summary>A class, its rule, and what there is of it today.</summary>
/// <param name="Class">The class.</param>
/// <param name="Rule">The rule in force.</param>
/// <param name="Retained">How many.</param>
/// <param name="NextOn">When the next of them is due.</param>
public sealed record RetentionState(RetainedClass Class, RetentionRule Rule, Retained Retained, DateOnly? NextOn);

/// <summary>An entry in the register of erasures.</summary>
public sealed record ErasureEntry(string Class, DateOnly Day, string Rule, string Version, long Records, DateTimeOffset LastAt);

/// <summary>Knows what is due of every class, and erases it.</summary>
public sealed class Retention
{
    private readonly Database database;
    private readonly RetentionPlan plan;
    private readonly TimeProvider time;
    private readonly IReadOnlyList<(RetainedClass Class, IErases Erases)> classes;

    internal Retention(Database database, RetentionPlan plan, TimeProvider time, IEnumerable<ErasedBy> classes, IServiceProvider provider)
    {
        this.database = database;
        this.plan = plan;
        this.time = time;
        this.classes = [.. classes.Select(it => (it.Class, it.Eraser(provider)))];
    }

    public async Task<IReadOnlyList<RetentionState>> StateAsync(CancellationToken cancellationToken)
    {
        var today = time.TodayInJapan();
        var states = new List<RetentionState>();
        foreach (var (it, erases) in classes)
        {
            var rule = plan[it.Code];
            var retained = await erases.CountAsync(rule.Cutoff(today).StartsAt(), cancellationToken);
            states.Add(new(it, rule, retained, retained.Next is { } next ? rule.DueOn(next.DateInJapan()) : null));
        }

        return states;
    }

    /// <summary>Erases all that is due, a small batch at a time.</summary>
    /// <param name="goOn">Asked at the beginning and after each batch; false stops the class.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>How many records of each class.</returns>
    public async Task<IReadOnlyDictionary<string, long>> EraseAsync(Func<Task<bool>>? goOn, CancellationToken cancellationToken)
    {
        var today = time.TodayInJapan();
        var erased = new Dictionary<string, long>(StringComparer.Ordinal);
        if (goOn is not null && !await goOn())
        {
            return erased;
        }

        foreach (var (it, erases) in classes)
        {
            var rule = plan[it.Code];
            var due = new Erasure(it, rule, plan.Version, rule.Cutoff(today).StartsAt(), today);
            erased[it.Code] = 0;
            long batch;
            do
            {
                batch = await erases.EraseAsync(due, cancellationToken);
                erased[it.Code] += batch;
            }
            while (batch > 0 && (goOn is null || await goOn()));
        }

        if (erased.Values.Any(count => count > 0))
        {
            await database.ForgetLogAsync(cancellationToken);
        }

        return erased;
    }

    /// <summary>The register of erasures, newest first.</summary>
    public Task<List<ErasureEntry>> ErasuresAsync(int atMost, CancellationToken cancellationToken) => database.QueryAsync(
        "select class, day, rule, version, records, last_at from kernel_erasure order by last_at desc limit @limit",
        row => new ErasureEntry(row.Text("class"), row.Date("day"), row.Text("rule"), row.Text("version"), row.Int64("records"), row.Instant("last_at")),
        cancellationToken,
        ("limit", (long)atMost));
}

/// <summary>Erases every hour in one host what became due; most hours that is nothing.</summary>
internal sealed partial class ErasesWhatIsDue(Retention retention, Leases leases, TimeProvider time, ILogger<ErasesWhatIsDue> logger) : BackgroundService
{
    private const string Lease = "erase";
    private static readonly TimeSpan Held = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var erased = await retention.EraseAsync(() => leases.HoldAsync(Lease, Held, stoppingToken), stoppingToken);
                foreach (var (code, records) in erased.Where(entry => entry.Value > 0))
                {
                    LogErased(code, records);
                }
            }
#pragma warning disable CA1031 // whatever one class's erasing throws, the loop must outlive it: a service that ends stops the host
            catch (Exception fault) when (fault is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(fault);
            }
        }
    }

    [LoggerMessage(EventId = 1040, Level = LogLevel.Information, Message = "{Records} records of {Class} were erased: their time of keeping is over")]
    private partial void LogErased(string @class, long records);

    [LoggerMessage(EventId = 1041, Level = LogLevel.Warning, Message = "Erasing what is due failed; the next hour goes on")]
    private partial void LogFailed(Exception fault);
}

internal static class KernelRetention
{
    // Keys of what only keeps the program going: they answer a repeat within the minute and say nothing about an act.
    private const string Housekeeping = "actor in ('system:lease', 'system:search', 'system:sweep-drafts', 'system:access-log', 'system:health', 'system:erase')";

    public static IServiceCollection AddErasure(this IServiceCollection services)
    {
        services.AddRetention(
            new("change", "変更の記録", "変更した日", "誰が、いつ、何の目的で変えたかの行が消えます。", new(10, 0, RetentionStart.FiscalYear, "")),
            new("kernel_change", "key", "at", $"not ({Housekeeping})"));
        services.AddRetention(
            new("housekeeping", "動作の記録", "動いた日", "索引作りや見回りなど、プログラムの動作の行が消えます。", new(0, 30, RetentionStart.Day, "")),
            new("kernel_change", "key", "at", Housekeeping));
        services.AddRetention(
            new("event", "伝達済みの出来事", "起きた日", "伝え終えた出来事の番号が消えます。内容は伝えた時に消えています。", new(0, 90, RetentionStart.Day, "")),
            new("kernel_outbox", "seq", "at", "status = 'done'"));
        services.AddSingleton<Holds>();
        services.AddSingleton(provider => new Retention(
            provider.GetRequiredService<Database>(), provider.GetRequiredService<RetentionPlan>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetServices<ErasedBy>(), provider));
        return services.AddHostedService<ErasesWhatIsDue>();
    }
}
