using Madoguchi.Kernel;

namespace Madoguchi.Testing;

/// <summary>Counts what a city holds after something went wrong under it.</summary>
public static class SubmissionCount
{
    private const int MostLooks = 1200;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the running city has opened a case for every submission.</summary>
    public static Task DeliveredAsync(Database database) =>
        WaitAsync(database, "select count(*) as waiting from kernel_outbox where status = 'pending'");

    /// <summary>Waits until the cases are indexed too: after that the city writes nothing by itself.</summary>
    public static Task SettledAsync(Database database) => WaitAsync(
        database, "select (select count(*) from kernel_outbox where status = 'pending') + (select count(*) from cases_unindexed) as waiting");

    /// <summary>
    /// What should not be, in words: every acknowledged draft has one submission, with its answers and one case, and there is no submission
    /// besides.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(Database database, IReadOnlyCollection<Guid> acknowledged)
    {
        var submissions = await database.QueryAsync(
            """
            select s.id as id, d.id as draft, p.submission_id as payload from intake_submission s
            left join intake_draft d on d.submission_id = s.id left join intake_payload p on p.submission_id = s.id
            """,
            row => (Id: row.Guid("id"), Draft: row.GuidOrNull("draft"), Payload: row.GuidOrNull("payload")),
            CancellationToken.None);
        var cases = await database.QueryAsync(
            "select submission_id from cases_case", row => row.Guid("submission_id"), CancellationToken.None);
        var submitted = submissions.Where(submission => submission.Draft is not null).Select(submission => submission.Draft!.Value).ToHashSet();
        var casesOf = cases.CountBy(id => id).ToDictionary();
        return
        [
            .. acknowledged.Where(draft => !submitted.Contains(draft)).Select(draft => $"draft {draft} was acknowledged and is lost"),
            .. submitted.Except(acknowledged).Select(draft => $"draft {draft} was submitted and its sender was never told"),
            .. submissions.Where(submission => submission.Draft is null).Select(submission => $"submission {submission.Id} is a draft's second"),
            .. submissions.Where(submission => submission.Payload is null).Select(submission => $"submission {submission.Id} has no answers"),
            .. submissions.Where(submission => casesOf.GetValueOrDefault(submission.Id) != 1)
                .Select(submission => $"submission {submission.Id} has {casesOf.GetValueOrDefault(submission.Id)} cases"),
        ];
    }

    private static async Task WaitAsync(Database database, string waiting)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            var left = await database.QueryAsync(waiting, row => row.Int64("waiting"), CancellationToken.None);
            if (left[0] == 0)
            {
                return;
            }

            await Task.Delay(BetweenLooks);
        }

        throw new TimeoutException("The city still delivers events.");
    }
}
