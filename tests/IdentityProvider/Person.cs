using System.Text.Json;

namespace Madoguchi.IdentityProvider;

/// <summary>Somebody who can sign in at the provider, with the claims it vouches for.</summary>
/// <param name="Sub">The provider's own key of the person.</param>
/// <param name="Acr">How surely the provider knows them when asked for nothing in particular.</param>
/// <param name="Claims">Further claims: name, birthdate, address, employee_number.</param>
public sealed record Person(string Sub, string Acr, Dictionary<string, JsonElement> Claims);
