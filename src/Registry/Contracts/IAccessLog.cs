using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>One look, as an auditor reads it.</summary>
public sealed record RecordedLook(DateTimeOffset At, string ActorId, string Purpose, Guid Party, string What);

/// <summary>Which looks an auditor asks for; null asks for all.</summary>
/// <param name="Actor">Who looked.</param>
/// <param name="Party">Whose data it was.</param>
/// <param name="From">The first moment.</param>
/// <param name="Until">The first moment after it.</param>
/// <param name="Reader">Who reads: their own readings of the log are left out, or it would tell of little else.</param>
/// <param name="Skip">Newer looks to leave out.</param>
/// <param name="Take">The most looks to return.</param>
public sealed record LooksAsked(string? Actor, Guid? Party, DateTimeOffset? From, DateTimeOffset? Until, string Reader, int Skip, int Take);

/// <summary>
/// Who looked at whose data, and why. The person reads it at <c>/my/access</c>.
/// A look at one's own data (the actor's own party) is not recorded.
/// </summary>
public interface IAccessLog
{
    /// <summary>What was seen when this log was read.</summary>
    const string OfThisLog = "access-log";

    /// <summary>Records the look durably; await it before the page is answered. For everything staff and helpers see.</summary>
    /// <param name="actor">Who looks.</param>
    /// <param name="purpose">Why; shown through the text <c>access.purpose.CODE</c>.</param>
    /// <param name="party">Whose data it is.</param>
    /// <param name="what">A code of what was seen; shown through the text <c>access.what.CODE</c>, which the asking module brings.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task RecordAsync(Actor actor, Purpose purpose, Guid party, string what, CancellationToken cancellationToken);

    /// <summary>Records the looks at several parties (a list of search results) as one unit of the writer.</summary>
    Task RecordAsync(Actor actor, Purpose purpose, IReadOnlyCollection<Guid> parties, string what, CancellationToken cancellationToken);

    /// <summary>Records the look with the next batch and does not wait: for machines and pages shown very often. Flushed at stop.</summary>
    void RecordLater(Actor actor, Purpose purpose, Guid party, string what);

    /// <summary>The looks, newest first. It names people: whoever shows it records that too, as <see cref="OfThisLog"/>.</summary>
    Task<IReadOnlyList<RecordedLook>> ReadAsync(LooksAsked asked, CancellationToken cancellationToken);
}
