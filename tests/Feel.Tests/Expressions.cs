namespace Madoguchi.Feel.Tests;

public sealed class Expressions
{
    private static readonly FeelContextValue Household = new([
        KeyValuePair.Create("世帯員", (FeelValue)new FeelList([Member("太郎", "世帯主", 1985, 4, 2), Member("花子", "妻", 1987, 12, 1), Member("一郎", "子", 2012, 2, 29), Member("次子", "子", 2023, 5, 5)])),
    ]);

    private static readonly FeelContext Context = new(
        FeelFacts.Of(
            ("年齢", 12), ("氏名", "山田 太郎"), ("生年月日", new DateOnly(2012, 2, 29)), ("世帯", Household),
            ("child-allowance amount", 15000), ("a", 7), ("b", 2), ("a-b", 100)),
        new DateTimeOffset(2026, 2, 28, 23, 30, 0, TimeSpan.FromHours(9)));

    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("2 ** 3 ** 2", "64")]
    [InlineData("-3 ** 2", "9")]
    [InlineData("0.1 + 0.2 = 0.3", "true")]
    [InlineData("10 / 4", "2.5")]
    [InlineData(".5 + 1.5e1", "15.5")]
    [InlineData("7 - 2 // 引き算", "5")]
    [InlineData("7 /* 注 */ - 2", "5")]
    [InlineData("\"a\" + \"\\u3042\\n\"", "\"aあ\\n\"")]
    [InlineData("if 年齢 < 18 then \"未成年\" else \"成年\"", "\"未成年\"")]
    [InlineData("年齢 between 3 and 12", "true")]
    [InlineData("年齢 in [3..12)", "false")]
    [InlineData("年齢 in (3..12]", "true")]
    [InlineData("年齢 in ]11..13[", "true")]
    [InlineData("年齢 in (1, 2, >= 12)", "true")]
    [InlineData("年齢 in [10, 11]", "false")]
    [InlineData("child-allowance amount / 3", "5000")]
    [InlineData("a-b", "100")]
    [InlineData("a - b", "100")]
    [InlineData("b-a", "-5")]
    [InlineData("count(世帯.世帯員[続柄 = \"子\"])", "2")]
    [InlineData("世帯.世帯員[続柄 = \"子\" and 生年月日 < @\"2020-01-01\"].氏名", "[\"一郎\"]")]
    [InlineData("世帯.世帯員[item.続柄 = \"妻\"][1].氏名", "\"花子\"")]
    [InlineData("世帯.世帯員[-1].氏名", "\"次子\"")]
    [InlineData("some 人 in 世帯.世帯員 satisfies 人.続柄 = \"妻\"", "true")]
    [InlineData("every 人 in 世帯.世帯員 satisfies 人.生年月日.year > 2000", "false")]
    [InlineData("for i in 1..3 return i * i", "[1, 4, 9]")]
    [InlineData("for i in 3..1 return i", "[3, 2, 1]")]
    [InlineData("for i in [1..4) return i", "[1, 2, 3]")]
    [InlineData("for x in [1, 2], y in [x, 10] return x * y", "[1, 10, 4, 20]")]
    [InlineData("for i in 0..4 return if i < 2 then 1 else partial[-1] + partial[-2]", "[1, 1, 2, 3, 5]")]
    [InlineData("{額: 100, 税: 額 * 0.1, 合計: 額 + 税}.合計", "110")]
    [InlineData("{足す: function(x, y) x + y, 和: 足す(1, 2)}.和", "3")]
    [InlineData("substring(string: \"𠮷野家\", start position: 1, length: 1)", "\"𠮷\"")]
    [InlineData("string length(\"𠮷野家\")", "3")]
    [InlineData("years and months duration(生年月日, date(\"2026-02-28\")).years", "13")]
    [InlineData("years and months duration(生年月日, @\"2026-03-01\").years", "14")]
    [InlineData("today()", "@\"2026-02-28\"")]
    [InlineData("now().hour", "23")]
    [InlineData("date(2024, 2, 30)", "null")]
    [InlineData("@\"2024-01-31\" + duration(\"P1M\")", "@\"2024-02-29\"")]
    [InlineData("@\"2024-03-01\" - @\"2024-02-01\"", "@\"P29D\"")]
    [InlineData("day of week(@\"2026-10-07\")", "\"Wednesday\"")]
    [InlineData("round half up(2.5, 0)", "3")]
    [InlineData("decimal(2.5, 0)", "2")]
    [InlineData("round down(-1.78, 1)", "-1.7")]
    [InlineData("floor(-1.2)", "-2")]
    [InlineData("modulo(-12, 5)", "3")]
    [InlineData("sqrt(16)", "4")]
    [InlineData("sum([1, 2, 3])", "6")]
    [InlineData("mean(1, 2, 6)", "3")]
    [InlineData("min(\"b\", \"a\")", "\"a\"")]
    [InlineData("distinct values([1, 2, 1])", "[1, 2]")]
    [InlineData("flatten([1, [2, [3]]])", "[1, 2, 3]")]
    [InlineData("sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]")]
    [InlineData("matches(\"028-632-2222\", \"^[0-9]{2,4}-[0-9]{2,4}-[0-9]{4}$\")", "true")]
    [InlineData("replace(\"abcd\", \"(ab)|(a)\", \"[1=$1]\")", "\"[1=ab]cd\"")]
    [InlineData("split(\"a;b;c\", \";\")", "[\"a\", \"b\", \"c\"]")]
    [InlineData("number(\"1,234.5\", \",\", \".\")", "1234.5")]
    [InlineData("string(1.50)", "\"1.5\"")]
    [InlineData("get value({a: 1}, \"a\")", "1")]
    [InlineData("get entries({a: 1})[1].value", "1")]
    [InlineData("not(true)", "false")]
    [InlineData("5 instance of number", "true")]
    [InlineData("[1, 2] instance of list<number>", "true")]
    [InlineData("before([1..5], 6)", "true")]
    [InlineData("is defined(年齢)", "true")]
    [InlineData("is defined(所得)", "false")]
    [InlineData("1 / 0", "null")]
    [InlineData("1 < \"a\"", "null")]
    [InlineData("null = null", "true")]
    [InlineData("null < 1", "null")]
    public void An_expression_has_its_value(string source, string expected)
    {
        var scope = FeelScope.Of("年齢", "氏名", "生年月日", "世帯", "所得", "child-allowance amount", "a", "b", "a-b");

        var value = FeelExpression.Parse(source, scope).Value.Evaluate(Context);

        value.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("-", "null", "true")]
    [InlineData("< 18", "12", "true")]
    [InlineData("[3..12]", "12", "true")]
    [InlineData("1, 2, > 10", "12", "true")]
    [InlineData("not(1, 2)", "12", "true")]
    [InlineData("not(12)", "12", "false")]
    [InlineData("\"子\", \"孫\"", "\"孫\"", "true")]
    [InlineData("? > 3 and ? < 5", "4", "true")]
    [InlineData("count(?) = 2", "[1, 2]", "true")]
    [InlineData("not(?) or true", "false", "true")]
    [InlineData("true", "true", "true")]
    [InlineData("null", "null", "true")]
    [InlineData("[1, 2]", "2", "true")]
    public void A_cell_tests_its_input(string cell, string input, string expected)
    {
        var value = FeelExpression.Parse(input).Value.Evaluate(FeelContext.Empty);

        FeelUnaryTests.Parse(cell).Value.Evaluate(value, FeelContext.Empty).ToString().ShouldBe(expected);
    }

    [Fact]
    public void Whoever_gives_no_clock_gets_no_today()
    {
        var value = FeelExpression.Parse("today()").Value.Evaluate(FeelContext.Empty);

        value.ShouldBeOfType<FeelNull>().Reason.Code.ShouldBe("no-clock");
    }

    private static FeelContextValue Member(string name, string relation, int year, int month, int day) => new([
        KeyValuePair.Create("氏名", (FeelValue)name), KeyValuePair.Create("続柄", (FeelValue)relation),
        KeyValuePair.Create("生年月日", (FeelValue)new DateOnly(year, month, day)),
    ]);
}
