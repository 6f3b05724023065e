using System.Text.RegularExpressions;
using MimeKit;

namespace Madoguchi.Delivery;

/// <summary>Which message came back, and what with: a status of RFC 3463 such as 5.1.1, and the reply it stands for.</summary>
internal sealed record Bounce(string WireId, string Status, int Reply)
{
    /// <summary>Another attempt may do: 4.x.x, or a mailbox that is full.</summary>
    public bool IsForNow => Status.StartsWith('4') || Status is "5.2.2";

    public bool BlamesAddress => MailRefusal.Of(Status, Reply) == Blamed.Address;

    public string Code => $"dsn-{Status}";
}

/// <summary>Reads a delivery status notification (RFC 3464). Which message it is about, its own address says, or the mail sent back in it.</summary>
internal static partial class BounceReader
{
    private static readonly string[] Envelope = ["X-Original-To", "Delivered-To", "To"];

    /// <summary>Null for anything but a report of failure about a mail of ours: a delay, an answer from a holiday, a stranger's mail.</summary>
    public static async Task<Bounce?> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        MimeMessage mail;
        try
        {
            mail = await MimeMessage.LoadAsync(content, cancellationToken);
        }
        catch (FormatException)
        {
            return null;
        }

        using (mail)
        {
            var failed = mail.BodyParts.OfType<MessageDeliveryStatus>()
                .SelectMany(report => report.StatusGroups)
                .FirstOrDefault(group => string.Equals(group["Action"]?.Trim(), "failed", StringComparison.OrdinalIgnoreCase));
            return failed?["Status"] is { } status && Status().Match(status) is { Success: true } code && WireIdOf(mail) is { } wireId
                ? new(wireId, code.Value, MailRefusal.ReplyIn(failed["Diagnostic-Code"]))
                : null;
        }
    }

    private static string? WireIdOf(MimeMessage mail)
    {
        var sentBack = mail.BodyParts.OfType<MessagePart>().Select(part => part.Message?.MessageId)
            .Concat(mail.BodyParts.OfType<TextPart>().Where(part => part.ContentType.IsMimeType("text", "rfc822-headers")).Select(part => part.Text));
        return mail.Headers.Where(header => Envelope.Contains(header.Field, StringComparer.OrdinalIgnoreCase)).Select(header => header.Value)
            .Select(address => Detail().Match(address))
            .Concat(sentBack.Select(text => Own().Match(text ?? "")))
            .FirstOrDefault(match => match.Success)?.Groups[1].Value;
    }

    [GeneratedRegex("[245]\\.[0-9]{1,3}\\.[0-9]{1,3}")]
    private static partial Regex Status();

    [GeneratedRegex("\\+([0-9a-f]{32})@")]
    private static partial Regex Detail();

    [GeneratedRegex("([0-9a-f]{32})@")]
    private static partial Regex Own();
}
