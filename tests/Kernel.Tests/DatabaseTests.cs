using Madoguchi.Testing;

namespace Madoguchi.Kernel.Tests;

/// <summary>Many ask at once, and on PostgreSQL their questions travel together: nobody may notice.</summary>
public sealed class DatabaseTests
{
    private const int Askers = 200;

    [Fact]
    public async Task Everybody_gets_the_rows_of_their_own_question()
    {
        await using var host = await StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, Askers).Select(n => AskAsync(host, n)));

        answers.ShouldBe(Enumerable.Range(0, Askers).Select(n => (long)n));
    }

    [Fact]
    public async Task A_question_that_fails_fails_alone()
    {
        await using var host = await StartAsync();

        var asked = Enumerable.Range(0, Askers).Select(n => n % 7 == 0 ? AskNonsenseAsync(host) : AskAsync(host, n)).ToList();
        await Task.WhenAll(asked).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        asked.Select(task => task.IsFaulted).ShouldBe(Enumerable.Range(0, Askers).Select(n => n % 7 == 0));
        asked.Where(task => !task.IsFaulted).Select(task => task.Result).ShouldBe(Enumerable.Range(0, Askers).Where(n => n % 7 != 0).Select(n => (long)n));
    }

    [Fact]
    public async Task Rows_that_cannot_be_read_are_the_fault_of_who_asked()
    {
        await using var host = await StartAsync();

        var asked = Enumerable.Range(0, Askers).Select(n => AskAsync(host, n, row => n % 5 == 0 ? throw new FormatException() : row)).ToList();
        await Task.WhenAll(asked).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        asked.Select(task => task.Exception?.InnerException is FormatException).ShouldBe(Enumerable.Range(0, Askers).Select(n => n % 5 == 0));
    }

    [Fact]
    public async Task A_question_without_its_value_is_refused()
    {
        await using var host = await StartAsync();

        await Should.ThrowAsync<Exception>(() => host.Database.QueryAsync("select @n as n", row => row.Int64("n"), CancellationToken.None));
    }

    [Fact]
    public async Task The_writer_looks_up_a_key_by_its_index_even_where_the_table_is_still_small()
    {
        await using var host = await StartAsync();
        using var session = new SqlSession(host.Database.OpenForWriting(), host.Database.IsPostgres);
        if (host.Database.IsPostgres)
        {
            session.Execute("analyze kernel_change");
        }

        const string Lookup = "select result from kernel_change where key in ('a', 'b')";

        var plan = host.Database.IsPostgres
            ? session.Query($"explain {Lookup}", row => row.Text("QUERY PLAN"))
            : session.Query($"explain query plan {Lookup}", row => row.Text("detail"));

        string.Join('\n', plan).ShouldContain(host.Database.IsPostgres ? "Index Cond" : "USING INDEX");
    }

    private static Task<ModuleHost> StartAsync() => ModuleHost.StartAsync(_ => { });

    private static async Task<long> AskAsync(ModuleHost host, int n, Func<long, long>? look = null) => (await host.Database.QueryAsync(
        "select cast(@n as bigint) as n",
        row => (look ?? (same => same))(row.Int64("n")),
        CancellationToken.None,
        ("n", n)))[0];

    private static async Task<long> AskNonsenseAsync(ModuleHost host) =>
        (await host.Database.QueryAsync("select n from no_such_table", row => row.Int64("n"), CancellationToken.None))[0];
}
