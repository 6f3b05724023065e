using Madoguchi.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Kernel.Tests.Writing;

public sealed class WriterTests
{
    private static readonly Actor Clerk = new("staff:tanaka", null, Roles.Clerk);

    [Fact]
    public async Task A_change_is_stored_with_who_when_and_why()
    {
        await using var host = await StartAsync();

        var result = await host.Writer.WriteAsync<string>(
            new Work("case/1", "decide/1", Clerk, Purpose.Examine), unit => Put(unit, "a"), CancellationToken.None);

        result.Value.ShouldBe("a");
        (await NamesAsync(host)).ShouldBe(["a"]);
        (await host.ColumnAsync("select actor || ' ' || purpose || ' ' || aggregate as value from kernel_change where key = 'decide/1'"))
            .ShouldBe(["staff:tanaka examine case/1"]);
    }

    [Fact]
    public async Task A_repeat_of_a_key_changes_nothing_and_gets_the_first_result()
    {
        await using var host = await StartAsync();
        await WriteAsync(host, "submit/1", unit => Put(unit, "first"));

        var repeat = await WriteAsync(host, "submit/1", unit => Put(unit, "second"));

        repeat.Value.ShouldBe("first");
        (await NamesAsync(host)).ShouldBe(["first"]);
    }

    [Fact]
    public async Task A_double_click_in_one_batch_is_one_change()
    {
        await using var host = await StartAsync();

        var clicks = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => WriteAsync(host, "submit/1", unit => Put(unit, $"click {n}"))));

        clicks.Select(click => click.Value).Distinct().ShouldHaveSingleItem();
        (await NamesAsync(host)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_unit_leaves_nothing_and_its_neighbours_stay()
    {
        await using var host = await StartAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => WriteAsync(host, $"key/{n}", unit =>
        {
            Put(unit, $"{n}");
            unit.Publish(new Named(unit.NewId(), $"{n}"), "test");
            return n % 3 == 0 ? new Unwanted() : "kept";
        })));

        results.Count(result => result.IsRefused).ShouldBe(34);
        (await NamesAsync(host)).Count.ShouldBe(66);
        (await host.ColumnAsync("select type as value from kernel_outbox")).Count.ShouldBe(66);
        (await host.ColumnAsync("select key as value from kernel_change where key like 'key/%'")).Count.ShouldBe(66);
    }

    [Fact]
    public async Task A_unit_whose_row_is_not_there_learns_so_and_its_neighbours_stay()
    {
        await using var host = await StartAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => WriteAsync(host, $"key/{n}", unit =>
        {
            Put(unit, $"{n}");
            var name = n % 3 == 0 ? "nobody" : $"{n}";
            if (!unit.SendExpecting(1, "update test_thing set name = @next where name = @name", ("next", $"found {n}"), ("name", name)))
            {
                return new Unwanted();
            }

            return "kept";
        })));

        results.Count(result => result.IsRefused).ShouldBe(34);
        (await NamesAsync(host)).Count(name => name!.StartsWith("found ", StringComparison.Ordinal)).ShouldBe(66);
        (await NamesAsync(host)).Count.ShouldBe(66);
    }

    [Fact]
    public async Task What_was_sent_has_happened_when_something_is_asked()
    {
        await using var host = await StartAsync();

        var seen = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => WriteAsync(host, $"key/{n}", unit =>
        {
            unit.Send(
                "insert into test_thing (id, name, version, at) values (@id, @name, 0, @at); update test_thing set name = @next where name = @name",
                ("id", unit.NewId()), ("name", $"{n}"), ("next", $"next {n}"), ("at", unit.Now));
            var asked = (string)unit.Scalar("select name from test_thing where name = @name", ("name", $"next {n}"))!;

            // A mapper sends at once, so what comes before and after it must too.
            unit.Send("delete from test_thing where name = @name", ("name", asked));
            var db = unit.Db<ThingsDb>();
            db.Things.Count(thing => thing.Name == asked).ShouldBe(0);
            db.Add(new Thing { Id = unit.NewId(), Name = $"mapped {n}", At = unit.Now });
            db.SaveChanges();
            unit.Send("update test_thing set name = @next where name = @name", ("name", $"mapped {n}"), ("next", $"last {n}"));
            return $"{n}";
        })));

        seen.ShouldAllBe(result => !result.IsRefused);
        (await NamesAsync(host)).Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 50).Select(n => $"last {n}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_unit_that_throws_fails_alone()
    {
        await using var host = await StartAsync();

        var bug = WriteAsync(host, "bug", unit =>
        {
            Put(unit, "half done");
            throw new InvalidOperationException("a bug");
        });
        var neighbours = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => WriteAsync(host, $"fine/{n}", unit => Put(unit, $"{n}"))));

        (await Should.ThrowAsync<InvalidOperationException>(bug)).Message.ShouldBe("a bug");
        neighbours.ShouldAllBe(result => !result.IsRefused);
        (await NamesAsync(host)).ShouldNotContain("half done");
    }

    [Fact]
    public async Task A_context_changes_rows_in_the_units_own_transaction()
    {
        await using var host = await StartAsync();

        var refused = await WriteAsync(host, "one", unit =>
        {
            var db = unit.Db<ThingsDb>();
            db.Add(new Thing { Id = unit.NewId(), Name = "by EF", At = unit.Now });
            db.SaveChanges();
            return new Unwanted();
        });
        await WriteAsync(host, "two", unit =>
        {
            var db = unit.Db<ThingsDb>();
            db.Add(new Thing { Id = unit.NewId(), Name = "kept", At = unit.Now });
            db.SaveChanges();
            return "kept";
        });

        refused.Refusal.ShouldBe(new Unwanted());
        (await NamesAsync(host)).ShouldBe(["kept"]);
        var read = await host.WithAsync<ThingsDb, List<Thing>>(db => db.Things.ToListAsync());
        read.ShouldHaveSingleItem().At.ShouldBe(host.Time.GetUtcNow());
    }

    [Fact]
    public async Task Units_of_one_aggregate_run_in_the_order_they_came()
    {
        await using var host = await StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(n => host.Writer.WriteAsync<string>(
            new Work("case/1", $"{n}", Clerk, Purpose.Examine), unit => Put(unit, $"{n:000}"), CancellationToken.None)));

        (await host.ColumnAsync("select name as value from test_thing order by seq"))
            .ShouldBe(Enumerable.Range(0, 200).Select(n => $"{n:000}"));
    }

    [Fact]
    public async Task Two_that_saw_the_same_version_do_not_overwrite_each_other()
    {
        await using var host = await StartAsync();
        await WriteAsync(host, "make", unit => Put(unit, "original"));

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(n => WriteAsync(host, $"edit/{n}", unit =>
            unit.Execute("update test_thing set name = @name, version = 1 where version = 0", ("name", $"clerk {n}")) == 1
                ? $"clerk {n}"
                : new Unwanted())));

        both.Count(result => result.IsRefused).ShouldBe(1);
        (await NamesAsync(host)).ShouldBe([both.Single(result => !result.IsRefused).Value]);
    }

    private static string Put(Unit unit, string name)
    {
        unit.Execute(
            "insert into test_thing (id, name, version, at) values (@id, @name, 0, @at)",
            ("id", unit.NewId()), ("name", name), ("at", unit.Now));
        return name;
    }

    private static Task<Result<string>> WriteAsync(ModuleHost host, string key, Func<Unit, Result<string>> change) =>
        host.Writer.WriteAsync(new Work(key, key, Clerk, Purpose.Examine), change, CancellationToken.None);

    private static Task<List<string?>> NamesAsync(ModuleHost host) => host.ColumnAsync("select name as value from test_thing order by seq");

    private static async Task<ModuleHost> StartAsync()
    {
        var host = await ModuleHost.StartAsync(services => services
            .AddEvent<Named>()
            .AddSingleton(new ContextFactory(typeof(ThingsDb), (connection, isPostgres) => () => new ThingsDb(Options(connection, isPostgres))))
            .AddDbContext<ThingsDb>((provider, options) => provider.GetRequiredService<Database>().Configure(options)));
        var (sequence, instant, uuid) = host.Database.IsPostgres
            ? ("bigint generated always as identity primary key", "timestamptz", "uuid")
            : ("integer primary key autoincrement", "text", "text");
        await host.ChangeAsync(unit => unit.Execute(
            $"create table test_thing (seq {sequence}, id {uuid} not null, name text not null, version integer not null default 0, at {instant} not null)"));
        return host;
    }

    private static DbContextOptions<ThingsDb> Options(System.Data.Common.DbConnection connection, bool isPostgres)
    {
        var builder = new DbContextOptionsBuilder<ThingsDb>();
        return isPostgres ? builder.UseNpgsql(connection).Options : builder.UseSqlite(connection).Options;
    }

    private sealed record Unwanted() : Refusal("unwanted", RefusalKind.Conflict);

    private sealed record Named(Guid EventId, string Name) : IEvent;

    private sealed class Thing
    {
        public required Guid Id { get; init; }

        public required string Name { get; init; }

        public required DateTimeOffset At { get; init; }
    }

    private sealed class ThingsDb(DbContextOptions<ThingsDb> options) : ModuleDb(options)
    {
        public DbSet<Thing> Things => Set<Thing>();

        protected override void Map(ModelBuilder model) => model.Entity<Thing>(thing =>
        {
            thing.ToTable("test_thing");
            thing.Property(t => t.Id).HasColumnName("id");
            thing.Property(t => t.Name).HasColumnName("name");
            thing.Property(t => t.At).HasColumnName("at");
        });
    }
}
