using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using Madoguchi.Feel.Fuzz;

namespace Madoguchi.Feel.Tests;

public sealed class Bounds(ITestOutputHelper output)
{
    private static readonly string[] Streams = ["Stream", "MemoryStream", "TextReader", "TextWriter", "StringReader", "StringWriter"];

    /// <summary>The same inputs each time, as many as the machine has time for; others are for <c>bench -- fuzz</c>.</summary>
    [Fact]
    public async Task Hostile_inputs_end_within_their_bounds_for_a_minute()
    {
        const int Seed = 23;

        Assert.SkipWhen(Environment.GetEnvironmentVariable("MADOGUCHI_TEST_POSTGRES") is { Length: > 0 }, "It was run without PostgreSQL, which it does not use.");

        var (tried, faults) = await Fuzzer.RunAsync(TimeSpan.FromMinutes(1), Seed, output.WriteLine);

        faults.Select(fault => $"{fault.What}\n{fault.Input.Text}").ShouldBeEmpty();
        tried.ShouldBeGreaterThan(Fuzzer.Corpus().Count, "the whole corpus and more");
    }

    /// <summary>What the library cannot name it cannot do, whatever an expression says.</summary>
    [Fact]
    public void The_library_names_nothing_that_reaches_a_file_the_network_or_another_program()
    {
        using var file = File.OpenRead(typeof(DmnModel).Assembly.Location);
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var types = metadata.TypeReferences.Select(metadata.GetTypeReference).Select(type => (Space: metadata.GetString(type.Namespace), Name: metadata.GetString(type.Name))).ToList();
        var members = metadata.MemberReferences.Select(metadata.GetMemberReference).Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => $"{metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name)}.{metadata.GetString(member.Name)}").ToList();

        types.Count.ShouldBeGreaterThan(100);
        types.Where(type => (type.Space == "System.IO" && !Streams.Contains(type.Name)) || type.Space.StartsWith("System.IO.", StringComparison.Ordinal)).ShouldBeEmpty();
        types.Where(type => type.Space.StartsWith("System.Net", StringComparison.Ordinal) || type.Space.StartsWith("Microsoft.Win32", StringComparison.Ordinal)).ShouldBeEmpty();
        types.Where(type => type.Space is "System.Reflection.Emit" or "System.Runtime.Loader" || type is ("System.Diagnostics", "Process") or ("System", "AppDomain") or ("System", "Activator")).ShouldBeEmpty();
        members.Where(member => member.StartsWith("Assembly.Load", StringComparison.Ordinal) || member is "Type.GetType" or "Type.InvokeMember" or "MethodBase.Invoke" or "Environment.GetEnvironmentVariable").ShouldBeEmpty();
        metadata.MethodDefinitions.Select(metadata.GetMethodDefinition).Where(method => method.Attributes.HasFlag(System.Reflection.MethodAttributes.PinvokeImpl)).ShouldBeEmpty();
    }

    /// <summary>Each expression sees the names of all types; it must not have a table of them of its own.</summary>
    [Fact]
    public void Thousands_of_types_and_decisions_are_compiled_in_a_little_memory()
    {
        var text = new StringBuilder("<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"urn:m\">");
        for (var at = 0; at < 3_000; at++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"<itemDefinition name=\"t{at}\"><typeRef>{(at == 0 ? "number" : $"t{at - 1}")}</typeRef></itemDefinition>")
                .Append(System.Globalization.CultureInfo.InvariantCulture, $"<decision id=\"d{at}\" name=\"d{at}\"><variable name=\"d{at}\" typeRef=\"t{at}\"/><informationRequirement><requiredDecision href=\"#d{at - 1}\"/></informationRequirement><literalExpression><text>{(at == 0 ? "1" : $"d{at - 1} + 1")}</text></literalExpression></decision>");
        }

        var model = Written.Read(text.Append("</definitions>").ToString());
        var before = GC.GetAllocatedBytesForCurrentThread();

        var decisions = DmnDecisions.Compile(model);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(500_000_000);
        decisions.Decide("d100", FeelContext.Empty).ShouldBe(101);
        decisions.Decide("d2999", FeelContext.Empty).ShouldBeOfType<FeelNull>().Reason.Code.ShouldBe("too-deep");
    }

    /// <summary>A nest of as many calls would end the program and not the model.</summary>
    [Fact]
    public void Chains_of_any_length_are_compiled_checked_and_refused_by_name_where_they_are_too_long()
    {
        const int Long = 20_000;
        var chain = new DmnModel("m", "urn:m")
        {
            Items = [.. Enumerable.Range(0, Long).Select(at => new DmnItem($"t{at}", $"t{at + 1}"))],
            Inputs = [new("x", new("x", null))],
            Decisions =
            [
                .. Enumerable.Range(0, Long).Select(at => new DmnDecision($"d{at}", new($"d{at}", at == 0 ? "t0" : null)) { Logic = new DmnLiteral(null, null, at == Long - 1 ? "x" : $"d{at + 1}"), Requires = [$"#d{at + 1}", "#x"] }),
            ],
        };
        var city = new Population(2);
        city.Residents.Numbers<int>("x", [1, 2]);

        var decisions = DmnDecisions.Compile(chain);

        decisions.Findings.ShouldContain(finding => finding.Error.Code == "too-deep");
        DmnChecks.Of(decisions).ShouldNotBeEmpty();
        decisions.Decide("d0", FeelContext.Empty).ShouldBeOfType<FeelNull>().Reason.Code.ShouldBe("too-deep");
        foreach (var steps in (int[])[1, 2, 100, 196, 197, 198, 199, 200, 201, 202, 300, Long])
        {
            var (name, one) = ($"d{Long - steps}", decisions.Decide($"d{Long - steps}", city.ContextOf(0)));
            GeneratedCity.Same(decisions.Over(city, name).Run()[name][0], one).ShouldBeTrue($"{steps} steps: {one}");
        }

        decisions.ToSql(city, SqlDialect.DuckDb, null, "d0").Refused.ShouldNotBeEmpty();
        Written.Read(Written.Text(chain)).Decisions.Count.ShouldBe(Long);
    }
}
