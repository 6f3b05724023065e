using System.Security.Cryptography;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.DataProtection;

namespace Madoguchi.Intake;

/// <summary>
/// Finds what guests sent. The code itself is readable for the day of the receipt, sealed, so that a reload of the receipt shows the same;
/// afterwards only its hash is left, and the paper in the guest's hand.
/// </summary>
internal sealed class GuestApplications(Database database, IDataProtectionProvider protection) : IGuestApplications
{
    private static readonly TimeSpan Readable = TimeSpan.FromHours(24);

    private readonly ITimeLimitedDataProtector sealing = protection.CreateProtector("Madoguchi.GuestCode").ToTimeLimitedDataProtector();

    public async Task<GuestApplication?> FindAsync(string reference, string code, CancellationToken cancellationToken)
    {
        // A wrong number takes the same way through the database as a wrong code.
        var canonical = ReferenceNumber.TryParse(reference, out var parsed) ? parsed : "";
        var hash = SecretCode.Read(code) is { } read ? SecretCode.Hash(read) : "";
        return await database.FirstAsync(
            """
            select s.id, s.reference, s.subject from intake_guest g join intake_submission s on s.id = g.submission_id
            where s.reference = @reference and g.code_hash = @hash and g.claimed_at is null
            """,
            row => new GuestApplication(row.Guid("id"), row.Text("reference"), row.Guid("subject")),
            cancellationToken,
            ("reference", canonical),
            ("hash", hash));
    }

    /// <summary>A new code with what is stored of it.</summary>
    public NewGuestCode NewCode()
    {
        var code = SecretCode.New();
        return new(SecretCode.Hash(code), sealing.Protect(code, Readable));
    }

    /// <summary>The code of a receipt, as long as it can be read.</summary>
    public async Task<string?> CodeOfAsync(Guid submissionId, CancellationToken cancellationToken)
    {
        var kept = await database.QueryAsync(
            "select sealed_code from intake_guest where submission_id = @id and claimed_at is null",
            row => row.Text("sealed_code"),
            cancellationToken,
            ("id", submissionId));
        try
        {
            return kept is [var code] ? SecretCode.Show(sealing.Unprotect(code)) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>What is stored of a guest's code.</summary>
internal sealed record NewGuestCode(string Hash, string Sealed);
