using System.Text.Json;
using Madoguchi.Cases.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Testing;

namespace Madoguchi.Cases.Tests;

public sealed class PublishedEvents
{
    [Fact]
    public void Stored_samples_are_still_read_and_written_the_same()
    {
        Check<CaseDecided>();
        Check<CaseWithdrawn>();
    }

    private static void Check<T>()
        where T : IEvent
    {
        var sample = File.ReadAllText(Repository.PathTo("docs", "contracts", "events", $"{typeof(T).Name}.v1.json"));

        var read = JsonSerializer.Deserialize<T>(sample, JsonSerializerOptions.Web)!;

        using var stored = JsonDocument.Parse(sample);
        using var written = JsonDocument.Parse(JsonSerializer.Serialize(read, JsonSerializerOptions.Web));
        JsonElement.DeepEquals(written.RootElement, stored.RootElement).ShouldBeTrue(written.RootElement.ToString());
    }
}
