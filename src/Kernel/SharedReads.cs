using System.Threading.Channels;
using Npgsql;

namespace Madoguchi.Kernel;

/// <summary>A question to PostgreSQL on its way, and who waits for its rows.</summary>
internal abstract class Question
{
    private readonly PositionalSql statement;
    private readonly object[] values;

    /// <exception cref="ArgumentException">No such parameter, or no column stores its value: the asker's own fault, and told at once.</exception>
    protected Question(string sql, (string Name, object? Value)[] parameters)
    {
        statement = PositionalSql.One(sql);
        values = Array.ConvertAll(statement.Names, name => SqlSession.ToEngine(PositionalSql.ValueOf(name, parameters), isPostgres: true));
    }

    public abstract bool IsAnswered { get; }

    /// <summary>Takes the rows of the result the reader stands on; a fault of the taking is the asker's own.</summary>
    public abstract Task TakeAsync(NpgsqlDataReader reader);

    public abstract void Fail(Exception reason);

    public NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(statement.Sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}

internal sealed class Question<T>(string sql, Func<Row, T> read, (string Name, object? Value)[] parameters) : Question(sql, parameters)
{
    private readonly TaskCompletionSource<List<T>> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<List<T>> Answer => answer.Task;

    public override bool IsAnswered => answer.Task.IsCompleted;

    public override async Task TakeAsync(NpgsqlDataReader reader)
    {
        var rows = new List<T>();
        var row = new Row(reader);
        while (await reader.ReadAsync())
        {
            try
            {
                rows.Add(read(row));
            }
#pragma warning disable CA1031 // whatever it was, the other questions of the round trip have nothing to do with it
            catch (Exception unreadable)
#pragma warning restore CA1031
            {
                answer.TrySetException(unreadable);
                return;
            }
        }

        answer.TrySetResult(rows);
    }

    public override void Fail(Exception reason) => answer.TrySetException(reason);
}

/// <summary>
/// Group reading on PostgreSQL, as the writer groups commits: a few askers, each of whom takes what waits and asks it in one round trip.
/// Under load that halves what a read costs on both sides; alone, a question goes at once. A long question holds up one asker and what it
/// took along; the others go on.
/// </summary>
internal sealed class SharedReads : IAsyncDisposable
{
    private const int Askers = 4;
    private const int MaxQuestions = 32;

    private readonly Channel<Question> waiting = Channel.CreateUnbounded<Question>();
    private readonly NpgsqlDataSource postgres;
    private readonly Task askers;

    public SharedReads(NpgsqlDataSource postgres)
    {
        this.postgres = postgres;
        askers = Task.WhenAll(Enumerable.Range(0, Askers).Select(_ => Task.Run(AskAsync)));
    }

    /// <summary>Its rows. A question once asked is not taken back: others travel with it.</summary>
    public Task<List<T>> AskAsync<T>(Question<T> question)
    {
        ObjectDisposedException.ThrowIf(!waiting.Writer.TryWrite(question), this);
        return question.Answer;
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await askers;
    }

    private async Task AskAsync()
    {
        var together = new List<Question>(MaxQuestions);
        while (await waiting.Reader.WaitToReadAsync())
        {
            together.Clear();
            while (together.Count < MaxQuestions && waiting.Reader.TryRead(out var question))
            {
                together.Add(question);
            }

            await AnswerAsync(together);
        }
    }

    /// <summary>Asks until each has its rows or its own fault. A lost connection is nobody's fault: all that remains is asked once more.</summary>
    private async Task AnswerAsync(List<Question> together)
    {
        var hasLost = false;
        while (together.Count > 0)
        {
            try
            {
                await AskAsync(together);
                return;
            }
#pragma warning disable CA1031 // it belongs to who asked, and the asker goes on
            catch (Exception fault)
#pragma warning restore CA1031
            {
                // Answers come in order: the first without one is the one that failed, or that took too long.
                together.RemoveAll(question => question.IsAnswered);
                var isLost = fault is NpgsqlException npgsql && DatabaseFault.BrokeTheConnection(npgsql);
                var failed = !isLost ? Math.Min(1, together.Count) : hasLost ? together.Count : 0;
                together.GetRange(0, failed).ForEach(question => question.Fail(fault));
                together.RemoveRange(0, failed);
                if (isLost)
                {
                    // The server went and came back: every connection of the pool is broken.
                    hasLost = true;
                    postgres.Clear();
                }
            }
        }
    }

    private async Task AskAsync(List<Question> together)
    {
        var connection = await postgres.OpenConnectionAsync();
        await using (connection)
        {
            var batch = new NpgsqlBatch(connection);
            await using (batch)
            {
                foreach (var question in together)
                {
                    batch.BatchCommands.Add(question.ToCommand());
                }

                var reader = await batch.ExecuteReaderAsync();
                await using (reader)
                {
                    foreach (var question in together)
                    {
                        await question.TakeAsync(reader);
                        await reader.NextResultAsync();
                    }
                }
            }
        }
    }
}
