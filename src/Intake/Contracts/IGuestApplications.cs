namespace Madoguchi.Intake.Contracts;

/// <summary>What somebody sent without signing in, found again by the number and the code on its receipt.</summary>
public interface IGuestApplications
{
    /// <summary>
    /// The application, when number and code belong together; null for a wrong number, a wrong code, and one that somebody has taken into
    /// their account, so that nobody learns which it was.
    /// </summary>
    Task<GuestApplication?> FindAsync(string reference, string code, CancellationToken cancellationToken);
}

/// <summary>An application of a guest.</summary>
/// <param name="SubmissionId">The original submission.</param>
/// <param name="Reference">Its number, canonical.</param>
/// <param name="Party">The party it is for, which no register knows.</param>
public sealed record GuestApplication(Guid SubmissionId, string Reference, Guid Party);
