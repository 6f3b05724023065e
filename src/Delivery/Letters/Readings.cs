using System.Text.RegularExpressions;
using Madoguchi.DesignSystem;

namespace Madoguchi.Delivery;

/// <summary>Readings where there is no ruby: <c>{児童手当|じどうてあて}</c> becomes 児童手当（じどうてあて）.</summary>
internal static partial class Readings
{
    public static string InBrackets(string text) => Reading().Replace(text, "$1（$2）");

    public static string Stripped(string text) => Ruby.Strip(text);

    [GeneratedRegex(@"\{([^{}|\n]+)\|([^{}|\n]+)\}")]
    private static partial Regex Reading();
}
