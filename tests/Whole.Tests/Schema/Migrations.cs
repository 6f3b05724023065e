using System.Security.Cryptography;

namespace Madoguchi.Whole.Tests;

/// <summary>A module's numbered SQL files and the list of those that shipped.</summary>
internal static class Migrations
{
    public const string LockName = "applied.lock";

    public static IEnumerable<string> Of(Module module) => FolderOf(module) is var folder && Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.sql").Order(StringComparer.Ordinal)
        : [];

    public static string LockOf(Module module) => Path.Combine(FolderOf(module), LockName);

    /// <summary>One line a file: its hash and its name, as <c>sha256sum</c> writes them.</summary>
    public static string Line(string file) => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}  {Path.GetFileName(file)}";

    private static string FolderOf(Module module) => Path.Combine(module.Folder, "Migrations");
}
