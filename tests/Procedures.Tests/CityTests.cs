namespace Madoguchi.Procedures.Tests;

public class CityTests
{
    public static TheoryData<string> Codes => [.. DemoCity.Codes];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_procedure_of_the_demo_city_loads_without_a_fault(string code)
    {
        var loaded = ProcedureReader.Read($"procedures/{code}/procedure.yaml", DemoCity.Text(code), DemoCity.Facts);

        loaded.Faults.ShouldBeEmpty();
        loaded.Definition!.Code.ShouldBe(code);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_version_loads_again_from_what_was_kept_of_it(string code)
    {
        var text = DemoCity.Text(code);
        var now = DemoCity.Procedure(code);

        var later = VersionContent.Load(code, VersionContent.Write(text, FactNames.Used(text, DemoCity.Facts).Values));

        later.Definition!.Hash.ShouldBe(now.Hash);
        later.Definition.Sections.SelectMany(section => section.Questions).Select(question => question.Name)
            .ShouldBe(now.Sections.SelectMany(section => section.Questions).Select(question => question.Name));
    }
}
