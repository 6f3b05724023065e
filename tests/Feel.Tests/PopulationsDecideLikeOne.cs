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

    [Fact]
    public void A_difference_says_of_everybody_what_became_of_the_decision() => Gen.Int[0, int.MaxValue - 1].Sample(
        seed =>
        {
            var random = new Random(seed);
            var city = GeneratedCity.People(random, random.Next(1, 150));
            var (old, @new) = (DmnDecisions.Compile(GeneratedCity.Model(random)), DmnDecisions.Compile(GeneratedCity.Model(random)));
            string[] names = ["決定0", "決定1", "決定2", "決定3", "まとめ"];
            var (before, after) = (old.Over(city, names).Run(), @new.Over(city, names).Run());

            foreach (var name in names)
            {
                var difference = PopulationDifference.Between(before[name], after[name]);
                for (var resident = 0; resident < city.Count; resident++)
                {
                    var (was, now) = (before[name][resident], after[name][resident]);
                    var (had, has, isOpen) = (Has(was), Has(now), GeneratedCity.State(now) == "unknown");
                    var change = had && has && was is FeelNumber one && now is FeelNumber other ? other.CompareTo(one) : 0;

                    difference.Gained[resident].ShouldBe(has && !had);
                    difference.Lost[resident].ShouldBe(had && !has && !isOpen);
                    difference.NowOpen[resident].ShouldBe(isOpen && GeneratedCity.State(was) != "unknown");
                    difference.More[resident].ShouldBe(change > 0);
                    difference.Less[resident].ShouldBe(change < 0);
                }
            }

            static bool Has(FeelValue value) => value is not (FeelNull or FeelBoolean { Value: false }) && (value is not FeelNumber number || number > new FeelNumber(0L));
        },
        iter: 60);
}
