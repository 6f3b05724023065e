using Madoguchi.Testing;

namespace Madoguchi.Whole.Tests.Durability;

[Collection(RealProcesses.Collection)]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Rounds = 20;

    /// <summary>Fixed, so that a failure can be seen again; <c>bench -- kills</c> tries others for as long as one likes.</summary>
    private const int Seed = 20_260_401;

    [Fact]
    public async Task Killed_in_the_middle_nothing_acknowledged_is_lost_and_nothing_sent_again_is_doubled()
    {
        await using var premises = await Premises.OpenAsync();

        var result = await new KillDrill(premises.ConnectionString, premises.Folder, premises.Server, new Random(Seed)).RunAsync(Rounds);

        output.WriteLine($"{result.Kills} kills, {result.Acknowledged} acknowledged, {result.Resent} sent again");
        result.Wrong.ShouldBeEmpty();
        result.Kills.ShouldBe(Rounds);
    }
}
