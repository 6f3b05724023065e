using Madoguchi.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Madoguchi.Kernel.Tests;

public sealed class ErasingTests
{
    private static readonly RetainedClass Settings = new("setting", "設定", "変えた日", "消えます", new(0, 30, RetentionStart.Day, ""));

    [Fact]
    public async Task What_is_due_goes_in_small_batches_and_its_number_stays()
    {
        await using var host = await StartAsync();
        for (var n = 0; n < Erasure.AtOnce + 5; n++)
        {
            await LookAsync(host, n);
        }

        host.Time.Advance(TimeSpan.FromDays(31));
        await LookAsync(host, 1000);
        var before = await StateAsync(host);

        var erased = await host.Get<Retention>().EraseAsync(null, CancellationToken.None);

        (before.Retained.Held, before.Retained.Due).ShouldBe((Erasure.AtOnce + 6, Erasure.AtOnce + 5));
        erased["setting"].ShouldBe(Erasure.AtOnce + 5);
        (await StateAsync(host)).Retained.ShouldBe(new(1, 0, host.Time.GetUtcNow()));
        var entry = (await host.Get<Retention>().ErasuresAsync(10, CancellationToken.None)).Single(entry => entry.Class == "setting");
        (entry.Records, entry.Rule, entry.Day).ShouldBe((Erasure.AtOnce + 5, "30日", host.Time.TodayInJapan()));
    }

    [Fact]
    public async Task Another_host_that_holds_the_lease_is_left_alone()
    {
        await using var host = await StartAsync();
        await LookAsync(host, 1);
        host.Time.Advance(TimeSpan.FromDays(31));

        var erased = await host.Get<Retention>().EraseAsync(() => Task.FromResult(false), CancellationToken.None);

        erased.ShouldBeEmpty();
        (await StateAsync(host)).Retained.Due.ShouldBe(1);
    }

    [Fact]
    public async Task What_keeps_the_program_going_is_forgotten_sooner_than_what_people_did()
    {
        await using var host = await StartAsync();
        await host.Get<Leases>().HoldAsync("test", TimeSpan.FromMinutes(1), CancellationToken.None);
        await LookAsync(host, 1);
        host.Time.Advance(TimeSpan.FromDays(31));

        await host.Get<Retention>().EraseAsync(null, CancellationToken.None);

        var left = await host.ColumnAsync("select actor as value from kernel_change");
        left.ShouldContain("system:test");
        left.ShouldNotContain("system:lease");
    }

    [Fact]
    public async Task A_hold_is_set_changed_and_ended()
    {
        await using var host = await StartAsync();
        var holds = host.Get<Holds>();
        var head = new Actor("staff:nakamura", null, Roles.Head);

        await holds.SetAsync("case/1", HoldReasons.Objection, head, CancellationToken.None);
        await holds.SetAsync("case/1", HoldReasons.Lawsuit, head, CancellationToken.None);
        var held = await holds.FindAsync("case/1", CancellationToken.None);
        await holds.EndAsync("case/1", head, CancellationToken.None);

        held!.Reason.ShouldBe(HoldReasons.Lawsuit);
        (await holds.AllAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Parked_events_are_tried_again_and_parked_again()
    {
        var broken = new Broken();
        await using var host = await ModuleHost.StartAsync(services =>
        {
            services.AddEvent<Happened>();
            services.AddHandler<Happened, Broken>();
            services.AddSingleton(broken);
        });
        await host.PublishAsync(new Happened(Guid.CreateVersion7(host.Time.GetUtcNow())));
        await ParkAsync(host);

        var retried = await host.Get<Outbox>().RetryParkedAsync(CancellationToken.None);
        await ParkAsync(host);
        broken.IsMended = true;
        await host.Get<Outbox>().RetryParkedAsync(CancellationToken.None);
        await host.DrainOutboxAsync();

        retried.ShouldBe(1);
        broken.Tries.ShouldBe(25);
        (await host.ColumnAsync("select status as value from kernel_outbox")).ShouldBe(["done"]);
    }

    /// <summary>A background service that ends takes the host with it.</summary>
    [Fact]
    public async Task Whatever_erasing_throws_the_next_hour_goes_on()
    {
        var faulty = new Faulty();
        await using var host = await ModuleHost.StartAsync(services => services.AddRetention<Faulty>(Settings).AddSingleton(faulty));
        var clock = new ManualTime();
        using var eraser = new ErasesWhatIsDue(host.Get<Retention>(), host.Get<Leases>(), clock, NullLogger<ErasesWhatIsDue>.Instance);
        await eraser.StartAsync(TestContext.Current.CancellationToken);
        await clock.DueWithinAsync(TimeSpan.FromHours(1));

        for (var hour = 0; hour < 3; hour++)
        {
            var tried = faulty.NextTry();
            clock.Advance(TimeSpan.FromHours(1));
            await tried.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }

        faulty.Tries.ShouldBe(3);
        eraser.ExecuteTask!.IsCompleted.ShouldBeFalse();
        await eraser.StopAsync(TestContext.Current.CancellationToken);
    }

    private static async Task ParkAsync(ModuleHost host)
    {
        for (var attempt = 0; attempt < 13; attempt++)
        {
            await host.DrainOutboxAsync();
            host.Time.Advance(TimeSpan.FromHours(2));
        }

        (await host.ColumnAsync("select status as value from kernel_outbox")).ShouldBe(["parked"]);
    }

    private static async Task<RetentionState> StateAsync(ModuleHost host) =>
        (await host.Get<Retention>().StateAsync(CancellationToken.None)).Single(state => state.Class.Code == "setting");

    private static Task<int> LookAsync(ModuleHost host, int n) => host.ChangeAsync(unit =>
        unit.Execute("insert into kernel_erasure (class, day, version, rule, began_before, records, last_at) values ('test', @day, @n, '', @at, 0, @at)",
            ("day", unit.Now.DateInJapan()), ("n", $"{n}"), ("at", unit.Now)));

    private static Task<ModuleHost> StartAsync() => ModuleHost.StartAsync(services =>
        services.AddRetention(Settings, new RetainedRows("kernel_erasure", "version", "last_at", "class = 'test'")));

    private sealed record Happened(Guid EventId) : IEvent;

    private sealed class Faulty : IErases
    {
        private TaskCompletionSource next = new();

        public int Tries { get; private set; }

        public Task NextTry() => (next = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public Task<Retained> CountAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(new Retained(0, 0, null));

        public Task<long> EraseAsync(Erasure due, CancellationToken cancellationToken)
        {
            Tries++;
            next.TrySetResult();
            throw new InvalidOperationException("a class without a column");
        }
    }

    private sealed class Broken : IHandles<Happened>
    {
        public int Tries { get; private set; }

        public bool IsMended { get; set; }

        public void Handle(Happened happened, Unit unit)
        {
            Tries++;
            if (!IsMended)
            {
                throw new InvalidOperationException("broken");
            }
        }
    }
}
