using System.Reflection;

namespace Madoguchi.Whole.Tests;

/// <summary>What others can see of a type, as text that reads like its declaration.</summary>
internal static class PublicSurface
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Words = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>One line for the type, and one for each member.</summary>
    public static IEnumerable<string> Of(Type type)
    {
        if (Module.IsComponent(type))
        {
            var parameters = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.GetCustomAttribute<Microsoft.AspNetCore.Components.ParameterAttribute>() is not null)
                .OrderBy(property => property.Name, StringComparer.Ordinal)
                .Select(property => $"{NameOf(property.PropertyType)} {property.Name}");
            return [$"component {FullName(type)}({string.Join(", ", parameters)})"];
        }

        IEnumerable<string> members = type.IsEnum ? [string.Join(", ", Enum.GetNames(type))]
            : typeof(Delegate).IsAssignableFrom(type) ? [Signature(type.GetMethod("Invoke")!)]
            : Members(type).Order(StringComparer.Ordinal);
        return [$"{Kind(type)} {FullName(type)}{Parents(type)}", .. members.Select(member => "  " + member)];
    }

    private static IEnumerable<string> Members(Type type)
    {
        foreach (var constructor in type.GetConstructors(Own).Where(IsSeen))
        {
            // A record's constructor says its properties; its copy constructor says nothing.
            if (constructor.GetParameters() is not [{ } only] || only.ParameterType != type)
            {
                yield return $"new({Parameters(constructor)})";
            }
        }

        var inConstructor = type.GetConstructors(Own).SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.Name).ToHashSet();
        foreach (var property in type.GetProperties(Own).Where(property => property.GetMethod is { } get && IsSeen(get)))
        {
            if (!(IsRecord(type) && inConstructor.Contains(property.Name)) && property.Name != "EqualityContract")
            {
                yield return $"{Static(property.GetMethod!)}{NameOf(property.PropertyType)} {property.Name}{(property.SetMethod is { } set && IsSeen(set) ? " { get; set; }" : "")}";
            }
        }

        foreach (var field in type.GetFields(Own).Where(field => field.IsPublic || field.IsFamily))
        {
            yield return $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{NameOf(field.FieldType)} {field.Name}{(field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "")}";
        }

        foreach (var method in type.GetMethods(Own).Where(method => IsSeen(method) && !method.IsSpecialName && !IsMade(type, method)))
        {
            yield return Signature(method);
        }

        foreach (var conversion in type.GetMethods(Own).Where(method => method.Name is "op_Implicit" or "op_Explicit"))
        {
            yield return $"{conversion.Name["op_".Length..].ToLowerInvariant()} {NameOf(conversion.ReturnType)}({Parameters(conversion)})";
        }
    }

    /// <summary>What every record has, and overrides that only say how a type prints or compares.</summary>
    private static bool IsMade(Type type, MethodInfo method) =>
        method.Name.Contains('<', StringComparison.Ordinal)
        || method.Name is "ToString" or "GetHashCode" or "Equals" or "PrintMembers" or "Deconstruct"
        || (type.IsInterface && method.IsPrivate);

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Signature(MethodInfo method) =>
        $"{Static(method)}{NameOf(method.ReturnType)} {method.Name}{Generic(method)}({Parameters(method)})";

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : "";

    private static string Static(MethodInfo method) => method.IsStatic && method.DeclaringType is { IsInterface: false } ? "static " : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{NameOf(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = …" : "")}"));

    private static string Kind(Type type) =>
        type.IsInterface ? "interface" : type.IsEnum ? "enum" : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type.IsValueType ? (IsRecord(type) ? "record struct" : "struct")
        : (type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : "") + (IsRecord(type) ? "record" : "class");

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", Own) is not null;

    private static string Parents(Type type)
    {
        var above = type.BaseType?.GetInterfaces() ?? [];
        var parents = type.IsEnum || typeof(Delegate).IsAssignableFrom(type) ? []
            : (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? new[] { parent } : [])
                .Concat(type.GetInterfaces().Except(above).Where(contract => !contract.Name.StartsWith("IEquatable", StringComparison.Ordinal)))
                .Select(NameOf).Order(StringComparer.Ordinal).ToList();
        return parents.Count == 0 ? "" : " : " + string.Join(", ", parents);
    }

    private static string FullName(Type type) => type.IsNested ? $"{FullName(type.DeclaringType!)}.{NameOf(type)}" : $"{type.Namespace}.{NameOf(type)}";

    private static string NameOf(Type type)
    {
        if (Words.TryGetValue(type, out var word))
        {
            return word;
        }

        if (type.IsByRef)
        {
            return "ref " + NameOf(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return NameOf(value) + "?";
        }

        if (type.IsGenericType && type.Name.StartsWith("ValueTuple", StringComparison.Ordinal))
        {
            return $"({string.Join(", ", type.GetGenericArguments().Select(NameOf))})";
        }

        return type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
            : type.Name;
    }
}
