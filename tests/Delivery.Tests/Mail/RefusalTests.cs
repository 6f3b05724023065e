namespace Madoguchi.Delivery.Tests.Mail;

/// <summary>Whom a server's no is about: RFC 5321 (4.2.3), RFC 3463 and the registry of enhanced status codes.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("5.1.1 no such user", 550, "Address")]
    [InlineData("5.1.2 no such domain", 550, "Address")]
    [InlineData("5.1.10 the domain takes no mail", 556, "Address")]
    [InlineData("5.2.1 mailbox disabled", 550, "Address")]
    [InlineData("no such user here", 550, "Address")]
    [InlineData("mailbox name not allowed", 553, "Address")]
    [InlineData("5.1.7 bad sender", 550, "Us")]
    [InlineData("5.1.8 sender's domain unknown", 550, "Us")]
    [InlineData("5.7.1 relay access denied", 554, "Us")]
    [InlineData("5.7.26 not authenticated", 550, "Us")]
    [InlineData("relay access denied", 554, "Us")]
    [InlineData("5.2.3 too long", 552, "Mail")]
    [InlineData("5.4.6 routing loop", 554, "Mail")]
    [InlineData("5.11.1 no status there is", 550, "Mail")]
    public void Only_what_speaks_of_the_mailbox_blames_the_address(string text, int reply, string blamed) =>
        MailRefusal.Of(MailRefusal.StatusIn(text), reply).ToString().ShouldBe(blamed);

    [Theory]
    [InlineData("smtp; 550 no such user", 550)]
    [InlineData(" SMTP;554 denied", 554)]
    [InlineData("x-unix; 550", 0)]
    [InlineData(null, 0)]
    public void A_report_quotes_the_reply_it_stands_for(string? diagnosis, int reply) => MailRefusal.ReplyIn(diagnosis).ShouldBe(reply);
}
