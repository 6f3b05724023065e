using Madoguchi.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Intake;

/// <summary>
/// Erases drafts whose time of keeping ended, and the files that no draft and no submission names any more.
/// Each pass finds what is left to do, so it may stop anywhere and run in several hosts.
/// </summary>
internal sealed partial class SweepDrafts(
    Database database, IWriter writer, IFileStore files, RetentionPlan retention, TimeProvider time, ILogger<SweepDrafts> logger)
    : BackgroundService, IErases
{
    private const long AtOnce = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan UploadsKept = TimeSpan.FromDays(1);
    private static readonly Actor Sweeper = Actor.System("sweep-drafts");

    /// <summary>One pass; returns the drafts and files erased.</summary>
    public async Task<(int Drafts, int Files)> SweepAsync(CancellationToken cancellationToken)
    {
        var (today, rule) = (time.TodayInJapan(), retention[KeptDrafts.Class.Code]);
        var due = new Erasure(KeptDrafts.Class, rule, retention.Version, rule.Cutoff(today).StartsAt(), today);
        return ((int)await EraseAsync(due, cancellationToken), await SweepFilesAsync(cancellationToken));
    }

    // Each draft carries the day it was promised to be kept until; a rule that changes meanwhile holds for those saved after.
    public async Task<Retained> CountAsync(DateTimeOffset before, CancellationToken cancellationToken) => (await database.FirstAsync(
        """
        select count(*) as held, count(case when kept_until < @today then 1 end) as due, min(case when kept_until >= @today then updated_at end) as next
        from intake_draft where status = 'open'
        """,
        row => new Retained(row.Int64("held"), row.Int64("due"), row.InstantOrNull("next")),
        cancellationToken,
        ("today", time.TodayInJapan())))!;

    public async Task<long> EraseAsync(Erasure due, CancellationToken cancellationToken)
    {
        var erased = await writer.WriteAsync<long>(
            new Work("draft/sweep", $"sweep-drafts/{Guid.CreateVersion7(time.GetUtcNow())}", Sweeper, Purpose.Maintain),
            unit =>
            {
                long drafts = unit.Execute(
                    """
                    update intake_draft set status = 'erased', answers = '{}', version = version + 1, updated_at = @at
                    where id in (select id from intake_draft where status = 'open' and kept_until < @today limit @limit)
                    """,
                    ("at", unit.Now),
                    ("today", due.Today),
                    ("limit", AtOnce));
                if (drafts > 0)
                {
                    due.Record(unit, drafts);
                }

                return drafts;
            },
            cancellationToken);
        return erased.Value;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is IOException or WriteFailedException or System.Data.Common.DbException)
            {
                LogSweepFailed(fault);
            }
        }
    }

    private async Task<int> SweepFilesAsync(CancellationToken cancellationToken)
    {
        var orphans = await database.QueryAsync(
            """
            select e.file_id from intake_evidence e left join intake_draft d on d.id = e.draft_id
            where e.submission_id is null and (d.id is null or d.status <> 'open')
            union all select file_id from intake_upload where added_at < @before limit @limit
            """,
            row => row.Guid("file_id"),
            cancellationToken,
            ("before", time.GetUtcNow() - UploadsKept),
            ("limit", AtOnce));
        foreach (var file in orphans)
        {
            // The file first: if we die in between, the row finds it again.
            await files.EraseAsync(file, Sweeper, Purpose.Maintain, cancellationToken);
            await writer.WriteAsync<bool>(
                new Work("draft/sweep", $"sweep-file/{file}", Sweeper, Purpose.Maintain),
                unit => unit.Execute(
                    """
                    delete from intake_evidence where file_id = @file and submission_id is null;
                    delete from intake_upload where file_id = @file
                    """,
                    ("file", file)) > 0,
                cancellationToken);
        }

        return orphans.Count;
    }

    [LoggerMessage(EventId = 1401, Level = LogLevel.Warning, Message = "A sweep of drafts failed; the next one goes on")]
    private partial void LogSweepFailed(Exception fault);
}
