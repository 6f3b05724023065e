using Madoguchi.Kernel;
using Madoguchi.Registry;
using MimeKit;

namespace Madoguchi.Delivery;

/// <summary>
/// Writes a message as mail: plain text in UTF-8 and nothing else, which every reader and every screen reader can read. The same
/// message is the same mail at every attempt, Message-ID and date included.
/// </summary>
internal sealed class MailWriter(DeliverySettings settings, CityProfile city, PublicSettings site, UnsubscribeTokens tokens)
{
    private readonly MailboxAddress from = new(city.Name.Ja, settings.Mail.From);
    private readonly MailboxAddress bounces = MailboxAddress.Parse(settings.Mail.Bounces ?? settings.Mail.From);

    private string Domain => from.Domain;

    public MimeMessage Write(OutgoingMessage message)
    {
        var mail = new MimeMessage
        {
            MessageId = $"{message.WireId}@{Domain}",
            Date = message.CreatedAt,
            Subject = message.Subject,
            Body = new TextPart("plain") { Text = message.Body, ContentTransferEncoding = ContentEncoding.Base64 },
        };
        mail.From.Add(from);
        mail.To.Add(MailboxAddress.Parse(message.Address));

        // Out-of-office replies go to nobody (RFC 3834).
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        if (!message.Official && message.Category is { } category)
        {
            mail.Headers.Add(HeaderId.ListUnsubscribe, $"<{site.At(tokens.PathFor(message.Recipient, category))}>");
            mail.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
        }

        return mail;
    }

    /// <summary>The envelope's sender: where the mail comes back to, with the message it was.</summary>
    public MailboxAddress EnvelopeOf(OutgoingMessage message) => new("", $"{bounces.LocalPart}+{message.WireId}@{bounces.Domain}");
}
