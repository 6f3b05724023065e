namespace Madoguchi.Registry;

/// <summary>Finds the person somebody else has identified, by what the register and they both know.</summary>
public interface IPartyIdentification
{
    /// <summary>
    /// The one person with this name, birth date and address; null when there is none, and when there are several. The caller tells
    /// nobody which.
    /// </summary>
    Task<Guid?> FindOneAsync(string name, DateOnly born, string address, CancellationToken cancellationToken);

    /// <summary>The same by name or reading and by the postcode of the registered address: what somebody types who wants a letter there.</summary>
    Task<Guid?> FindOneByPostcodeAsync(string name, DateOnly born, string postcode, CancellationToken cancellationToken);
}
