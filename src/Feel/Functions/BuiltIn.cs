using Madoguchi.Feel.Evaluation;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Functions;

/// <summary>
/// A parameter of a built-in: "name: type", "name?: type" when it may be left out, "name??: type" when it may also be null,
/// "name...: type" when it takes the rest.
/// </summary>
internal sealed record Parameter(string Name, FeelType Type, bool IsOptional, bool IsNullable, bool TakesRest)
{
    public static Parameter[] Read(string signature) =>
        [.. signature.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(ReadOne)];

    private static Parameter ReadOne(string text)
    {
        var (name, type) = (text[..text.IndexOf(':', StringComparison.Ordinal)], text[(text.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        return new(
            name.TrimEnd('?', '.'), Typing.Named(type) ?? throw new ArgumentException($"No FEEL type {type}.", nameof(text)),
            name.EndsWith('?'), name.EndsWith("??", StringComparison.Ordinal), name.EndsWith("...", StringComparison.Ordinal));
    }
}

/// <summary>One way to call a built-in. A strict one is not entered when an argument is unknown: its result is that unknown.</summary>
internal sealed record Signature(string Name, string Written, FeelType Result, Func<Arguments, FeelValue> Body, bool IsStrict)
{
    private Parameter[]? parameters;

    /// <summary>Read when it is first called: of most functions nobody ever asks.</summary>
    public Parameter[] Parameters => parameters ??= Parameter.Read(Written);

    public static Signature Of(string name, string parameters, FeelType result, Func<Arguments, FeelValue> body) =>
        new(name, parameters, result, body, IsStrict: true);

    /// <summary>For functions that can say something although an argument of type Any is unknown.</summary>
    public static Signature Lenient(string name, string parameters, FeelType result, Func<Arguments, FeelValue> body) =>
        new(name, parameters, result, body, IsStrict: false);
}

/// <summary>The arguments of one call, already of the declared types; a place left out is null.</summary>
internal readonly struct Arguments(Run run, string function, FeelValue?[] values)
{
    public Run Run { get; } = run;

    public FeelValue this[int at] => values[at]!;

    public bool Has(int at) => at < values.Length && values[at] is not null;

    public string Text(int at) => ((FeelString)values[at]!).Value;

    public string? TextOrNull(int at) => Has(at) ? Text(at) : null;

    public FeelNumber Number(int at) => (FeelNumber)values[at]!;

    public FeelList List(int at) => (FeelList)values[at]!;

    public FeelContextValue Context(int at) => (FeelContextValue)values[at]!;

    public bool TryInteger(int at, out int number)
    {
        var fits = ((FeelNumber)values[at]!).TryToInt64(out var whole) && whole is >= int.MinValue and <= int.MaxValue;
        number = fits ? (int)whole : 0;
        return fits;
    }

    /// <summary>A place or a count, its fraction cut off.</summary>
    public bool TryPlace(int at, out int number)
    {
        var whole = Number(at).Truncated();
        var fits = whole >= int.MinValue && whole <= int.MaxValue;
        number = fits ? (int)whole!.Value : 0;
        return fits;
    }

    public FeelNull Cannot(int at) => FeelNull.Because(FeelReason.BadArgument(function, values[at] ?? FeelNull.Value));

    public FeelNull Cannot(FeelValue value) => FeelNull.Because(FeelReason.BadArgument(function, value));

    /// <summary>The elements of a list if all are numbers; else the null that says why not.</summary>
    public FeelNull? TryNumbers(int at, out FeelNumber[] numbers)
    {
        numbers = new FeelNumber[List(at).Items.Count];
        FeelNull? unknown = null;
        for (var i = 0; i < numbers.Length; i++)
        {
            switch (List(at).Items[i])
            {
                case FeelNumber number:
                    numbers[i] = number;
                    break;
                case FeelNull { IsUnknown: true } open:
                    unknown = unknown is null ? open : Operations.Unknown(unknown, open);
                    break;
                case var other:
                    return Cannot(other);
            }
        }
        return unknown;
    }
}

/// <summary>A built-in function with its ways to be called.</summary>
internal sealed record BuiltIn(string Name, Signature[] Signatures) : FeelFunction
{
    public override IReadOnlyList<string> Parameters => [.. Signatures[0].Parameters.Select(parameter => parameter.Name)];

    /// <summary>Any, where it depends on how it is called.</summary>
    public FeelType Result => Array.TrueForAll(Signatures, signature => signature.Result == Signatures[0].Result) ? Signatures[0].Result : FeelType.Any;

    public BuiltIn Or(Signature other) => new(Name, [.. Signatures, other]);

    internal override FeelValue Invoke(Run run, FeelValue[] arguments, string[]? names)
    {
        foreach (var signature in Signatures)
        {
            if ((names is null ? arguments : Arrange(signature.Parameters, arguments, names)) is { } ordered
                && Fit(signature.Parameters, ordered) is { } fitted)
            {
                return Enter(run, signature, fitted);
            }
        }
        return Array.Find(arguments, Operations.IsUnknown) ?? FeelNull.Because(FeelReason.BadCall(Name));
    }

    public bool Equals(BuiltIn? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    private FeelValue Enter(Run run, Signature signature, FeelValue?[] fitted)
    {
        FeelNull? unknown = null;
        var cost = 1L;
        for (var i = 0; i < fitted.Length; i++)
        {
            cost += fitted[i]?.Weight ?? 0;
            if (fitted[i] is FeelNull missing && (signature.IsStrict || signature.Parameters[i].Type != FeelType.Any))
            {
                if (!missing.IsUnknown && signature.Parameters[i].Type == FeelType.Any)
                {
                    continue;
                }
                if (!missing.IsUnknown)
                {
                    return FeelNull.Because(FeelReason.BadCall(Name));
                }
                unknown = unknown is null ? missing : Operations.Unknown(unknown, missing);
            }
        }
        return unknown is not null ? unknown : run.Spend(cost) ? run.Made(signature.Body(new Arguments(run, Name, fitted))) : Run.Spent;
    }

    /// <summary>Named arguments in the order of the parameters, or null when a name is none of theirs.</summary>
    private static FeelValue[]? Arrange(Parameter[] parameters, FeelValue[] arguments, string[] names)
    {
        var ordered = new FeelValue[parameters.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var at = Array.FindIndex(parameters, parameter => parameter.Name == names[i]);
            if (at < 0 || ordered[at] is not null)
            {
                return null;
            }
            ordered[at] = arguments[i];
        }
        return ordered;
    }

    private static FeelValue?[]? Fit(Parameter[] parameters, FeelValue?[] given)
    {
        if (parameters is [.., { TakesRest: true } rest])
        {
            return FitRest(parameters, rest, given);
        }
        if (given.Length > parameters.Length)
        {
            return null;
        }
        var fitted = new FeelValue?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            var argument = i < given.Length ? given[i] : null;
            if (argument is null || (argument is FeelNull { IsUnknown: false } && parameters[i].IsNullable))
            {
                if (!parameters[i].IsOptional)
                {
                    return null;
                }
                continue;
            }
            if ((fitted[i] = Coercion.To(argument, parameters[i].Type)) is null)
            {
                return null;
            }
        }
        return fitted;
    }

    /// <summary>The last parameter takes all remaining arguments as one list.</summary>
    private static FeelValue?[]? FitRest(Parameter[] parameters, Parameter rest, FeelValue?[] given)
    {
        var before = parameters.Length - 1;
        if (given.Length <= before || Fit(parameters[..before], given[..before]) is not { } first)
        {
            return null;
        }
        var remaining = given[before..];
        return Array.TrueForAll(remaining, value => value is not null && Coercion.To(value, rest.Type) is not null)
            ? [.. first, new FeelList(Array.ConvertAll(remaining, value => Coercion.To(value!, rest.Type)!))]
            : null;
    }
}
