namespace Madoguchi.Host;

/// <summary>Where the database, files and keys lie: <c>Madoguchi:Data</c>, or <c>data/</c> beside the cities' content.</summary>
internal static class DataFolder
{
    public static string Of(WebApplicationBuilder builder)
    {
        if (builder.Configuration["Madoguchi:Data"] is { Length: > 0 } configured)
        {
            return Path.GetFullPath(configured);
        }

        for (var folder = new DirectoryInfo(builder.Environment.ContentRootPath); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "cities")))
            {
                return Path.Combine(folder.FullName, "data");
            }
        }

        return Path.Combine(builder.Environment.ContentRootPath, "data");
    }
}
