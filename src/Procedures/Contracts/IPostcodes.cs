namespace Madoguchi.Procedures;

/// <summary>Postcodes (郵便番号, seven digits) and the places they stand for.</summary>
public interface IPostcodes
{
    /// <summary>The places of a postcode; empty when it is unknown. Full-width digits, spaces, hyphens and 〒 are accepted.</summary>
    IReadOnlyList<PostcodePlace> Find(string postcode);
}

public sealed record PostcodePlace(string Postcode, string Prefecture, string City, string Town);
