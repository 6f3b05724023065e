using CsCheck;

namespace Madoguchi.Feel.Tests;

/// <summary>The law of population runs: everybody's verdict is the one that the evaluator of one case gives, unknown and null included.</summary>
public class PopulationsDecideLikeOne
{
    [Fact]
    public void Whatever_the_tables_and_the_people() => Gen.Int[0, int.MaxValue - 1].Sample(
        seed =>
        {
            var random = new Random(seed);
            var city = GeneratedCity.People(random, random.Next(1, 150));
            var model = GeneratedCity.Model(random);
            var decisions = DmnDecisions.Compile(model);

            var sweep = decisions.Over(city, [.. model.Decisions.Select(decision => decision.Name)]);
            var run = sweep.Run(threads: 2);

            foreach (var decision in model.Decisions)
            {
                for (var resident = 0; resident < city.Count; resident++)
                {
                    var (one, all) = (decisions.Decide(decision.Name, city.ContextOf(resident)), run[decision.Name][resident]);
                    if (!GeneratedCity.Same(one, all))
                    {
                        throw new Xunit.Sdk.XunitException($"{GeneratedCity.Text(decision.Logic!)}\nresident {resident}: one {one} ({GeneratedCity.State(one)}), all {all} ({GeneratedCity.State(all)})\n{GeneratedCity.Facts(city, resident)}");
                    }
                }
            }
        },
        iter: 120);
}
