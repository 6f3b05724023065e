using Madoguchi.Feel.Functions;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Evaluation;

/// <summary>What can be said against an expression without evaluating it.</summary>
internal static class Findings
{
    public static FeelError UnknownName(NameUse use, bool isCalled, FeelScope scope)
    {
        var near = Nearest(use.Name, isCalled ? BuiltIns.All : scope.Names);
        var (hint, englishHint) = near is null ? ("", "") : ($"「{near}」のことですか。", $" Did you mean \"{near}\"?");
        return isCalled
            ? new("unknown-function", use.Span, $"「{use.Name}」という関数はありません。{hint}", $"There is no function \"{use.Name}\".{englishHint}", near)
            : new("unknown-name", use.Span, $"「{use.Name}」という名前は知られていません。{hint}", $"There is no name \"{use.Name}\".{englishHint}", near);
    }

    public static FeelError Incomparable(Binary binary)
    {
        var (left, right) = (FeelType.JapaneseName(binary.Left.Type.Name), FeelType.JapaneseName(binary.Right.Type.Name));
        return new(
            "incomparable", binary.Span, $"{left}と{right}は「{binary.Sign}」で比べられません。",
            $"{binary.Left.Type} and {binary.Right.Type} cannot be compared with \"{binary.Sign}\".");
    }

    /// <summary>The known name at most two edits away (one for short names), compatibility forms aside.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        var folded = name.Normalize(System.Text.NormalizationForm.FormKC);
        var allowed = folded.Length <= 4 ? 1 : 2;
        return known.Select(candidate => (candidate, Distance: Distance(folded, candidate)))
            .Where(pair => pair.Distance <= allowed && pair.Distance < folded.Length)
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate).FirstOrDefault();
    }

    private static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 2)
        {
            return int.MaxValue;
        }
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1)));
            }
        }
        return row[^1];
    }
}
