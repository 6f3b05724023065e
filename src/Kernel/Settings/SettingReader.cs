using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Madoguchi.Kernel;

/// <summary>Reads a class of settings by its properties: what each means, what holds unset, and what is wrong with an instance.</summary>
internal static class SettingReader
{
    public static IEnumerable<Setting> Of(SettingsGroup group) => Of(group.Type, group.Section, group.Default(), ModuleOf(group.Type));

    /// <summary>What the annotations object to, throughout the instance; the key first.</summary>
    public static IEnumerable<string> Faults(object settings, string path)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), results, validateAllProperties: true);
        foreach (var result in results)
        {
            var members = string.Join(", ", result.MemberNames.Select(name => Join(path, name)).DefaultIfEmpty(path));
            yield return $"{members}: {result.ErrorMessage}";
        }

        foreach (var property in Properties(settings.GetType()).Where(property => !IsSingle(property.PropertyType)))
        {
            foreach (var (key, item) in Items(Join(path, NameOf(property)), property.GetValue(settings)))
            {
                foreach (var fault in Faults(item, key))
                {
                    yield return fault;
                }
            }
        }
    }

    public static bool CanRead(Type type, string value)
    {
        try
        {
            return type == typeof(string) || TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value) is not null;
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static IEnumerable<Setting> Of(Type type, string path, object? defaults, string module)
    {
        foreach (var property in Properties(type))
        {
            var (key, wanted) = (Join(path, NameOf(property)), property.PropertyType);
            var (item, placeholder) = Item(wanted);
            if (item is not null)
            {
                key = $"{key}:{placeholder}";
            }

            var value = item is null && defaults is not null ? property.GetValue(defaults) : null;
            var single = Nullable.GetUnderlyingType(item ?? wanted) ?? item ?? wanted;
            if (!IsSingle(single))
            {
                foreach (var setting in Of(single, key, value ?? Activator.CreateInstance(single), module))
                {
                    yield return setting;
                }

                continue;
            }

            yield return new Setting(
                key,
                property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "",
                property.GetCustomAttribute<UnsetAttribute>()?.Words ?? Shown(value),
                KindOf(single),
                property.IsDefined(typeof(SecretAttribute)),
                module)
            { Type = single };
        }
    }

    private static IEnumerable<(string Key, object Item)> Items(string path, object? value)
    {
        switch (value)
        {
            case null:
                return [];
            case IDictionary entries:
                return entries.Keys.Cast<object>().Select(key => (Join(path, $"{key}"), entries[key]!)).Where(entry => !IsSingle(entry.Item2.GetType()));
            case IEnumerable list:
                return list.Cast<object>().Select((item, number) => (Join(path, $"{number}"), item)).Where(entry => !IsSingle(entry.item.GetType()));
            default:
                return [(path, value)];
        }
    }

    /// <summary>What a list or a dictionary holds; null for anything else.</summary>
    private static (Type? Item, string Placeholder) Item(Type type)
    {
        if (type.IsArray)
        {
            return (type.GetElementType(), "N");
        }

        return type.IsGenericType && type != typeof(string) && type.GetInterfaces().Append(type).Any(face => face == typeof(IEnumerable))
            ? type.GetGenericArguments() is [_, var value] ? (value, "NAME") : (type.GetGenericArguments()[0], "N")
            : (null, "");
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null);

    private static bool IsSingle(Type type) => TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type).CanConvertFrom(typeof(string));

    private static string NameOf(PropertyInfo property) => property.GetCustomAttribute<ConfigurationKeyNameAttribute>()?.Name ?? property.Name;

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}:{name}";

    private static string Shown(object? value) => value switch
    {
        null or "" => "–",
        bool yes => yes ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string KindOf(Type type) =>
        type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a duration (1.00:00:00 is a day)"
        : type == typeof(Uri) ? "an address"
        : type == typeof(string) ? "text"
        : "a number";

    private static string ModuleOf(Type type) => type.Assembly.GetName().Name!.Replace("Madoguchi.", "", StringComparison.Ordinal);
}
