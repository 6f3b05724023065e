namespace Madoguchi.Intake.Contracts;

/// <summary>An application that is still being handled.</summary>
/// <param name="Reference">Its number.</param>
/// <param name="ReceivedAt">When it came in.</param>
/// <param name="Address">Where its applicant sees how it stands.</param>
public sealed record OpenCase(string Reference, DateTimeOffset ReceivedAt, string Address);

/// <summary>What of a procedure is still being handled for a party. Intake asks it of whoever handles cases, so that nobody applies twice unawares.</summary>
public interface IOpenCases
{
    /// <summary>Newest first; those decided or withdrawn are not among them.</summary>
    Task<IReadOnlyList<OpenCase>> ForAsync(Guid subject, string procedureCode, CancellationToken cancellationToken);
}
