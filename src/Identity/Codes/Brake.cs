using Madoguchi.Kernel;

namespace Madoguchi.Identity;

/// <summary>Counts what goes wrong under a key and shuts it for a while when it is too much.</summary>
internal static class Brake
{
    public static string Of(Guid party) => $"party/{party}";

    public static async Task<bool> IsOnAsync(Database database, string key, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await database.QueryAsync(
            "select until from identity_brake where key = @key", row => row.InstantOrNull("until"), cancellationToken, ("key", key)))
        .Exists(until => until > now);

    /// <summary>One more failure.</summary>
    /// <returns>Whether it is shut now.</returns>
    public static bool Fail(Unit unit, string key, int most, TimeSpan within, TimeSpan shut)
    {
        unit.Execute(
            """
            insert into identity_brake (key, failures, since) values (@key, 1, @now)
            on conflict (key) do update set
                failures = case when identity_brake.since < @window then 1 else identity_brake.failures + 1 end,
                since = case when identity_brake.since < @window then @now else identity_brake.since end
            """,
            ("key", key),
            ("now", unit.Now),
            ("window", unit.Now - within));
        return unit.Execute(
            "update identity_brake set failures = 0, since = @now, until = @until where key = @key and failures >= @most",
            ("key", key),
            ("now", unit.Now),
            ("until", unit.Now + shut),
            ("most", most)) == 1;
    }

    public static void Release(Unit unit, string key) => unit.Send("delete from identity_brake where key = @key", ("key", key));
}
