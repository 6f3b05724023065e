using System.Globalization;

namespace Madoguchi.Delivery;

/// <summary>
/// As much of an addressee as whoever holds the paper needs to see that the name on it was not changed (ADR 0025): the first character of
/// a person's name, the whole name of an organisation, which is public.
/// </summary>
internal static class ShownName
{
    private const string Hidden = "＊＊";

    public static string Of(Addressee to) => to.IsOrganisation ? to.Name : StringInfo.GetNextTextElement(to.Name) + Hidden;
}
