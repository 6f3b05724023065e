using System.Collections.Concurrent;

namespace Madoguchi.Print;

/// <summary>
/// The two fonts that come along, IPAex明朝 and IPAexゴシック, as files beside the program (IPA Font License v1.0, in the same folder);
/// and IPAmj明朝 where a city has installed it. Opened once, for the life of the process.
/// </summary>
public static class IpaFonts
{
    private const string NamesFile = "ipamjm.ttf";

    private static readonly ConcurrentDictionary<string, Lazy<FontFile>> Opened = new(StringComparer.Ordinal);

    private static readonly string[] SystemFolders =
    [
        "/usr/share/fonts/truetype/ipamj", "/usr/local/share/fonts", Environment.GetFolderPath(Environment.SpecialFolder.Fonts),
    ];

    public static FontFile Mincho => Open(PathOf("ipaexm.ttf"));

    public static FontFile Gothic => Open(PathOf("ipaexg.ttf"));

    /// <summary>IPAmj明朝, with every kanji and variant of 文字情報基盤, for names; null if it lies in none of the folders and not where the system keeps fonts.</summary>
    public static FontFile? FindNames(params IEnumerable<string> folders) =>
        folders.Concat(SystemFolders).Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, NamesFile)).FirstOrDefault(File.Exists) is { } path ? Open(path) : null;

    private static FontFile Open(string path) => Opened.GetOrAdd(path, file => new(() => FontFile.Open(file))).Value;

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Fonts", file);
}
