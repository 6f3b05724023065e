using Madoguchi.Testing;

namespace Madoguchi.Kernel.Tests.Events;

public sealed class OutboxTests
{
    [Fact]
    public async Task An_event_reaches_each_of_its_handlers_once()
    {
        await using var host = await StartAsync();

        await host.PublishAsync(new Happened(NewId(host), "one"));
        await host.DrainOutboxAsync();
        await host.DrainOutboxAsync();

        (await SeenAsync(host)).ShouldBe(["first one", "second one"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_event_that_was_delivered_but_not_marked_is_not_handled_twice()
    {
        await using var host = await StartAsync();
        await host.PublishAsync(new Happened(NewId(host), "one"));
        var payload = (await host.ColumnAsync("select payload as value from kernel_outbox"))[0];
        await host.DrainOutboxAsync();

        // What another host sees that read the row before this one marked it.
        await host.ChangeAsync(unit => unit.Execute("update kernel_outbox set status = 'pending', payload = @payload", ("payload", payload)));
        await host.DrainOutboxAsync();

        (await SeenAsync(host)).Count.ShouldBe(2);
        (await host.ColumnAsync("select status || payload as value from kernel_outbox")).ShouldBe(["done"]);
    }

    [Fact]
    public async Task A_handler_that_fails_is_repeated_later_and_counts_once()
    {
        await using var host = await StartAsync();
        var flaky = host.Get<Flaky>();
        flaky.FailuresLeft = 2;
        await host.PublishAsync(new Happened(NewId(host), "one"));

        await host.DrainOutboxAsync();
        (await SeenAsync(host)).ShouldBe(["first one"]);
        host.Time.Advance(TimeSpan.FromSeconds(3));
        await host.DrainOutboxAsync();
        host.Time.Advance(TimeSpan.FromSeconds(10));
        await host.DrainOutboxAsync();

        (await SeenAsync(host)).ShouldBe(["first one", "second one"]);
    }

    [Fact]
    public async Task What_follows_a_failing_event_waits_and_other_aggregates_go_on()
    {
        await using var host = await StartAsync();
        host.Get<Flaky>().FailuresLeft = 1;
        await host.PublishAsync(new Happened(NewId(host), "one"), "case/1");
        await host.PublishAsync(new Happened(NewId(host), "two"), "case/1");

        await host.DrainOutboxAsync();
        await host.PublishAsync(new Happened(NewId(host), "other"), "case/2");
        await host.DrainOutboxAsync();
        (await SeenAsync(host)).ShouldBe(["first one", "first other", "second other"]);
        host.Time.Advance(TimeSpan.FromSeconds(3));
        await host.DrainOutboxAsync();

        (await SeenAsync(host)).ShouldBe(["first one", "first other", "second other", "second one", "first two", "second two"]);
    }

    [Fact]
    public async Task An_event_that_never_succeeds_is_parked_for_people_to_look_at()
    {
        await using var host = await StartAsync();
        host.Get<Flaky>().FailuresLeft = int.MaxValue;
        await host.PublishAsync(new Happened(NewId(host), "one"));

        for (var attempt = 0; attempt < 20; attempt++)
        {
            await host.DrainOutboxAsync();
            host.Time.Advance(TimeSpan.FromHours(2));
        }

        (await host.ColumnAsync("select status || ' ' || last_error as value from kernel_outbox")).ShouldBe(["parked InvalidOperationException"]);
    }

    private static Guid NewId(ModuleHost host) => Guid.CreateVersion7(host.Time.GetUtcNow());

    private static Task<List<string?>> SeenAsync(ModuleHost host) => host.ColumnAsync("select what as value from test_seen order by seq");

    private static async Task<ModuleHost> StartAsync()
    {
        var host = await ModuleHost.StartAsync(services => services
            .AddEvent<Happened>()
            .AddHandler<Happened, Steady>()
            .AddHandler<Happened, Flaky>());
        var sequence = host.Database.IsPostgres ? "bigint generated always as identity primary key" : "integer primary key autoincrement";
        await host.ChangeAsync(unit => unit.Execute($"create table test_seen (seq {sequence}, what text not null)"));
        return host;
    }

    private sealed record Happened(Guid EventId, string What) : IEvent;

    private sealed class Steady : IHandles<Happened>
    {
        public void Handle(Happened happened, Unit unit) =>
            unit.Execute("insert into test_seen (what) values (@what)", ("what", $"first {happened.What}"));
    }

    private sealed class Flaky : IHandles<Happened>
    {
        public int FailuresLeft { get; set; }

        public void Handle(Happened happened, Unit unit)
        {
            unit.Execute("insert into test_seen (what) values (@what)", ("what", $"second {happened.What}"));
            if (FailuresLeft > 0)
            {
                FailuresLeft--;
                throw new InvalidOperationException("not yet");
            }
        }
    }
}
