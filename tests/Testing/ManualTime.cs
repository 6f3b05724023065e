namespace Madoguchi.Testing;

/// <summary>
/// Time that stands still until a test moves it; timers that fall due on the way run in order.
/// It begins on Monday 2 November 2026, 10:00 in Japan, a working day.
/// </summary>
public sealed class ManualTime(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private readonly List<(TimeSpan Within, TaskCompletionSource Due)> awaited = [];
    private DateTimeOffset now = start ?? new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.FromHours(9));

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now.ToUniversalTime();
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Moves on, stopping at each timer that falls due.</summary>
    public void Advance(TimeSpan by) => AdvanceTo(GetUtcNow() + by);

    public void AdvanceTo(DateTimeOffset instant)
    {
        while (true)
        {
            ManualTimer? due;
            lock (gate)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(instant, now);
                due = timers.Where(timer => timer.DueAt <= instant).MinBy(timer => timer.DueAt);
                now = due is { DueAt: { } at } && at > now ? at : due is null ? instant : now;
                due?.Repeat();
            }

            if (due is null)
            {
                return;
            }

            due.Ring();
        }
    }

    /// <summary>Completes once a timer is set to ring within this time: what a test awaits that has another thread set one.</summary>
    public Task DueWithinAsync(TimeSpan within)
    {
        lock (gate)
        {
            var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            awaited.Add((within, due));
            TellWhoWaits();
            return due.Task;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        lock (gate)
        {
            timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    private void TellWhoWaits() =>
        awaited.RemoveAll(waiter => timers.Any(timer => timer.DueAt <= now + waiter.Within) && waiter.Due.TrySetResult());

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset? DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                this.period = period;
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : time.now + dueTime;
                time.TellWhoWaits();
            }

            if (dueTime == TimeSpan.Zero)
            {
                lock (time.gate)
                {
                    Repeat();
                }

                ThreadPool.QueueUserWorkItem(_ => Ring());
            }

            return true;
        }

        public void Repeat() => DueAt = period > TimeSpan.Zero ? DueAt + period : null;

        public void Ring() => callback(state);

        public void Dispose()
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
