using Madoguchi.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Fees;

/// <summary>
/// Asks the agency about every payment left open, and carries on every refund, until each is settled: whatever was lost on the way between
/// the agency, the browser and us is found here. One host at a time; each step bears being done twice.
/// </summary>
internal sealed partial class ReconcilePayments(
    IPaymentProvider provider, Settlement settlement, Database database, IWriter writer, Leases leases, TimeProvider time,
    ILogger<ReconcilePayments> logger) : BackgroundService
{
    private const long AtOnce = 100;
    private const int MostDoublings = 7;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstLook = TimeSpan.FromMinutes(1);

    /// <summary>An order that the agency has not heard of for so long was lost.</summary>
    private static readonly TimeSpan LostAfter = TimeSpan.FromHours(1);

    private static readonly Actor Reconciler = Actor.System("reconcile-payments");

    private sealed record Waiting(Guid Id, Guid SubmissionId, Guid PaymentId, long Yen, string State, string Actor, DateTimeOffset CreatedAt, long Looks);

    /// <summary>When a payment or refund is looked at for the first time.</summary>
    public static DateTimeOffset FirstLookAt(DateTimeOffset now) => now + FirstLook;

    /// <summary>One pass over what is due.</summary>
    /// <returns>How many were settled.</returns>
    public async Task<int> ReconcileAsync(CancellationToken cancellationToken)
    {
        if (!provider.IsAvailable)
        {
            return 0;
        }

        var settled = 0;
        foreach (var payment in await DueAsync("fees_payment", "id", cancellationToken))
        {
            settled += await TryAsync(payment, "fees_payment", LookAtPaymentAsync, cancellationToken);
        }

        foreach (var refund in await DueAsync("fees_refund", "payment_id", cancellationToken))
        {
            settled += await TryAsync(refund, "fees_refund", CarryOnRefundAsync, cancellationToken);
        }

        return settled;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await leases.HoldAsync("reconcile-payments", Pace * 3, stoppingToken))
                {
                    await ReconcileAsync(stoppingToken);
                }
            }
#pragma warning disable CA1031 // the database may be away for a while; the loop must outlive that
            catch (Exception fault) when (fault is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogPassFailed(fault);
            }
        }
    }

    private Task<List<Waiting>> DueAsync(string table, string payment, CancellationToken cancellationToken) => database.QueryAsync(
        $"""
        select id, submission_id, {payment} as payment_id, yen, state, actor, created_at, looks from {table}
        where look_at <= @now order by look_at limit @limit
        """,
        row => new Waiting(
            row.Guid("id"), row.Guid("submission_id"), row.Guid("payment_id"), row.Int64("yen"), row.Text("state"), row.Text("actor"),
            row.Instant("created_at"), row.Int64("looks")),
        cancellationToken,
        ("now", time.GetUtcNow()),
        ("limit", AtOnce));

    private async Task<int> TryAsync(
        Waiting waiting, string table, Func<Waiting, CancellationToken, Task<bool>> look, CancellationToken cancellationToken)
    {
        try
        {
            if (await look(waiting, cancellationToken))
            {
                return 1;
            }
        }
        catch (PaymentProviderAwayException away)
        {
            LogAway(away, waiting.Id);
        }

        var pause = FirstLook * Math.Pow(2, Math.Min(waiting.Looks, MostDoublings));
        await writer.WriteAsync<bool>(
            new Work($"fee/{waiting.SubmissionId}", $"fees/look/{waiting.Id}/{waiting.Looks}", Reconciler, Purpose.Maintain),
            unit => unit.Execute(
                $"update {table} set looks = @looks, look_at = @next where id = @id and look_at is not null",
                ("looks", waiting.Looks + 1),
                ("next", unit.Now + pause),
                ("id", waiting.Id)) == 1,
            cancellationToken);
        return 0;
    }

    private async Task<bool> LookAtPaymentAsync(Waiting payment, CancellationToken cancellationToken)
    {
        if (await provider.FindAsync(payment.Id, cancellationToken) is { } seen)
        {
            return await settlement.RecordAsync(seen, cancellationToken) is not PaymentState.Open;
        }

        if (time.GetUtcNow() - payment.CreatedAt < LostAfter)
        {
            return false;
        }

        await writer.WriteAsync<bool>(
            new Work($"fee/{payment.SubmissionId}", $"fees/gone/{payment.Id}", Reconciler, Purpose.Maintain),
            unit => unit.Execute(
                "update fees_payment set state = 'gone', changed_at = @at, look_at = null where id = @id and state in ('created', 'open')",
                ("at", unit.Now),
                ("id", payment.Id)) == 1,
            cancellationToken);
        return true;
    }

    private async Task<bool> CarryOnRefundAsync(Waiting refund, CancellationToken cancellationToken)
    {
        var seen = await provider.RefundAsync(new RefundOrder(refund.Id, refund.PaymentId, refund.Yen), cancellationToken);
        if (seen.Status is not (ProviderStatus.Done or ProviderStatus.Failed))
        {
            return false;
        }

        var isDone = seen.Status == ProviderStatus.Done && seen.Amount == refund.Yen;
        await writer.WriteAsync<bool>(
            new Work($"fee/{refund.SubmissionId}", $"fees/refunded/{refund.Id}", Reconciler, Purpose.Maintain),
            unit =>
            {
                var fee = FeeStore.Load(unit, refund.SubmissionId)!;
                var changed = unit.Execute(
                    "update fees_refund set state = @state, changed_at = @at, look_at = null where id = @id and state = 'started'",
                    ("state", isDone ? RefundState.Done : RefundState.Failed),
                    ("at", unit.Now),
                    ("id", refund.Id));
                if (changed == 1)
                {
                    // What was never taken as payment changes no sum when it is given back.
                    var isMismatch = unit.Execute(
                        "update fees_payment set given_back = @state, changed_at = @at where id = @payment and given_back = 'started'",
                        ("state", isDone ? GivenBack.Done : null),
                        ("at", unit.Now),
                        ("payment", refund.PaymentId)) == 1;
                    var kind = (isMismatch, isDone) switch
                    {
                        (true, true) => EntryKind.GivenBack,
                        (true, false) => EntryKind.GivingBackFailed,
                        (false, true) => EntryKind.Refunded,
                        (false, false) => EntryKind.RefundFailed,
                    };
                    FeeStore.Append(
                        unit,
                        fee,
                        new FeeEntry(kind, refund.Yen)
                        {
                            Way = RefundWay.Online,
                            PaymentId = refund.PaymentId,
                            RefundId = refund.Id,
                        },
                        refund.Actor);
                }

                return true;
            },
            cancellationToken);
        return true;
    }

    [LoggerMessage(EventId = 5002, Level = LogLevel.Warning, Message = "The payment agency gave no answer about {Id}; it is asked again later")]
    private partial void LogAway(Exception away, Guid id);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Error, Message = "A pass over the open payments failed")]
    private partial void LogPassFailed(Exception fault);
}
