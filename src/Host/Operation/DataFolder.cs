namespace Madoguchi.Host;

/// <summary>Where the database, files and keys lie: <c>Madoguchi:Data</c>, or <c>data/</c> beside the cities' content.</summary>
internal static class DataFolder
{
    /// <summary>The folder, made for its owner alone when it is not there yet.</summary>
    public static string Prepare(WebApplicationBuilder builder)
    {
        var folder = Of(builder);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return folder;
    }

    private static string Of(WebApplicationBuilder builder)
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
