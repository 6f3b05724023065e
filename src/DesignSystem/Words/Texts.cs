using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using YamlDotNet.RepresentationModel;

namespace Madoguchi.DesignSystem;

/// <summary>The texts of all modules by key, read once at start from each assembly's embedded <c>Texts.yaml</c>.</summary>
public sealed class Texts
{
    private readonly FrozenDictionary<string, Localised> byKey;

    public Texts(IEnumerable<TextSource> sources)
    {
        var all = new Dictionary<string, Localised>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            foreach (var (key, text) in source.Texts)
            {
                if (!all.TryAdd(key, text))
                {
                    throw new InvalidOperationException($"The text \"{key}\" of {source.Name} is already written by another module.");
                }
            }
        }

        byKey = all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, Localised> All => byKey;

    public Localised this[string key] => byKey.TryGetValue(key, out var text)
        ? text
        : throw new KeyNotFoundException($"There is no text \"{key}\" in any module's Texts.yaml.");

    public bool Contains(string key) => byKey.ContainsKey(key);
}

/// <summary>The texts one assembly brings.</summary>
public sealed record TextSource(string Name, IReadOnlyDictionary<string, Localised> Texts)
{
    /// <summary>Reads the assembly's embedded <c>Texts.yaml</c>; a fault in it stops the start.</summary>
    public static TextSource Of(Assembly assembly)
    {
        var name = assembly.GetName().Name!;
        var resource = Array.Find(assembly.GetManifestResourceNames(), r => r == "Texts.yaml" || r.EndsWith(".Texts.yaml", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"{name} has no embedded Texts.yaml.");
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return Read(name, reader);
    }

    internal static TextSource Read(string name, TextReader yaml)
    {
        var stream = new YamlStream();
        stream.Load(yaml);
        var texts = new Dictionary<string, Localised>(StringComparer.Ordinal);
        if (stream.Documents.Count > 0 && stream.Documents[0].RootNode is YamlMappingNode root)
        {
            Collect(name, root, "", texts);
        }

        return new TextSource(name, texts);
    }

    private static void Collect(string name, YamlMappingNode node, string prefix, Dictionary<string, Localised> texts)
    {
        foreach (var (keyNode, value) in node.Children)
        {
            var key = prefix + ((YamlScalarNode)keyNode).Value;
            if (value is not YamlMappingNode inner)
            {
                throw new InvalidOperationException($"{name}, Texts.yaml, line {value.Start.Line}: \"{key}\" must be {{ja, easy, en}}.");
            }

            if (inner.Children.TryGetValue("ja", out var ja) && ja is YamlScalarNode { Value: { Length: > 0 } japanese })
            {
                texts.Add(key, new Localised(japanese, Scalar(inner, "easy"), Scalar(inner, "en")));
            }
            else
            {
                Collect(name, inner, key + ".", texts);
            }
        }
    }

    private static string? Scalar(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) && value is YamlScalarNode { Value: { Length: > 0 } text } ? text : null;
}

public static class TextsRegistration
{
    /// <summary>Brings the texts of a module: its embedded <c>Texts.yaml</c>, <c>key: {ja, easy, en}</c> (keys may nest).</summary>
    public static IServiceCollection AddTexts(this IServiceCollection services, Assembly assembly)
    {
        var source = TextSource.Of(assembly);
        return services.Any(s => s.ImplementationInstance is TextSource known && known.Name == source.Name)
            ? services
            : services.AddSingleton(source);
    }
}
