namespace Madoguchi.Testing;

/// <summary>Where the files under test lie.</summary>
public static class Repository
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = Find();

    public static string PathTo(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Madoguchi.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
