namespace Madoguchi.Procedures;

/// <summary>What the register already knows of a party, gathered for a journey.</summary>
public interface IKnownFacts
{
    /// <summary>
    /// The version of what is known of a party: it changes whenever that does, days aside. Asked early, it travels with another question.
    /// </summary>
    Task<long> VersionAsync(Guid subject, CancellationToken cancellationToken);

    /// <summary>The facts the procedure could use of the subject and, for a person, of each member of the household.</summary>
    /// <param name="definition">The procedure.</param>
    /// <param name="subject">The party.</param>
    /// <param name="today">The day on which it is known.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="version">The version for this party, where it was asked before; what changes after it is noticed the next time.</param>
    Task<Known> ForAsync(
        ProcedureDefinition definition, Guid subject, DateOnly today, CancellationToken cancellationToken, long? version = null);
}
