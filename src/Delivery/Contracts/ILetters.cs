namespace Madoguchi.Delivery;

/// <summary>What other modules may ask about letters.</summary>
public interface ILetters
{
    /// <summary>Whether the notice's letter is made and can be read at <c>/my/letters/NOTICE</c>.</summary>
    Task<bool> IsMadeAsync(Guid noticeId, CancellationToken cancellationToken);

    /// <summary>Which characters of a text no letter could print; none when all can be. Ask before a clerk's words are taken.</summary>
    IReadOnlyList<UnprintableCharacter> Unprintable(string text);

    /// <summary>The letter as it would be sent, marked 見本 on every page: nothing is stored or signed, and it bears no code.</summary>
    /// <returns>A PDF.</returns>
    byte[] Specimen(string kind, NoticeContent content, string recipient);
}

/// <summary>A character that no font of the city has.</summary>
/// <param name="Text">The character, with its variation selector where it has one.</param>
/// <param name="CodePoints">As people name it: <c>U+1F600</c>.</param>
public sealed record UnprintableCharacter(string Text, string CodePoints);
