using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Delivery;

/// <summary>What somebody who checks a letter tells of it; only the code is needed.</summary>
internal sealed record CheckAsked(string Code, string? Number = null, DateOnly? Day = null, byte[]? FileHash = null);

/// <summary>Finds the letter behind a code, proves its record by the signature, and compares.</summary>
internal sealed partial class LetterCheck(DeliveryDb db, LetterKeys keys, TimeProvider time, ILogger<LetterCheck> log)
{
    public async Task<CheckAnswer> CheckAsync(CheckAsked asked, CancellationToken cancellationToken)
    {
        var hash = CheckCode.Hash(asked.Code);
        if (await db.Letters.SingleOrDefaultAsync(letter => letter.CodeHash == hash, cancellationToken) is not { } letter)
        {
            return new(CheckVerdict.Forged);
        }

        if (!await keys.IsGenuineAsync(letter.Proven, letter.Seal, cancellationToken) || !await IsEndGenuineAsync(letter, cancellationToken))
        {
            LogTampered(letter.Id);
            return new(CheckVerdict.Forged);
        }

        var differences = Differences(letter, asked);
        return new(Verdict(letter, differences, time.TodayInJapan()), Shown(letter), differences, asked.FileHash is not null);
    }

    /// <summary>A letter that nobody ended, or whose ending the city signed.</summary>
    private async Task<bool> IsEndGenuineAsync(StoredLetter letter, CancellationToken cancellationToken) =>
        letter.End is not var (ending, seal) || (seal is not null && await keys.IsGenuineAsync(ending, seal, cancellationToken));

    private static CheckVerdict Verdict(StoredLetter letter, List<CheckDifference> differences, DateOnly today) => letter.State switch
    {
        _ when differences.Count > 0 => CheckVerdict.Altered,
        LetterState.Withdrawn => CheckVerdict.Withdrawn,
        LetterState.Replaced => CheckVerdict.Replaced,
        _ when letter.HoldsUntil < today => CheckVerdict.Expired,
        _ when letter.ErasedAt is not null => CheckVerdict.Erased,
        _ => CheckVerdict.Genuine,
    };

    private static List<CheckDifference> Differences(StoredLetter letter, CheckAsked asked)
    {
        var differences = new List<CheckDifference>();
        if (asked.Number is { } number && !DocumentNumber.IsSame(number, letter.Number))
        {
            differences.Add(CheckDifference.Number);
        }

        if (asked.Day is { } day && day != letter.Day)
        {
            differences.Add(CheckDifference.Day);
        }

        if (asked.FileHash is { } file && !file.AsSpan().SequenceEqual(letter.Sha256))
        {
            differences.Add(CheckDifference.File);
        }

        return differences;
    }

    private static CheckedLetter Shown(StoredLetter letter) => new(
        letter.Words is { } words ? LetterWords.FromJson(words).Title : null,
        letter.Number,
        letter.Day,
        letter.HoldsUntil,
        letter.ErasedAt is null ? letter.ShownName : null,
        [.. letter.EssentialList.Select(essential => KeyValuePair.Create(essential.Label, essential.Value))],
        letter.EndedOn,
        letter.ReplacedBy);

    [LoggerMessage(EventId = 5022, Level = LogLevel.Critical, Message = "The record of letter {Letter} does not bear the city's signature: somebody changed it in the database")]
    private partial void LogTampered(Guid letter);
}

/// <summary>文書番号 as people type it: <c>令和8年度 第12号</c>, <c>第12号</c> or <c>12</c>, in any width.</summary>
internal static class DocumentNumber
{
    private const char Before = '第';
    private const char After = '号';

    public static bool IsSame(string typed, string? number)
    {
        var plain = Plain(typed);
        var whole = Plain(number ?? "");
        return plain == whole || plain.Trim(Before, After) == whole[(whole.LastIndexOf(Before) + 1)..].TrimEnd(After);
    }

    private static string Plain(string text) => string.Concat(JapaneseText.ToHalfWidth(text).Where(character => !char.IsWhiteSpace(character)));
}
