using System.Globalization;
using System.Text.RegularExpressions;

namespace Madoguchi.Delivery;

/// <summary>Whom a mail server's permanent no is about.</summary>
internal enum Blamed
{
    /// <summary>Nobody can be reached at the address.</summary>
    Address,

    /// <summary>Us: our address, our rights, our reputation. Every other mail would fare the same until somebody mends it.</summary>
    Us,

    /// <summary>This mail, or something nobody here can judge.</summary>
    Mail,
}

/// <summary>
/// What a permanent no of a mail server means, by its enhanced status (RFC 3463 and its registry) or, without one, by its number (RFC 5321).
/// Only what speaks of the recipient's mailbox may be held against the address: a relay that does not know us says 5xx too.
/// </summary>
internal static partial class MailRefusal
{
    private const int NoSuchMailbox = 550;
    private const int NoSuchName = 553;
    private const int TakesNoMail = 556;
    private const int TransactionFailed = 554;

    /// <summary>The status at the beginning of a reply's text; null when there is none.</summary>
    public static string? StatusIn(string? text) => Status().Match(text ?? "") is { Success: true } found ? found.Value : null;

    /// <summary>The number of the reply a report quotes (<c>smtp; 550 …</c>); 0 when it quotes none.</summary>
    public static int ReplyIn(string? diagnosis) =>
        Reply().Match(diagnosis ?? "") is { Success: true } found ? int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    /// <param name="status">The enhanced status; null, or 5.0.0, when nothing more is known.</param>
    /// <param name="reply">The number of the reply.</param>
    public static Blamed Of(string? status, int reply) => status switch
    {
        // 5.1.7 and 5.1.8 are the sender's address.
        "5.1.7" or "5.1.8" => Blamed.Us,
        not null when status.StartsWith("5.1.", StringComparison.Ordinal) => Blamed.Address,
        "5.2.1" => Blamed.Address,
        not null when status.StartsWith("5.7.", StringComparison.Ordinal) => Blamed.Us,
        null or "5.0.0" => reply switch
        {
            NoSuchMailbox or NoSuchName or TakesNoMail => Blamed.Address,
            TransactionFailed => Blamed.Us,
            _ => Blamed.Mail,
        },
        _ => Blamed.Mail,
    };

    [GeneratedRegex("^5\\.[0-9]{1,3}\\.[0-9]{1,3}(?![0-9])")]
    private static partial Regex Status();

    [GeneratedRegex("^\\s*smtp\\s*;\\s*([0-9]{3})\\b", RegexOptions.IgnoreCase)]
    private static partial Regex Reply();
}
