using Madoguchi.DesignSystem;
using Madoguchi.Registry;

namespace Madoguchi.Procedures;

/// <summary>The procedures a city offers now, and every version an application was ever begun with.</summary>
public interface IProcedureCatalogue
{
    IReadOnlyList<ProcedureDefinition> Current { get; }

    ProcedureDefinition? Find(string code);

    /// <summary>The version with this hash, however old. Throws when no application can have been begun with it.</summary>
    ValueTask<ProcedureDefinition> VersionAsync(string hash, CancellationToken cancellationToken);

    /// <summary>The number of a version, ascending per procedure.</summary>
    int? NumberOf(string hash);

    /// <summary>What is wrong in the city's files; the last good version of such a procedure keeps serving.</summary>
    IReadOnlyList<ContentFault> Faults { get; }

    IReadOnlyList<Classification> Categories { get; }

    IReadOnlyList<Classification> LifeEvents { get; }

    IReadOnlyList<ProcedureDefinition> Search(ProcedureQuery query);

    /// <summary>Every version ever served, by code and number.</summary>
    Task<IReadOnlyList<ProcedureVersion>> VersionsAsync(CancellationToken cancellationToken);

    /// <summary>Reads the city's folder again and serves what is good.</summary>
    Task ReloadAsync(CancellationToken cancellationToken);
}

/// <summary>A version of a procedure: its number, its hash, and when it was first served.</summary>
public sealed record ProcedureVersion(string Code, int Number, string Hash, DateTimeOffset SeenAt);

/// <summary>A category or a life event by which procedures are found.</summary>
public sealed record Classification(string Code, Localised Label);

public sealed record ProcedureQuery(string? Words = null, string? Category = null, string? LifeEvent = null, Audience? Audience = null);
