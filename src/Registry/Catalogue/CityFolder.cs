namespace Madoguchi.Registry;

/// <summary>Finds the city's content: <c>Madoguchi:City</c>, else <c>cities/demo</c>, from the content root upward.</summary>
internal static class CityFolder
{
    private const string Setting = "Madoguchi:City";

    public static CityContent Find(string wanted, string contentRoot)
    {
        for (var folder = new DirectoryInfo(contentRoot); folder is not null; folder = folder.Parent)
        {
            // An absolute path stays itself under Combine.
            var candidate = Path.Combine(folder.FullName, wanted);
            if (File.Exists(Path.Combine(candidate, CityProfileFile.FileName)))
            {
                return new CityContent(candidate);
            }
        }

        throw new InvalidOperationException(
            $"No {CityProfileFile.FileName} in {wanted}, neither under {contentRoot} nor above it. Set {Setting} to the city's folder.");
    }
}
