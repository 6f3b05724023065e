using System.Text.Json;
using Madoguchi.DesignSystem;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Cases;

/// <summary>
/// Reads the words of new and corrected cases into <c>cases_token</c>, soon after and beside the hot path. Two hosts that meet at
/// one case write the same tokens; a case that cannot be read now does not stand in the way of the others.
/// </summary>
internal sealed partial class CaseIndexer(
    Database database, IWriter writer, ISubmissions submissions, IProcedureCatalogue procedures, IPartyDirectory parties, TimeProvider time,
    ILogger<CaseIndexer> logger)
{
    private const int PageSize = 128;

    // A unit of this many holds the writer for some milliseconds; more would be felt by those who wait behind it.
    private const int PerUnit = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly Actor Search = Actor.System("search");

    // Money in words of a search is nobody's wish, and an account number must not be found by guessing pieces of it.
    private static readonly HashSet<string> NotSearched = ["bank-account", "money", "number", "yes-no"];

    private const string OnSqlite =
        """
        delete from cases_token where case_id = @id;
        insert into cases_token (token, case_id) select value, @id from json_each(@tokens);
        delete from cases_unindexed where case_id = @id and at = @at
        """;

    private const string OnPostgres =
        """
        delete from cases_token where case_id = @id;
        insert into cases_token (token, case_id) select value, @id from json_array_elements_text(@tokens::json) as value;
        delete from cases_unindexed where case_id = @id and at = @at
        """;

    private sealed record Waiting(Guid CaseId, DateTimeOffset At, Guid SubmissionId, Guid Subject, string Reference, string DefinitionHash);

    /// <summary>Indexes what waits until nothing does.</summary>
    /// <param name="cancellationToken">Stops between two units.</param>
    /// <param name="rest">Called after each unit with the time it took: how the host leaves the writer to those who wait for an answer.</param>
    public async Task<int> IndexAsync(CancellationToken cancellationToken, Func<TimeSpan, Task>? rest = null)
    {
        var indexed = 0;
        while (true)
        {
            var page = await database.QueryAsync(
                """
                select u.case_id, u.at, c.submission_id, c.subject, c.reference, c.definition_hash
                from cases_unindexed u join cases_case c on c.id = u.case_id
                where u.at <= @now order by u.at limit @size
                """,
                row => new Waiting(
                    row.Guid("case_id"), row.Instant("at"), row.Guid("submission_id"), row.Guid("subject"), row.Text("reference"), row.Text("definition_hash")),
                cancellationToken,
                ("now", time.GetUtcNow()),
                ("size", (long)PageSize));
            if (page.Count == 0)
            {
                return indexed;
            }

            foreach (var together in page.Chunk(PerUnit))
            {
                var began = time.GetTimestamp();
                indexed += await IndexAsync(together, cancellationToken);
                if (rest is not null)
                {
                    await rest(time.GetElapsedTime(began));
                }
            }
        }
    }

    /// <summary>Reads several cases and writes their words as one unit: most pairs are common to them, and so are the pages they lie on.</summary>
    private async Task<int> IndexAsync(Waiting[] together, CancellationToken cancellationToken)
    {
        var read = new List<(Waiting Case, string Tokens)>(together.Length);
        foreach (var waiting in together)
        {
            try
            {
                read.Add((waiting, await TokensAsync(waiting, cancellationToken)));
            }
#pragma warning disable CA1031 // whatever is wrong with one case, the others are indexed and it is tried again
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogUnread(fault, waiting.CaseId);
                await PostponeAsync(waiting, cancellationToken);
            }
        }

        if (read.Count > 0)
        {
            await writer.WriteAsync<bool>(
                WorkOn(read[0].Case),
                unit =>
                {
                    foreach (var (waiting, tokens) in read)
                    {
                        unit.Execute(unit.IsPostgres ? OnPostgres : OnSqlite, ("id", waiting.CaseId), ("tokens", tokens), ("at", waiting.At));
                    }

                    return true;
                },
                cancellationToken);
        }

        return read.Count;
    }

    private async Task<string> TokensAsync(Waiting waiting, CancellationToken cancellationToken)
    {
        var definition = await procedures.VersionAsync(waiting.DefinitionHash, cancellationToken);
        var subject = await parties.FindAsync(waiting.Subject, cancellationToken);
        var submission = await submissions.FindAsync(waiting.SubmissionId, cancellationToken);
        if (submission is { IsErased: true })
        {
            // Not even the name, though the register has it: whoever searches a name must not find what was erased.
            return "[]";
        }

        return JsonSerializer.Serialize(
            TokensOf(WordsOf(waiting.Reference, definition, subject, submission?.Answers ?? Answers.Empty)), JsonSerializerOptions.Web);
    }

    private Task<Result<bool>> PostponeAsync(Waiting waiting, CancellationToken cancellationToken) => writer.WriteAsync<bool>(
        WorkOn(waiting),
        unit =>
        {
            unit.Execute("update cases_unindexed set at = @later where case_id = @id", ("id", waiting.CaseId), ("later", unit.Now + Patience));
            return true;
        },
        cancellationToken);

    // Never the same key twice: doing it again is harmless, and a case marked twice in one moment must be read twice.
    private Work WorkOn(Waiting waiting) =>
        new($"case/{waiting.CaseId}", $"index-case/{Guid.CreateVersion7(time.GetUtcNow())}", Search, Purpose.Maintain);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Error, Message = "The words of case {CaseId} could not be read")]
    private partial void LogUnread(Exception fault, Guid caseId);

    private static IEnumerable<string> WordsOf(string reference, ProcedureDefinition definition, Party? subject, Answers answers)
    {
        yield return reference;
        yield return Ruby.Strip(definition.Name.Ja);
        if (subject is not null)
        {
            yield return subject.Name;
            yield return subject.Kana;
        }

        foreach (var (path, answer) in answers.All)
        {
            if (answer.Value is not (NoAnswer or ItemsValue) && definition.QuestionAt(path) is { } question && !NotSearched.Contains(question.Type.Code))
            {
                yield return Ruby.Strip(question.Type.Display(answer.Value, Language.Ja));
            }
        }
    }

    private static IEnumerable<string> TokensOf(IEnumerable<string> words) =>
        words.SelectMany(word => JapaneseText.IndexTokens(JapaneseText.FoldForSearch(word))).Where(token => token.Length > 0).Distinct(StringComparer.Ordinal);
}

/// <summary>Runs the indexer while the host runs.</summary>
internal sealed partial class CaseIndexing(CaseIndexer indexer, TimeProvider time, ILogger<CaseIndexing> logger) : BackgroundService
{
    // Of the writer's time the index takes at most a tenth: a search may be late, an acknowledgement must not.
    private const int RestsForEach = 9;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await indexer.IndexAsync(stoppingToken, took => Task.Delay(took * RestsForEach, time, stoppingToken));
            }
#pragma warning disable CA1031 // the database may be away for a while; the loop must outlive that
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(fault);
            }
        }
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Error, Message = "A pass of the search index failed")]
    private partial void LogFailed(Exception fault);
}
