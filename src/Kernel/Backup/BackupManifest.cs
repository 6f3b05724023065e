using System.Security.Cryptography;
using System.Text.Json;

namespace Madoguchi.Kernel;

/// <summary>What a backup is. The sums of its parts lie beside it in <c>SHA256SUMS</c>, which <c>sha256sum -c</c> can check too.</summary>
internal sealed record BackupManifest(int Format, string Engine, DateTimeOffset MadeAt, long Files, long Bytes, string SumsHash, string? KeysHash)
{
    public const int CurrentFormat = 1;
    public const string FileName = "manifest.json";
    public const string SumsName = "SHA256SUMS";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { WriteIndented = true };

    public static BackupManifest? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<BackupManifest>(File.ReadAllBytes(path), Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, FileName);
        await File.WriteAllBytesAsync(path, JsonSerializer.SerializeToUtf8Bytes(this, Json), cancellationToken);
        Durable.SyncFile(path);
    }

    public static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }
}
