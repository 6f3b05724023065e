using Madoguchi.DesignSystem;

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
}

/// <summary>A place in a city's file that cannot be used, in words that say how to mend it. Lines and columns count from 1.</summary>
public sealed record ContentFault(string File, int Line, int Column, string Message);

/// <summary>A category or a life event by which procedures are found.</summary>
public sealed record Classification(string Code, Localised Label);

public sealed record ProcedureQuery(string? Words = null, string? Category = null, string? LifeEvent = null, Audience? Audience = null);
