using System.Collections;
using System.Globalization;
using System.Text;

namespace Madoguchi.Feel.Tests;

/// <summary>Models as text, and as all that they say.</summary>
internal static class Written
{
    public static DmnModel Read(string text)
    {
        using var source = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return DmnModel.Read(source);
    }

    public static string Text(DmnModel model, DmnVersion? version = null)
    {
        using var target = new MemoryStream();
        model.Write(target, version);
        return Encoding.UTF8.GetString(target.ToArray());
    }

    /// <summary>Everything that the records say, in their order.</summary>
    public static string Told(object? said) => said switch
    {
        null => "–",
        string text => $"\"{text}\"",
        IEnumerable many => $"[{string.Join(", ", many.Cast<object>().Select(Told))}]",
        _ when said.GetType().Namespace == typeof(DmnModel).Namespace && !said.GetType().IsEnum =>
            $"{said.GetType().Name}({string.Join(", ", said.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0).Select(property => $"{property.Name} {Told(property.GetValue(said))}"))})",
        _ => string.Create(CultureInfo.InvariantCulture, $"{said}"),
    };
}
