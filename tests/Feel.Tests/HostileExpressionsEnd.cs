using System.Diagnostics;

namespace Madoguchi.Feel.Tests;

public sealed class HostileExpressionsEnd
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public static TheoryData<string, string> Bombs() => new()
    {
        { "for a in 1..100000, b in 1..100000 return a * b", "budget-spent" },
        { "count(for a in 1..100000, b in 1..100000 return 1)", "budget-spent" },
        { "some a in 1..2000000000 satisfies a < 0", "budget-spent" },
        { "{f: function(g) g(g), r: f(f)}.r", "too-deep" },
        { Doubling("\"xxxxxxxxxxxxxxxx\"", "{0} + {0}"), "too-large" },
        { Doubling("[1, 2]", "concatenate({0}, {0})"), "budget-spent" },
        { Doubling("[1, 2]", "[{0}, {0}]"), "budget-spent" },
        { "{l: for i in 1..100000 return i, r: for i in 1..100000 return l = l}.r[1]", "budget-spent" },
        { "{l: for i in 1..100000 return i, r: for i in 1..100000 return list contains(l, 0)}.r[1]", "budget-spent" },
        { "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"^(a+)+$\")", "regex-timeout" },
        { "for i in 0..100000 return partial", "budget-spent" },
        { "(for i in 1..1000 return matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"^(a+)+$\"))[1]", "regex-timeout" },
        { "{l: for i in 1..100000 return i, r: for i in 1..100000 return l instance of list<number>}.r[1]", "budget-spent" },
        { "for i in 1..100000 return (< partial[-1])", "budget-spent" },
        { "time(10, 0, 0, @\"P20000000D\")", "bad-argument" },
        { "time(\"10:00:00@/dev/zero\")", "bad-argument" },
        { "{\"\\uD800\": null}.a", "no-entry" },
        { "(10 ** 900) ** 8", "out-of-range" },
        { "10 ** 1000000", "out-of-range" },
        { "@\"999999999-12-31\" + duration(\"P1Y\")", "out-of-range" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void An_evaluation_ends_within_its_bounds(string source, string reason)
    {
        var expression = FeelExpression.Parse(source).Value;
        var watch = Stopwatch.StartNew();

        var value = expression.Evaluate(new FeelContext(FeelFacts.None, limits: new FeelLimits { MaxSteps = 2_000_000 }));

        watch.Elapsed.ShouldBeLessThan(Soon);
        value.ShouldBeOfType<FeelNull>().Reason.Code.ShouldBe(reason);
    }

    [Theory]
    [InlineData("(", ")", "too-deep")]
    [InlineData("-", "", "too-deep")]
    [InlineData("[", "]", "too-deep")]
    [InlineData("(<", ")", "too-deep")]
    [InlineData("[<", "]", "too-deep")]
    [InlineData("1+", "", "too-deep")]
    [InlineData("function() ", "", "too-deep")]
    [InlineData("if ", " then 1 else 1", "too-deep")]
    [InlineData("{a:", "}", "too-deep")]
    public void Nesting_is_bounded(string open, string close, string code)
    {
        const int Deep = 1_000;
        var source = string.Concat(Enumerable.Repeat(open, Deep)) + "1" + string.Concat(Enumerable.Repeat(close, Deep));

        FeelExpression.Parse(source).Errors.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public void Length_is_bounded()
    {
        FeelExpression.Parse(new string(' ', 1_000_000)).Errors.ShouldHaveSingleItem().Code.ShouldBe("too-long");
    }

    /// <summary>{v0: start, v1: step of v0, …}.v60: what doubles sixty times.</summary>
    private static string Doubling(string start, string step)
    {
        var entries = Enumerable.Range(1, 60).Select(i => $"v{i}: {step.Replace("{0}", $"v{i - 1}", StringComparison.Ordinal)}");
        return $"{{v0: {start}, {string.Join(", ", entries)}}}.v60";
    }
}
