using Madoguchi.Testing;

namespace Madoguchi.Whole.Tests.Durability;

[Collection(RealProcesses.Collection)]
public sealed class MailKillTests(ITestOutputHelper output)
{
    private const int Mails = 600;
    private const int Kills = 3;

    [Fact]
    public async Task Killed_while_sending_no_mail_is_lost_no_more_are_repeated_than_were_in_doubt_and_nobody_else_is_blamed()
    {
        Assert.SkipWhen(MailServer.Missing is not null, MailServer.Missing ?? "");
        await using var premises = await Premises.OpenAsync();

        var drill = new MailDrill(
            premises.ConnectionString, premises.Folder, Mails, Kills, mail => mail % 100 == 50 ? MailFault.LosesReply : MailFault.None);
        var result = await drill.RunAsync();

        output.WriteLine($"{result.Arrived} arrivals, {result.Repeats} repeats, {result.LostReplies} lost replies");
        result.Wrong.ShouldBeEmpty();
        result.LostReplies.ShouldBeGreaterThan(0);
        result.Refused.ShouldBeGreaterThan(0);
        result.Repeats.ShouldBeGreaterThanOrEqualTo(result.LostReplies);
    }
}
