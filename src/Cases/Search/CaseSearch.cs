using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Cases;

/// <summary>
/// Finds cases by name, reading, number or word (ADR 0013). A question becomes pairs of characters; a case that has at
/// least six in ten of them is found, those with more stand first. Nothing but equality of tokens is asked, so both engines agree.
/// </summary>
internal static class CaseSearch
{
    private const int MostTokens = 60;

    /// <summary>The cases found, best first, or all of them when nothing was asked.</summary>
    public static IQueryable<Case> Matching(this IQueryable<Case> cases, CasesDb db, string? question, out bool isRanked)
    {
        isRanked = false;
        if (string.IsNullOrWhiteSpace(question))
        {
            return cases;
        }

        if (ReferenceNumber.TryParse(question, out var canonical))
        {
            return cases.Where(it => it.Reference == canonical);
        }

        var words = JapaneseText.Normalise(question).Split([' ', '\n', ',', '、', '，'], StringSplitOptions.RemoveEmptyEntries)
            .Select(JapaneseText.FoldForSearch).Where(word => word.Length > 0).ToArray();
        foreach (var single in words.Where(IsOneCharacter))
        {
            cases = cases.Where(it => db.Tokens.Any(token => token.CaseId == it.Id && token.Token.StartsWith(single)));
        }

        var tokens = words.Where(word => !IsOneCharacter(word)).SelectMany(JapaneseText.Bigrams).Distinct(StringComparer.Ordinal).Take(MostTokens).ToArray();
        if (tokens.Length == 0)
        {
            // Only marks were typed, which no index holds.
            return words.Length == 0 ? cases.Where(it => false) : cases;
        }

        isRanked = true;
        var needed = (int)Math.Ceiling(tokens.Length * 0.6);
        var found = db.Tokens.Where(token => tokens.Contains(token.Token))
            .GroupBy(token => token.CaseId)
            .Select(group => new { CaseId = group.Key, Matched = group.Count() })
            .Where(hit => hit.Matched >= needed);
        return from it in cases
               join hit in found on it.Id equals hit.CaseId
               orderby hit.Matched descending, it.ReceivedAt descending, it.Id
               select it;
    }

    private static bool IsOneCharacter(string word) => word.EnumerateRunes().Count() == 1;
}
