using System.Text;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel;

/// <summary>A name that an expression uses and does not define itself.</summary>
/// <param name="Name">In NFC, spaces collapsed.</param>
/// <param name="Span">Where it stands first.</param>
/// <param name="IsKnown">The scope has it, or it is a built-in function.</param>
/// <param name="MayBeMember">It stands in a filter, where it may be an entry of the element.</param>
/// <param name="IsCalled">It is called as a function.</param>
public sealed record FeelName(string Name, FeelSpan Span, bool IsKnown, bool MayBeMember, bool IsCalled)
{
    /// <summary>NFC, outer spaces gone, inner runs of white space one space.</summary>
    public static string Normalise(string name)
    {
        if (IsPlain(name))
        {
            return name;
        }

        // Half of a surrogate pair has no normal form: it becomes the sign for what cannot be shown.
        name = name.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? string.Concat(name.EnumerateRunes()) : name;
        var composed = name.IsNormalized(NormalizationForm.FormC) ? name : name.Normalize(NormalizationForm.FormC);
        return composed.AsSpan().IndexOfAny(" \t\r\n\u00A0") < 0 ? composed : string.Join(' ', composed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool IsPlain(string name)
    {
        foreach (var sign in name)
        {
            if (!Signs.IsPlainLetter(sign))
            {
                return false;
            }
        }
        return true;
    }
}
