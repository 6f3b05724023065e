namespace Madoguchi.Registry.Tests.Content;

public sealed class YamlReaderTests
{
    [Fact]
    public void Every_fault_is_named_with_its_line_and_reading_goes_on()
    {
        var reader = new YamlReader("city.yaml");
        var root = reader.Read(
            """
            lable: x
            open: maybe
            day: 2026-02-30
            kind: organsation
            """)!;

        root.Only("label", "open", "day", "kind");
        root.Bool("open");
        root.Date("day");
        root.OneOf("kind", "person", "organisation");
        root.Text("label");

        reader.Faults.Select(fault => (fault.Line, fault.Column)).ShouldBe([(1, 1), (2, 7), (3, 6), (4, 7), (1, 1)]);
        reader.Faults[0].ToString().ShouldBe("city.yaml:1:1 「lable」という項目はありません。「label」ではありませんか");
        reader.Faults[3].Message.ShouldContain("「organisation」ではありませんか");
    }

    [Theory]
    [InlineData("a: [1, 2", 2)]
    [InlineData("a: 1\na: 2", 2)]
    [InlineData("a: \"x\n", 1)]
    [InlineData("a: &x [*x]", 1)]
    public void What_is_no_YAML_is_one_fault(string yaml, int line)
    {
        var reader = new YamlReader("facts.yaml");

        var root = reader.Read(yaml);
        _ = root?.ToJson();

        reader.Faults.ShouldHaveSingleItem().Line.ShouldBe(line);
    }

    [Fact]
    public void An_empty_file_is_a_fault()
    {
        var reader = new YamlReader("facts.yaml");

        reader.Read("# nothing").ShouldBeNull();

        reader.Faults.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("v: 090-0000-0101", "\"090-0000-0101\"")]
    [InlineData("v: 0123", "\"0123\"")]
    [InlineData("v: 123", "123")]
    [InlineData("v: \"123\"", "\"123\"")]
    [InlineData("v: true", "true")]
    [InlineData("v: 'true'", "\"true\"")]
    [InlineData("v: 1988-06-15", "\"1988-06-15\"")]
    [InlineData("v: か\u3099", "\"が\"")]
    [InlineData("v: {a: [x, 1], b: \"\"}", """{"a":["x",1],"b":""}""")]
    public void Values_become_the_JSON_they_look_like(string yaml, string json)
    {
        var root = new YamlReader("x.yaml").Read(yaml)!;

        root.At("v")!.ToJson().ShouldBe(json);
    }
}
