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

    [Fact]
    public void Every_case_of_the_conformance_kit_can_be_explained()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(Directory.Exists(folder), $"Set {Variable} to the folder of the DMN conformance kit to run this.");

        var (explained, rows) = (0, 0);
        Kit.Run(folder!, (decisions, name, context) =>
        {
            var (value, proof) = (decisions.Decide(name, context), decisions.Explain(name, context));
            proof.Value.Feel.ShouldBe(value.ToString());
            var again = DmnProof.FromJson(proof.ToJson());
            again.ToJson().ShouldBe(proof.ToJson());
            foreach (var language in Enum.GetValues<ProofLanguage>())
            {
                again.Tell(language).ShouldBe(proof.Tell(language));
            }

            explained++;
            rows += proof.Steps.SelectMany(step => step.Tables).Sum(table => table.Rows.Count);
            return value;
        });

        output.WriteLine($"{explained} proofs, {rows} rows");
        explained.ShouldBeGreaterThan(3000);
        rows.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Every_model_of_the_conformance_kit_is_written_as_it_came_anew_and_as_1_3()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(Directory.Exists(folder), $"Set {Variable} to the folder of the DMN conformance kit to run this.");

        var (written, old) = (0, 0);
        foreach (var path in Directory.EnumerateFiles(folder!, "*.dmn", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(path);
            var model = Written.Read(text);
            var told = Written.Told(model);

            Written.Text(model).ShouldBe(text);
            Written.Told(Written.Read(Written.Text(model with { Text = null, Name = "x" }))).ShouldBe(Written.Told(model with { Name = "x" }), path);
            Written.Told(Written.Read(Written.Text(model with { Document = null }))).ShouldBe(told, path);
            written++;
            try
            {
                var as13 = Written.Text(model, DmnVersion.V13);
                Written.Told(Written.Read(as13)).ShouldBe(told, path);
                Written.Told(Written.Read(Written.Text(Written.Read(as13), DmnVersion.V15))).ShouldBe(told, path);
                old++;
            }
            catch (DmnException refused)
            {
                refused.English.ShouldContain("which DMN 1.3 cannot say", customMessage: path);
            }
        }

        output.WriteLine($"{written} models, {old} of them as 1.3");
        written.ShouldBeGreaterThan(100);
    }
}
