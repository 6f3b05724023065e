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
    byte[] Sha256)
{
    /// <summary>
    /// The bytes that are signed: each part by name, length and text, so that nothing can be moved from one part to the next. They must
    /// stay as they are for as long as a letter is to be proved.
    /// </summary>
    public byte[] ToBytes(string key)
    {
        var bytes = new MemoryStream();
        Write("madoguchi-letter", "1");
        Write("key", key);
        Write("letter", Letter.ToString("D"));
        Write("kind", Kind);
        Write("number", Number ?? "");
        Write("day", Iso(Day));
        Write("holds-until", HoldsUntil is { } last ? Iso(last) : "");
        Write("addressee", ShownName);
        foreach (var (label, value) in Essentials)
        {
            Write("label", label);
            Write("value", value);
        }

        Write("code", Convert.ToHexStringLower(CodeHash));
        Write("sha256", Convert.ToHexStringLower(Sha256));
        return bytes.ToArray();

        static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        void Write(string name, string value)
        {
            var text = Encoding.UTF8.GetBytes(value);
            bytes.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name} {text.Length}:")));
            bytes.Write(text);
            bytes.WriteByte((byte)'\n');
        }
    }
}

/// <summary>A value that whoever checks a letter compares with the paper.</summary>
internal sealed record Essential(string Label, string Value);

/// <summary>A signature and the key it was made with.</summary>
internal sealed record Seal(string Key, byte[] Signature)
{
    public static HashAlgorithmName Hash => HashAlgorithmName.SHA256;
}
