using System.Globalization;
using Madoguchi.Testing;

namespace Madoguchi.Bench;

/// <summary>
/// <c>mail [N] [sqlite|postgres]</c>: N mails from the queue through a real mail server over a faulty wire, with the program killed in
/// between; every mail is then looked for in the server's mailbox, except those to people the server does not know.
/// </summary>
internal static class MailBench
{
    private const int Mails = 100_000;
    private const int Kills = 8;

    public static Task<Figure> MeasureAsync(string[] args)
    {
        var mails = args.Select(arg => int.TryParse(arg, CultureInfo.InvariantCulture, out var given) ? given : 0).FirstOrDefault(given => given > 0);
        return BenchCity.MeasureAsync(args.Contains("postgres") ? args : [.. args, "sqlite"], city => MeasureAsync(city, mails > 0 ? mails : Mails));
    }

    private static async Task<Figure> MeasureAsync(BenchCity city, int mails)
    {
        var result = await new MailDrill(city.ConnectionString, city.DataFolder, mails, Kills, FaultOf).RunAsync(inMemory: true);
        foreach (var finding in result.Wrong.Take(20))
        {
            Console.WriteLine($"  {finding}");
        }

        var figure = string.Create(
            CultureInfo.InvariantCulture,
            $"{city.Engine} {result.Mails:N0} mails, {result.Wrong.Count} wrong, {result.Arrived:N0} arrivals, {result.Refused:N0} refused for good, {result.Repeats} repeats all shown as uncertain "
            + $"({result.Kills} kills, {result.LostReplies} lost replies), {result.OtherFaults} other faults, {result.Mails / result.Sending.TotalSeconds:N0} mails/s");
        return new(figure, result.Wrong.Count);
    }

    /// <summary>Five mails in five hundred have bad luck, in turn of each kind that a later attempt can mend.</summary>
    private static MailFault FaultOf(int mail) => (mail % 500) switch
    {
        100 => MailFault.LosesReply,
        200 => MailFault.RefusesForNow,
        300 => MailFault.Closes,
        400 => MailFault.CutsText,
        450 => MailFault.ClosesBeforeText,
        _ => MailFault.None,
    };
}
