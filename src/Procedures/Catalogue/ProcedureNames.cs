using Madoguchi.Registry;

namespace Madoguchi.Procedures;

/// <summary>What of the procedures offered now somebody may do for another.</summary>
internal sealed class ProcedureNames(IProcedureCatalogue catalogue) : IProcedureNames
{
    public IReadOnlyList<DelegableProcedure> Delegable =>
    [
        .. from procedure in catalogue.Current
           let forPeople = procedure.Audience.Contains(Audience.Person) && procedure.Proxy.Allowed
           let forOrganisations = procedure.Audience.Contains(Audience.Organisation)
           where forPeople || forOrganisations
           select new DelegableProcedure(procedure.Code, procedure.Name, forPeople, forOrganisations),
    ];
}
