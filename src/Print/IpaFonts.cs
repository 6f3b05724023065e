namespace Madoguchi.Print;

/// <summary>The two fonts that come along: IPAex明朝 and IPAexゴシック, as files beside the program (IPA Font License v1.0, in the same folder).</summary>
public static class IpaFonts
{
    private static readonly Lazy<FontFile> LazyMincho = new(() => FontFile.Open(PathOf("ipaexm.ttf")));
    private static readonly Lazy<FontFile> LazyGothic = new(() => FontFile.Open(PathOf("ipaexg.ttf")));

    public static FontFile Mincho => LazyMincho.Value;

    public static FontFile Gothic => LazyGothic.Value;

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Fonts", file);
}
