using Madoguchi.Feel.Evaluation;
using static Madoguchi.Feel.Functions.Signature;

namespace Madoguchi.Feel.Functions;

/// <summary>DMN 1.5, 10.3.4.8.</summary>
internal static class ContextFunctions
{
    private static readonly FeelType Entries = FeelType.ListOf(FeelType.Context);

    public static IEnumerable<Signature> All =>
    [
        Of("get value", "m: context, key: string", FeelType.Any, a => a.Context(0).Get(FeelName.Normalise(a.Text(1)))),
        Of("get value", "context: context, key: string", FeelType.Any, a => a.Context(0).Get(FeelName.Normalise(a.Text(1)))),
        Of("get entries", "m: context", Entries, GetEntries),
        Of("get entries", "context: context", Entries, GetEntries),
        Of("context", "entries: list", FeelType.Context, Make),
        Lenient("context put", "context: context, key: string, value: Any", FeelType.Context, a => Put(a.Context(0), [a.Text(1)], a[2]) ?? (FeelValue)a.Cannot(0)),
        Lenient("context put", "context: context, keys: list, value: Any", FeelType.Context, PutDeep),
        Of("context merge", "contexts: list", FeelType.Context, Merge),
    ];

    private static FeelValue GetEntries(Arguments a) => new FeelList(a.Context(0).Entries.Select(entry => (FeelValue)new FeelContextValue(
        [KeyValuePair.Create("key", (FeelValue)entry.Key), KeyValuePair.Create("value", entry.Value)])));

    private static FeelValue Make(Arguments a)
    {
        var made = new Dictionary<string, FeelValue>(StringComparer.Ordinal);
        foreach (var item in a.List(0).Items)
        {
            if (item is not FeelContextValue entry || !entry.TryGet("key", out var key) || key is not FeelString name
                || !entry.TryGet("value", out var value) || !made.TryAdd(name.Value, value))
            {
                return a.Cannot(item);
            }
        }
        return new FeelContextValue(made);
    }

    private static FeelValue PutDeep(Arguments a)
    {
        var keys = a.List(1).Items.OfType<FeelString>().Select(key => key.Value).ToArray();
        return keys.Length == 0 || keys.Length != a.List(1).Items.Count ? a.Cannot(1) : Put(a.Context(0), keys, a[2]) ?? (FeelValue)a.Cannot(1);
    }

    private static FeelContextValue? Put(FeelContextValue context, ReadOnlySpan<string> keys, FeelValue value)
    {
        if (keys.Length > 1)
        {
            if (!context.TryGet(FeelName.Normalise(keys[0]), out var inner) || inner is not FeelContextValue deeper || Put(deeper, keys[1..], value) is not { } changed)
            {
                return null;
            }
            value = changed;
        }
        return new FeelContextValue(context.Entries.Append(KeyValuePair.Create(keys[0], value)));
    }

    private static FeelValue Merge(Arguments a) =>
        a.List(0).Items.FirstOrDefault(item => item is not FeelContextValue) is { } other
            ? Operations.IsUnknown(other) ? other : a.Cannot(other)
            : new FeelContextValue(a.List(0).Items.SelectMany(item => ((FeelContextValue)item).Entries));
}
