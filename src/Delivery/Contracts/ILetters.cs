namespace Madoguchi.Delivery;

/// <summary>What other modules may ask about letters.</summary>
public interface ILetters
{
    /// <summary>Whether the notice's letter is made and can be read at <c>/my/letters/NOTICE</c>.</summary>
    Task<bool> IsMadeAsync(Guid noticeId, CancellationToken cancellationToken);

    /// <summary>The letter as it would be sent, marked 見本 on every page: nothing is stored or signed, and it bears no code.</summary>
    /// <returns>A PDF.</returns>
    byte[] Specimen(string kind, NoticeContent content, string recipient);
}
