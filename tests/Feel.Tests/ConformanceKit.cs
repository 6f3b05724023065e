using Madoguchi.Feel.Tck;

namespace Madoguchi.Feel.Tests;

/// <summary>The public conformance kit of DMN, whole.</summary>
public sealed class ConformanceKit(ITestOutputHelper output)
{
    private const string Variable = "MADOGUCHI_DMN_TCK";

    [Fact]
    public void Every_case_of_the_conformance_kit_passes()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(Directory.Exists(folder), $"Set {Variable} to the folder of the DMN conformance kit to run this.");

        var outcomes = Kit.Run(folder!);

        foreach (var level in Kit.Levels(outcomes))
        {
            output.WriteLine(level);
        }

        outcomes.Count.ShouldBeGreaterThan(3000);
        outcomes.Where(outcome => !outcome.IsPassed).ShouldBeEmpty();
    }
}
