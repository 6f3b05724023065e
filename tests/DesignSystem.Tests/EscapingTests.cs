using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace Madoguchi.DesignSystem.Tests;

public class EscapingTests
{
    private const string Attack = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";

    public static TheoryData<string> Components => [.. typeof(Page).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false, IsPublic: true } && type.IsAssignableTo(typeof(IComponent)) && !type.Name.StartsWith('_'))
        .Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Components))]
    public async Task No_text_given_to_a_component_becomes_markup(string name)
    {
        var type = typeof(Page).Assembly.GetType("Madoguchi.DesignSystem." + name)!;
        var parameters = new Dictionary<string, object?>();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.IsDefined(typeof(ParameterAttribute))))
        {
            if (Hostile(property.PropertyType) is { } value)
            {
                parameters[property.Name] = value;
            }
        }

        var html = await Rendered.HtmlAsync(type, new Display(Language.Easy), parameters);

        var document = Rendered.Parse(html.StartsWith("<!DOCTYPE", StringComparison.Ordinal) ? html : "<!DOCTYPE html><html><body>" + html + "</body></html>");
        document.QuerySelectorAll("script:not([src])").ShouldBeEmpty();
        document.QuerySelectorAll("[onerror]").ShouldBeEmpty();
        document.QuerySelectorAll("img").ShouldBeEmpty();
    }

    private static object? Hostile(Type type) =>
        type == typeof(string) ? Attack
        : type == typeof(Localised) ? new Localised(Attack, Attack, Attack)
        : type == typeof(IReadOnlyList<Choice>) ? new Choice[] { new(Attack, Attack, Attack) }
        : type == typeof(IReadOnlyCollection<string>) ? new[] { Attack }
        : type == typeof(IReadOnlyList<string>) ? new[] { Attack }
        : type == typeof(IReadOnlyList<FieldError>) ? new FieldError[] { new(Attack, Attack) }
        : type == typeof(IReadOnlyList<Crumb>) ? new Crumb[] { new(Attack, Attack), new(Attack) }
        : type == typeof(IReadOnlyList<Tab>) ? new Tab[] { new(Attack, Attack) }
        : type == typeof(IReadOnlyList<Step>) ? new Step[] { new(Attack, StepState.Current, Attack, Attack) }
        : type == typeof(IReadOnlyList<Column>) ? new Column[] { new(Attack, Attack) }
        : type == typeof(IReadOnlyList<UploadedFile>) ? new UploadedFile[] { new(Attack, Attack, 1, Attack) }
        : type == typeof(IReadOnlyDictionary<string, string>) ? new Dictionary<string, string> { ["postcode"] = Attack, ["holder"] = Attack }
        : type == typeof(AddressParts) ? new AddressParts(Attack, Attack, Attack, Attack, Attack)
        : type == typeof(BankAccountParts) ? new BankAccountParts(Attack, Attack, Attack, Attack, Attack, Attack, Attack)
        : type == typeof(DateParts) ? new DateParts(Attack, Attack, Attack, Attack)
        : type == typeof(ContactWindow) ? new ContactWindow(Attack, Attack, Attack, Attack)
        : type == typeof(Func<int, string>) ? new Func<int, string>(_ => Attack)
        : type == typeof(int) ? 2
        : null;
}
