namespace Madoguchi.Intake.Contracts;

/// <summary>
/// What the clerk wrote about each answer asked for again. Intake asks it of whoever handles the case, so that personal words lie in
/// one place and no event carries them.
/// </summary>
public interface ICorrectionMessages
{
    /// <summary>The messages by the answer's path; none for a correction that is not known, or whose words are erased.</summary>
    Task<IReadOnlyDictionary<string, string>> ForAsync(Guid correctionId, CancellationToken cancellationToken);
}
