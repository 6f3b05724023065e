namespace Madoguchi.Delivery;

/// <summary>What a notice says, told by the module whose word it is. Delivery asks it when it writes the letter or the mail.</summary>
public interface INoticeSource
{
    /// <summary>The kinds this module issues.</summary>
    IReadOnlyCollection<string> Kinds { get; }

    /// <summary>The content; null when it must no longer be sent: the code ran out, the words were erased.</summary>
    Task<NoticeContent?> ContentOfAsync(Guid noticeId, string kind, CancellationToken cancellationToken);
}

/// <summary>The values a template is filled with.</summary>
/// <param name="Values">By the names the template uses, already in the words people read; a value may have several paragraphs.</param>
public sealed record NoticeContent(IReadOnlyDictionary<string, string> Values)
{
    /// <summary>文書番号, as it is printed: 令和8年度 第12号.</summary>
    public string? Number { get; init; }

    /// <summary>The day the notice bears.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The last day on which the letter holds, when it has one.</summary>
    public DateOnly? HoldsUntil { get; init; }

    /// <summary>Lists the template prints row by row: grounds with their articles, answers to correct. By the names the template uses.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<string>>> Lists { get; init; } =
        new Dictionary<string, IReadOnlyList<IReadOnlyList<string>>>();

    /// <summary>What somebody who checks the letter is shown to compare, label and value: outcome, amount. Never a whole name or address.</summary>
    public IReadOnlyList<(string Label, string Value)> Essentials { get; init; } = [];

    /// <summary>Where the recipient acts on it, within this site: <c>/apply/GUID</c>.</summary>
    public string? Address { get; init; }
}
