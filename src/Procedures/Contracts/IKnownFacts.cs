namespace Madoguchi.Procedures;

/// <summary>What the register already knows of a party, gathered for a journey.</summary>
public interface IKnownFacts
{
    /// <summary>The facts the procedure could use of the subject and, for a person, of each member of the household.</summary>
    Task<Known> ForAsync(ProcedureDefinition definition, Guid subject, DateOnly today, CancellationToken cancellationToken);
}
