using System.Security.Cryptography;
using System.Text.Json;

namespace Madoguchi.Kernel;

/// <summary>
/// The master keys that wrap each file's own key and the keys of sessions and forms (ADR 0033). They come from configuration
/// (<c>name:base64</c> with commas between, the current one first) or from a file readable by the host's account only.
/// </summary>
internal sealed class KeyRing
{
    public const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly Dictionary<string, byte[]> keys;

    private KeyRing(string current, Dictionary<string, byte[]> keys)
    {
        Current = current;
        this.keys = keys;
        if (!keys.ContainsKey(current) || keys.Values.Any(key => key.Length != KeyBytes))
        {
            throw new InvalidOperationException("Each master key has 32 bytes in base64, and the current one must be among them.");
        }
    }

    private sealed record Stored(string Current, Dictionary<string, byte[]> Keys);

    public string Current { get; }

    public static KeyRing FromConfiguration(string setting)
    {
        try
        {
            var entries = setting
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(entry => entry.Split(':', 2, StringSplitOptions.TrimEntries))
                .ToList();
            return new(entries[0][0], entries.ToDictionary(entry => entry[0], entry => Convert.FromBase64String(entry[1]), StringComparer.Ordinal));
        }
        catch (Exception wrong) when (wrong is FormatException or IndexOutOfRangeException or ArgumentException)
        {
            // Not the setting itself: it is a secret.
            throw new InvalidOperationException("Madoguchi:MasterKeys is not of the form name:base64,name:base64.");
        }
    }

    /// <summary>Reads the ring, or makes one with a new key; of two hosts that start at once, one makes it and both read it.</summary>
    public static KeyRing FromFile(string path)
    {
        if (!File.Exists(path))
        {
            var (name, key) = NewKey();
            Write(path, new(name, new() { [name] = key }), replace: false);
        }

        var stored = Read(path);
        return new(stored.Current, stored.Keys);
    }

    /// <summary>A new key under a new name, as <c>Madoguchi:MasterKeys</c> takes it.</summary>
    public static string NewEntry()
    {
        var (name, key) = NewKey();
        return $"{name}:{Convert.ToBase64String(key)}";
    }

    /// <summary>Adds the keys of a backup to the ring at <paramref name="path"/>; its current key becomes the current one.</summary>
    public static void Merge(string backup, string path)
    {
        var (current, merged) = Read(backup);
        if (File.Exists(path))
        {
            foreach (var (name, key) in Read(path).Keys)
            {
                merged.TryAdd(name, key);
            }
        }

        Write(path, new(current, merged), replace: true);
    }

    /// <summary>A secret under the current master key; bound to what it is for, so that it opens nothing else.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> boundTo)
    {
        var wrapped = new byte[NonceBytes + secret.Length + TagBytes];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceBytes));
        using var master = new AesGcm(keys[Current], TagBytes);
        master.Encrypt(
            wrapped.AsSpan(0, NonceBytes), secret, wrapped.AsSpan(NonceBytes, secret.Length), wrapped.AsSpan(NonceBytes + secret.Length), boundTo);
        return wrapped;
    }

    public byte[] Unwrap(string masterKey, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> boundTo)
    {
        if (!keys.TryGetValue(masterKey, out var key))
        {
            throw new InvalidOperationException($"The master key {masterKey} is not in the key ring. Bring the ring back from its backup.");
        }

        var secret = new byte[wrapped.Length - NonceBytes - TagBytes];
        using var master = new AesGcm(key, TagBytes);
        master.Decrypt(wrapped[..NonceBytes], wrapped[NonceBytes..^TagBytes], wrapped[^TagBytes..], secret, boundTo);
        return secret;
    }

    private static (string Name, byte[] Key) NewKey() =>
        (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)), RandomNumberGenerator.GetBytes(KeyBytes));

    private static Stored Read(string path) =>
        JsonSerializer.Deserialize<Stored>(File.ReadAllBytes(path), JsonSerializerOptions.Web) is { Current: not null, Keys: not null } stored
            ? stored
            : throw new InvalidOperationException($"{path} is not a key ring.");

    private static void Write(string path, Stored ring, bool replace)
    {
        Durable.CreateFolder(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(temporary, options))
            {
                JsonSerializer.Serialize(file, ring, JsonSerializerOptions.Web);
                file.Flush(flushToDisk: true);
            }

            if (replace)
            {
                Durable.Move(temporary, path, overwrite: true);
            }
            else
            {
                Durable.MoveIfFree(temporary, path);
            }
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
