using System.Text.Json;
using Madoguchi.Kernel;

namespace Madoguchi.Procedures;

/// <summary>The files that answers in JSON name by their ids, as the file store knows them.</summary>
public static class HandedIn
{
    private const int Most = 100;

    public static async Task<IReadOnlyDictionary<Guid, GivenFile>> FindAsync(
        IFileStore files, IReadOnlyDictionary<string, JsonElement> answers, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, GivenFile>();
        var named = answers.Values.Where(answer => answer.ValueKind == JsonValueKind.Array).SelectMany(answer => answer.EnumerateArray())
            .Where(item => item.ValueKind == JsonValueKind.String && item.TryGetGuid(out _)).Select(item => item.GetGuid());
        foreach (var id in named.Distinct().Take(Most))
        {
            if (await files.FindAsync(id, cancellationToken) is { } file)
            {
                found[id] = new(id, file.Name, file.Type.ContentType, file.Bytes);
            }
        }

        return found;
    }
}
