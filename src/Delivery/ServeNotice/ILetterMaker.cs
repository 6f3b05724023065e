using Madoguchi.DesignSystem;

namespace Madoguchi.Delivery;

/// <summary>
/// Writes an official notice as a letter and keeps it. Every official notice has one, whatever the channel: who chose electronic service
/// reads it at <c>/my/letters/NOTICE</c>. Asked again for the same notice, after a crash for example, it gives the same letter.
/// </summary>
internal interface ILetterMaker
{
    Task<MadeLetter> MakeAsync(NoticeToServe notice, NoticeContent content, Addressee to, CancellationToken cancellationToken);
}

/// <summary>A notice as it was issued.</summary>
internal sealed record NoticeToServe(Guid Id, string Kind, Guid Recipient, string? Reference, DateTimeOffset IssuedAt);

/// <summary>The letter in <see cref="Kernel.IFileStore"/>.</summary>
internal sealed record MadeLetter(Guid File, int Pages);

/// <summary>Whom a letter is addressed to, as the register has it on the day it is written.</summary>
/// <param name="Party">The recipient, and nobody else of the household.</param>
/// <param name="Name">As it is shown.</param>
/// <param name="Original">With its original characters (外字), when <paramref name="Name"/> had to replace some.</param>
/// <param name="IsOrganisation">Decides the form of address: 様 or 御中.</param>
/// <param name="Address">Null when the register has none: the letter is made, and staff is told that it cannot be posted.</param>
/// <param name="Language">In which the person wants mails and the explanations; the legal text stays Japanese.</param>
internal sealed record Addressee(Guid Party, string Name, string? Original, bool IsOrganisation, PostalAddress? Address, Language Language);

/// <summary>An address of the register, in its parts; the postcode is seven digits or empty.</summary>
internal sealed record PostalAddress(string Postcode, string Prefecture, string City, string Town, string Street, string Building);
