using System.Globalization;
using System.Text;

namespace Madoguchi.DesignSystem;

/// <summary>
/// The texts in this reader's language: <c>@W["intake.next"]</c>.
/// A text may carry ruby; components show it. In plain markup write <c>&lt;T Text="@W["…"]" /&gt;</c>.
/// </summary>
public sealed class Wording(Texts texts, Display display)
{
    public Display Display => display;

    public string this[string key] => texts[key].In(display.Language);

    /// <summary>The text with <c>{0}</c>, <c>{1}</c> … replaced; braces of ruby are left alone.</summary>
    public string Format(string key, params ReadOnlySpan<object?> values) => Fill(this[key], values);

    /// <summary>A text of the city's content in this reader's language.</summary>
    public string Of(Localised text) => text.In(display.Language);

    /// <summary>As the indexer, without readings: for titles and labels read aloud.</summary>
    public string Plain(string key) => Ruby.Strip(this[key]);

    internal static string Fill(string template, ReadOnlySpan<object?> values)
    {
        var filled = new StringBuilder(template.Length + 32);
        for (var at = 0; at < template.Length; at++)
        {
            if (template[at] == '{' && at + 2 < template.Length && template[at + 2] == '}'
                && template[at + 1] - '0' is >= 0 and <= 9 and var index && index < values.Length)
            {
                filled.Append(Convert.ToString(values[index], CultureInfo.InvariantCulture));
                at += 2;
            }
            else
            {
                filled.Append(template[at]);
            }
        }

        return filled.ToString();
    }
}
