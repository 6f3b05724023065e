using System.Text.Json;
using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>What is stored of a letter when it is made.</summary>
internal sealed record NewLetter(
    NoticeToServe Notice, NoticeContent Content, LetterWords Words, LetterProof Proof, Seal Seal, string Area, Guid File, int Pages, string? Unprinted);

/// <summary>Writes the rows of letters, inside a unit.</summary>
internal static class LetterStore
{
    private const int AreaDigits = 3;

    public static string AreaOf(string postcode) => postcode.Length >= AreaDigits ? postcode[..AreaDigits] : "";

    public static void Add(Unit unit, NewLetter letter) => unit.Execute(
        """
        insert into delivery_letter (id, kind, recipient, reference, number, day, holds_until, words, essentials, shown_name, area, file_id, pages,
            sha256, code_hash, key_id, signature, made_at, state, unprinted)
        values (@id, @kind, @recipient, @reference, @number, @day, @holds_until, @words, @essentials, @shown_name, @area, @file, @pages,
            @sha256, @code_hash, @key, @signature, @at, 'issued', @unprinted)
        """,
        ("id", letter.Notice.Id),
        ("kind", letter.Notice.Kind),
        ("recipient", letter.Notice.Recipient),
        ("reference", letter.Notice.Reference),
        ("number", letter.Proof.Number),
        ("day", letter.Proof.Day),
        ("holds_until", letter.Proof.HoldsUntil),
        ("words", letter.Words.ToJson()),
        ("essentials", JsonSerializer.Serialize(letter.Proof.Essentials, LetterJson.Default.IReadOnlyListEssential)),
        ("shown_name", letter.Proof.ShownName),
        ("area", letter.Area),
        ("file", letter.File),
        ("pages", (long)letter.Pages),
        ("sha256", letter.Proof.Sha256),
        ("code_hash", letter.Proof.CodeHash),
        ("key", letter.Seal.Key),
        ("signature", letter.Seal.Signature),
        ("at", unit.Now),
        ("unprinted", letter.Unprinted));

    /// <summary>The letter no longer holds; once it does not, it never does again. What was to tell of it and has not begun to, is not sent.</summary>
    public static bool End(Unit unit, LetterEnding ending, Seal seal)
    {
        if (unit.Execute(
            """
            update delivery_letter set state = @state, ended_on = @on, ended_by = @by, replaced_by = @replaced_by, ending_key_id = @key, ending_signature = @signature
            where id = @id and state = 'issued'
            """,
            ("state", ending.State),
            ("on", ending.On),
            ("by", unit.Actor.Id),
            ("replaced_by", ending.ReplacedBy),
            ("key", seal.Key),
            ("signature", seal.Signature),
            ("id", ending.Letter)) == 0)
        {
            return false;
        }

        MessageDesk.TakeBack(unit, ending.Letter);
        return true;
    }

    /// <summary>Empties what is about a person; the seal is over what stays.</summary>
    public static bool Erase(Unit unit, Guid id, Seal seal) => unit.Execute(
        """
        update delivery_letter set words = null, essentials = '[]', shown_name = '', area = '', unprinted = null, key_id = @key, signature = @signature, erased_at = @at
        where id = @id and erased_at is null
        """,
        ("key", seal.Key),
        ("signature", seal.Signature),
        ("at", unit.Now),
        ("id", id)) == 1;

    /// <summary>That its recipient, or somebody who acts for them, opened it.</summary>
    public static void AddReading(Unit unit, Guid id, string form) => unit.Execute(
        """
        insert into delivery_reading (letter_id, number, at, actor, form)
        values (@id, (select coalesce(max(number), 0) + 1 from delivery_reading where letter_id = @id), @at, @actor, @form)
        """,
        ("id", id),
        ("at", unit.Now),
        ("actor", unit.Actor.Id),
        ("form", form));
}
