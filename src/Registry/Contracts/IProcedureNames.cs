using Madoguchi.DesignSystem;

namespace Madoguchi.Registry;

/// <summary>A procedure that somebody may do for another.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">What people call it.</param>
/// <param name="ForPeople">A person may let somebody else do it.</param>
/// <param name="ForOrganisations">An organisation may let somebody do it.</param>
public sealed record DelegableProcedure(string Code, Localised Name, bool ForPeople, bool ForOrganisations);

/// <summary>Which procedures a mandate can name. The register asks it of whoever knows procedures.</summary>
public interface IProcedureNames
{
    IReadOnlyList<DelegableProcedure> Delegable { get; }
}

/// <summary>A register that runs without procedures.</summary>
internal sealed class NoProcedureNames : IProcedureNames
{
    public IReadOnlyList<DelegableProcedure> Delegable => [];
}
