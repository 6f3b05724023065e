using Madoguchi.Kernel;
using Microsoft.AspNetCore.Http;

namespace Madoguchi.Procedures;

/// <summary>The fields of a posted form, bounded in number and length before anything looks at them.</summary>
public sealed class FormFields
{
    public const int MaxFields = 200;
    public const int MaxLength = 20_000;

    private readonly Dictionary<string, IReadOnlyList<string>> fields;

    private FormFields(Dictionary<string, IReadOnlyList<string>> fields) => this.fields = fields;

    public static FormFields Empty { get; } = new([]);

    /// <summary>Refuses a form with more fields or longer values than any of our pages can send.</summary>
    public static Result<FormFields> From(IFormCollection form)
    {
        var fields = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var count = 0;
        foreach (var (name, values) in form)
        {
            count += values.Count;
            if (count > MaxFields || name.Length > 200 || values.Any(value => value?.Length > MaxLength))
            {
                return new FormTooLarge();
            }

            fields[name] = [.. values.Select(value => value ?? "")];
        }

        return new FormFields(fields);
    }

    public static FormFields Of(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var made = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            made[name] = made.TryGetValue(name, out var before) ? [.. before, value] : [value];
        }

        return new FormFields(made);
    }

    /// <summary>The first value of a field, or the empty text.</summary>
    public string this[string name] => fields.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : "";

    /// <summary>The same fields with some of them set anew.</summary>
    public FormFields With(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var changed = new Dictionary<string, IReadOnlyList<string>>(this.fields, StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            changed[name] = [value];
        }

        return new(changed);
    }

    /// <summary>Whether anything was typed or chosen in this field or one of its parts.</summary>
    public bool HasAny(string name) => fields.Any(field =>
        (field.Key == name || field.Key.StartsWith(name + ".", StringComparison.Ordinal)) && field.Value.Any(value => !string.IsNullOrWhiteSpace(value)));

    /// <summary>Every value with the name of its field.</summary>
    public IEnumerable<(string Name, string Value)> Each => fields.SelectMany(given => given.Value.Select(value => (given.Key, value)));

    public IReadOnlyList<string> All(string name) => fields.TryGetValue(name, out var values) ? values : [];
}

/// <summary>The form holds more fields or longer values than any of our pages can send.</summary>
public sealed record FormTooLarge() : Refusal("form-too-large", RefusalKind.TooLarge);
