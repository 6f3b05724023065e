// Approves what the tests received: every *.received.* beside or in place of its *.approved.* (or published) file,
// and adds migrations that are new to their module's applied.lock. Look at the diff before you commit it.
//
//   dotnet run eng/Approve.cs
#:property RestorePackagesWithLockFile=false

using System.Security.Cryptography;

var root = Directory.GetCurrentDirectory();
while (!File.Exists(Path.Combine(root, "Madoguchi.slnx")))
{
    root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Run this inside the repository.");
}

string[] places = ["tests", "docs", "src"];
foreach (var received in places.SelectMany(place => Directory.EnumerateFiles(Path.Combine(root, place), "*.received.*", SearchOption.AllDirectories)))
{
    // A snapshot is NAME.approved.EXT; a published promise is NAME.EXT.
    var snapshot = received.Replace(".received.", ".approved.", StringComparison.Ordinal);
    var published = received.Replace(".received.", ".", StringComparison.Ordinal);
    var approved = received.Contains($"{Path.DirectorySeparatorChar}docs{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? published : snapshot;
    File.Move(received, approved, overwrite: true);
    Console.WriteLine($"approved {Path.GetRelativePath(root, approved)}");
}

foreach (var folder in Directory.EnumerateDirectories(Path.Combine(root, "src")).Select(module => Path.Combine(module, "Migrations")).Where(Directory.Exists))
{
    var path = Path.Combine(folder, "applied.lock");
    List<string> locked = File.Exists(path) ? [.. File.ReadAllLines(path)] : [];
    foreach (var file in Directory.EnumerateFiles(folder, "*.sql").Order(StringComparer.Ordinal))
    {
        var name = Path.GetFileName(file);
        if (!locked.Exists(line => line.EndsWith("  " + name, StringComparison.Ordinal)))
        {
            locked.Add($"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}  {name}");
            Console.WriteLine($"locked {Path.GetRelativePath(root, file)}");
        }
    }

    if (locked.Count > 0)
    {
        File.WriteAllText(path, string.Join('\n', locked) + "\n");
    }
}
