namespace Madoguchi.Feel;

/// <summary>
/// The functions outside of FEEL that models may call: those registered here and no others. Nothing is found by reflection, and a model
/// reaches neither files nor network.
/// </summary>
public sealed class FeelExternals
{
    private readonly Dictionary<(string Class, string Method), Func<IReadOnlyList<FeelValue>, FeelValue>> functions = [];

    public static FeelExternals None { get; } = new();

    /// <param name="type">The class as the model names it, "java.lang.Math" for example.</param>
    /// <param name="method">The name and the types of the parameters as the model names them, "max(int,int)" for example.</param>
    /// <param name="function">What is called, with as many values as there are parameters. It must not keep state.</param>
    public FeelExternals Add(string type, string method, Func<IReadOnlyList<FeelValue>, FeelValue> function)
    {
        functions[(type, Tight(method))] = function;
        return this;
    }

    internal FeelValue Call(string type, string method, FeelValue[] arguments) => functions.TryGetValue((type, Tight(method)), out var function)
        ? function(arguments)
        : FeelNull.Because(FeelReason.NoExternal($"{type}.{method}"));

    private static string Tight(string method) => method.Replace(" ", "", StringComparison.Ordinal);
}
