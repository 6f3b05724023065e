using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Madoguchi.Testing;
using Microsoft.AspNetCore.Components;

namespace Madoguchi.Whole.Tests;

/// <summary>A module as it was built: found in the output folder, not listed by hand.</summary>
internal sealed record Module(string Name, Assembly Assembly)
{
    private const string Prefix = "Madoguchi.";

    public static IReadOnlyList<Module> All { get; } =
    [
        .. from path in Directory.EnumerateFiles(AppContext.BaseDirectory, Prefix + "*.dll")
           let name = Path.GetFileNameWithoutExtension(path)[Prefix.Length..]
           where !File.Exists(Repository.PathTo("tests", name, name + ".csproj"))
           orderby name
           select new Module(name, Assembly.Load(new AssemblyName(Prefix + name))),
    ];

    public string Folder => Repository.PathTo("src", Name);

    /// <summary>Types that somebody wrote; not what the compiler or a generator adds.</summary>
    public IEnumerable<Type> Types => Assembly.GetTypes().Where(type => type.GetCustomAttribute<CompilerGeneratedAttribute>() is null
        && type.GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>() is null
        && type.Namespace?.StartsWith(Prefix + Name, StringComparison.Ordinal) == true
        && type.Name != "_Imports"
        && !type.FullName!.Contains('<', StringComparison.Ordinal));

    /// <summary>The modules whose types it really uses.</summary>
    public IEnumerable<string> Uses => References.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]);

    /// <summary>Libraries that are neither ours nor the framework's.</summary>
    public IEnumerable<string> Libraries => References.Where(name => !name.StartsWith(Prefix, StringComparison.Ordinal) && !IsFramework(name));

    /// <summary>The modules its project file names.</summary>
    public IEnumerable<string> Declares => XDocument.Load(Path.Combine(Folder, Name + ".csproj")).Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

    private IEnumerable<string> References => Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

    public static bool IsComponent(Type type) => typeof(ComponentBase).IsAssignableFrom(type);

    private static bool IsFramework(string name) =>
        name is "netstandard" or "mscorlib" || name.StartsWith("System", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal)
        || name is "Microsoft.Net.Http.Headers" or "Microsoft.JSInterop" or "Microsoft.Win32.Primitives";
}
