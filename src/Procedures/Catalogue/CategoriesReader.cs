using Madoguchi.Registry;

namespace Madoguchi.Procedures;

/// <summary>Reads categories.yaml: the ways by which residents look for a procedure.</summary>
internal static class CategoriesReader
{
    public static (IReadOnlyList<Classification> Categories, IReadOnlyList<Classification> LifeEvents, IReadOnlyList<ContentFault> Faults) Read(
        string name, string text)
    {
        var file = YamlFile.Read(name, YamlFile.Canonical(text));
        if (file.Root is not { } root || MapReader.Of(file, root, "分類") is not { } map)
        {
            return ([], [], file.Faults);
        }

        var categories = List(map, "categories");
        var lifeEvents = List(map, "lifeEvents");
        map.Close();
        return (categories, lifeEvents, file.Faults);
    }

    private static List<Classification> List(MapReader map, string key)
    {
        var list = new List<Classification>();
        foreach (var one in map.Maps(key, required: true))
        {
            var read = new Classification(one.Code("code"), one.RequiredText("label"));
            one.Close();
            if (list.Any(other => other.Code == read.Code))
            {
                one.Fault("code", $"コード「{read.Code}」が重なっています。別のコードにしてください。");
            }

            list.Add(read);
        }

        return list;
    }
}
