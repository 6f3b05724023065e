using Madoguchi.DesignSystem;

namespace Madoguchi.Registry;

public enum DemoKind
{
    Resident,
    Business,
    Helper,
    Staff,
}

/// <summary>A fictional person to sign in as, in one capacity.</summary>
/// <param name="Key">What the sign-in form posts: <c>sato-makoto</c>, <c>sato-yui/sato-makoto</c>, <c>tanaka/clerk</c>.</param>
/// <param name="Kind">Under which heading the demo page lists it.</param>
/// <param name="ActorId"><c>party:GUID</c> or <c>staff:CODE</c>.</param>
/// <param name="Role">One of <see cref="Kernel.Roles"/>.</param>
/// <param name="Name">The person's name.</param>
/// <param name="Party">The person's own party; null for staff.</param>
/// <param name="Subject">The party acted for; null for staff.</param>
/// <param name="SubjectName">The name of the party acted for, when it is not the person.</param>
/// <param name="Department">The department, of staff.</param>
/// <param name="Story">What to know before signing in.</param>
public sealed record DemoPerson(
    string Key, DemoKind Kind, string ActorId, string Role, string Name, Guid? Party, Guid? Subject, string? SubjectName, string? Department,
    Localised? Story);

/// <summary>The fictional people of a demo city.</summary>
public interface IDemoPeople
{
    /// <summary>Everybody one can sign in as; empty when the database is not marked as a demo.</summary>
    Task<IReadOnlyList<DemoPerson>> AllAsync(CancellationToken cancellationToken);

    Task<DemoPerson?> FindAsync(string key, CancellationToken cancellationToken);
}

/// <summary>Puts the city's fictional residents into a demo database.</summary>
public interface IDemoSeed
{
    /// <summary>Marks a database that holds nobody yet as a demo, when the city's content is one; then seeds it. Repeating it changes nothing.</summary>
    /// <returns>Parties added; 0 when the database is not a demo, or was seeded before with the same content.</returns>
    Task<int> SeedAsync(CancellationToken cancellationToken);
}
