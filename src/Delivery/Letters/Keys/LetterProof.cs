using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Madoguchi.Delivery;

/// <summary>What the city signs about a letter: everything that may be compared with the paper.</summary>
/// <param name="Letter">Its id.</param>
/// <param name="Kind">The template.</param>
/// <param name="Number">文書番号.</param>
/// <param name="Day">The day it bears.</param>
/// <param name="HoldsUntil">The last day it holds.</param>
/// <param name="ShownName">The addressee as far as it is shown to anybody.</param>
/// <param name="Essentials">Label and value.</param>
/// <param name="CodeHash">Of the code on it.</param>
/// <param name="Sha256">Of the file.</param>
internal sealed record LetterProof(
    Guid Letter, string Kind, string? Number, DateOnly Day, DateOnly? HoldsUntil, string ShownName, IReadOnlyList<Essential> Essentials, byte[] CodeHash,
    byte[] Sha256) : ISigned
{
    public byte[] ToBytes(string key)
    {
        var bytes = new SignedBytes("madoguchi-letter", key);
        bytes.AddLetter(Letter, Kind, Number, Day, HoldsUntil);
        bytes.Add("addressee", ShownName);
        foreach (var (label, value) in Essentials)
        {
            bytes.Add("label", label);
            bytes.Add("value", value);
        }

        bytes.AddHashes(CodeHash, Sha256);
        return bytes.ToArray();
    }
}

/// <summary>What the city signs about a letter whose contents it no longer keeps: that there was one, and what the paper must be.</summary>
internal sealed record ErasedLetterProof(
    Guid Letter, string Kind, string? Number, DateOnly Day, DateOnly? HoldsUntil, byte[] CodeHash, byte[] Sha256) : ISigned
{
    public byte[] ToBytes(string key)
    {
        var bytes = new SignedBytes("madoguchi-letter-erased", key);
        bytes.AddLetter(Letter, Kind, Number, Day, HoldsUntil);
        bytes.AddHashes(CodeHash, Sha256);
        return bytes.ToArray();
    }
}

/// <summary>What the city signs when a letter no longer holds.</summary>
/// <param name="Letter">Its id.</param>
/// <param name="State">Of <see cref="LetterState"/>.</param>
/// <param name="On">Since when.</param>
/// <param name="ReplacedBy">The number of the letter in its place.</param>
/// <param name="CodeHash">Of the code on it.</param>
internal sealed record LetterEnding(Guid Letter, string State, DateOnly? On, string? ReplacedBy, byte[] CodeHash) : ISigned
{
    public static LetterEnding Of(StoredLetter letter, DateOnly on, string? replacedBy) =>
        new(letter.Id, replacedBy is null ? LetterState.Withdrawn : LetterState.Replaced, on, replacedBy, letter.CodeHash);

    public byte[] ToBytes(string key)
    {
        var bytes = new SignedBytes("madoguchi-letter-ending", key);
        bytes.Add("letter", Letter.ToString("D"));
        bytes.Add("state", State);
        bytes.Add("on", On);
        bytes.Add("replaced-by", ReplacedBy ?? "");
        bytes.Add("code", Convert.ToHexStringLower(CodeHash));
        return bytes.ToArray();
    }
}

/// <summary>Something the city signs with the keys of its letters.</summary>
internal interface ISigned
{
    /// <summary>The bytes that are signed with this key. They must stay as they are for as long as anything is to be proved by them.</summary>
    byte[] ToBytes(string key);
}

/// <summary>Each part by name, length and text, so that nothing can be moved from one part to the next; what it is comes first.</summary>
internal sealed class SignedBytes
{
    private readonly List<byte> bytes = [];

    public SignedBytes(string what, string key)
    {
        Add(what, "1");
        Add("key", key);
    }

    public void Add(string name, string value)
    {
        var text = Encoding.UTF8.GetBytes(value);
        bytes.AddRange(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name} {text.Length}:")));
        bytes.AddRange(text);
        bytes.Add((byte)'\n');
    }

    public void Add(string name, DateOnly? day) => Add(name, day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "");

    public void AddLetter(Guid letter, string kind, string? number, DateOnly day, DateOnly? holdsUntil)
    {
        Add("letter", letter.ToString("D"));
        Add("kind", kind);
        Add("number", number ?? "");
        Add("day", day);
        Add("holds-until", holdsUntil);
    }

    public void AddHashes(byte[] code, byte[] sha256)
    {
        Add("code", Convert.ToHexStringLower(code));
        Add("sha256", Convert.ToHexStringLower(sha256));
    }

    public byte[] ToArray() => [.. bytes];
}

/// <summary>A value that whoever checks a letter compares with the paper.</summary>
internal sealed record Essential(string Label, string Value);

/// <summary>A signature and the key it was made with.</summary>
internal sealed record Seal(string Key, byte[] Signature)
{
    public static HashAlgorithmName Hash => HashAlgorithmName.SHA256;
}
