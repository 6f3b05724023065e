using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>
/// Who looked at whose data, and why. The person reads it at <c>/my/access</c>.
/// A look at one's own data (the actor's own party) is not recorded.
/// </summary>
public interface IAccessLog
{
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
}
