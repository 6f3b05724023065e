namespace Madoguchi.Rules;

/// <summary>A version of a decision model. The highest number of a code is the one in force.</summary>
/// <param name="Code">The model's name in addresses: the file's name in the city's folder.</param>
/// <param name="Number">Ascending per code, from 1.</param>
/// <param name="Hash">SHA-256 of the content.</param>
/// <param name="SavedAt">When it was saved.</param>
/// <param name="SavedBy">The actor's id; the program itself, where the city's folder brought it.</param>
/// <param name="Reason">Why it was saved, in the saver's words.</param>
public sealed record ModelVersion(string Code, int Number, string Hash, DateTimeOffset SavedAt, string SavedBy, string Reason);
