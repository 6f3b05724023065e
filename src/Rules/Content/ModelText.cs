using System.Security.Cryptography;
using System.Text;
using Madoguchi.Feel;

namespace Madoguchi.Rules;

/// <summary>A model as text: DMN in XML, with its diagrams and other tools' extensions.</summary>
internal static class ModelText
{
    /// <summary>Characters of one model. A table of 2,000 rows of ten columns has about 800,000.</summary>
    public const int MostCharacters = 2_000_000;

    public static DmnModel Read(string content)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return DmnModel.Read(stream);
    }

    public static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    /// <summary>The text as DMN 1.3, which the drawing editor reads.</summary>
    /// <exception cref="DmnException">The model says something that 1.3 has no word for.</exception>
    public static string As13(string content) => Write(Read(content), DmnVersion.V13);

    /// <summary>The text as DMN 1.5, which is kept.</summary>
    /// <exception cref="DmnException">It is no DMN that can be read.</exception>
    public static string As15(string content) => Write(Read(content), DmnVersion.V15);

    /// <summary>The text with one decision's table replaced: only what differs is another.</summary>
    public static string With(string content, string decision, DmnTable table)
    {
        var model = Read(content);
        return Write(
            model with { Decisions = [.. model.Decisions.Select(one => one.Id == decision ? one with { Logic = table } : one)] }, DmnVersion.V15);
    }

    private static string Write(DmnModel model, DmnVersion version)
    {
        using var target = new MemoryStream();
        model.Write(target, version);
        return Encoding.UTF8.GetString(target.ToArray());
    }
}
