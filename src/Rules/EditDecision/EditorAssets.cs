using Madoguchi.DesignSystem;

namespace Madoguchi.Rules;

/// <summary>The drawing editor (dmn-js) and what these pages add to the design system, embedded.</summary>
internal static class EditorAssets
{
    public const string Style = "decisions.css";
    public const string Script = "decisions.js";
    public const string Editor = Folder + "dmn-modeler.production.min.js";

    private const string Folder = "dmn-js/";

    /// <summary>In the order in which the editor's own pages load them.</summary>
    public static IReadOnlyList<string> Styles { get; } =
    [
        Folder + "diagram-js.css", Folder + "dmn-js-shared.css", Folder + "dmn-js-drd.css", Folder + "dmn-js-decision-table.css",
        Folder + "dmn-js-decision-table-controls.css", Folder + "dmn-js-literal-expression.css", Folder + "dmn-js-boxed-expression.css",
        Folder + "dmn-js-boxed-expression-controls.css", Folder + "dmn-font/css/dmn.css",
    ];

    public static IEnumerable<Asset> All()
    {
        yield return Of(Style, "Assets/decisions.css");
        yield return Of(Script, "Assets/decisions.js");
        foreach (var name in Styles.Append(Editor).Append(Folder + "dmn-font/font/dmn.woff2"))
        {
            yield return Of(name, "DmnJs/" + name[Folder.Length..]);
        }
    }

    private static Asset Of(string name, string resource)
    {
        using var stream = typeof(EditorAssets).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly lacks {resource}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new Asset(name, Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            _ => "font/woff2",
        }, bytes);
    }
}
