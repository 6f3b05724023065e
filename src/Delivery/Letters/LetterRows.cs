using System.Text.Json;

namespace Madoguchi.Delivery;

/// <summary>A letter as it was made, once.</summary>
internal sealed class StoredLetter
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required Guid Recipient { get; init; }

    public string? Reference { get; init; }

    public string? Number { get; init; }

    public required DateOnly Day { get; init; }

    public DateOnly? HoldsUntil { get; init; }

    /// <summary>Null once erased.</summary>
    public string? Words { get; init; }

    public required string Essentials { get; init; }

    public required string ShownName { get; init; }

    /// <summary>The first three digits of the postcode; empty when it cannot be posted.</summary>
    public required string Area { get; init; }

    public required Guid FileId { get; init; }

    public required long Pages { get; init; }

    public required byte[] Sha256 { get; init; }

    public required byte[] CodeHash { get; init; }

    public required string KeyId { get; init; }

    public required byte[] Signature { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required string State { get; init; }

    /// <summary>Since when it no longer holds.</summary>
    public DateOnly? EndedOn { get; init; }

    public string? EndedBy { get; init; }

    /// <summary>The number of the letter that took its place.</summary>
    public string? ReplacedBy { get; init; }

    public string? EndingKeyId { get; init; }

    public byte[]? EndingSignature { get; init; }

    /// <summary>How it ended, as the city signed it; null while it holds. A row that says only half of it has no ending that could be proved.</summary>
    public (LetterEnding Ending, Seal? Seal)? End => State == LetterState.Issued && EndedOn is null && ReplacedBy is null && EndingSignature is null
        ? null
        : (new LetterEnding(Id, State, EndedOn, ReplacedBy, CodeHash), EndingKeyId is { } key && EndingSignature is { } signature ? new(key, signature) : null);

    public IReadOnlyList<Essential> EssentialList => JsonSerializer.Deserialize(Essentials, LetterJson.Default.IReadOnlyListEssential) ?? [];

    /// <summary>What could not be printed as the register or a clerk wrote it, by part and code point; null when all could.</summary>
    public string? Unprinted { get; init; }

    /// <summary>Its application's time of keeping is over; words gone, the rest follows.</summary>
    public DateTimeOffset? ExpiredAt { get; init; }

    /// <summary>When everything about a person in it was erased.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>What proves it today.</summary>
    public ISigned Proven => ErasedAt is null ? Proof : ProofAfterErasure;

    public LetterProof Proof => new(Id, Kind, Number, Day, HoldsUntil, ShownName, EssentialList, CodeHash, Sha256);

    public ErasedLetterProof ProofAfterErasure => new(Id, Kind, Number, Day, HoldsUntil, CodeHash, Sha256);

    public Seal Seal => new(KeyId, Signature);
}

/// <summary>What <c>delivery_letter.state</c> says.</summary>
internal static class LetterState
{
    public const string Issued = "issued";

    /// <summary>The city took it back (取消し).</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>Another letter says it now.</summary>
    public const string Replaced = "replaced";
}

internal sealed class SigningKey
{
    public required string Id { get; init; }

    public required byte[] PublicKey { get; init; }

    /// <summary>The public half as the city vouches for it.</summary>
    public string? PublicSealed { get; init; }

    public string? PrivateSealed { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RetiredAt { get; init; }
}

internal sealed class LetterReading
{
    public required Guid LetterId { get; init; }

    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    public required string Form { get; init; }
}

internal sealed class PrintBatch
{
    public required Guid Id { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required string MadeBy { get; init; }

    public required long Letters { get; init; }

    public required long Pages { get; init; }

    public DateOnly? PostedOn { get; init; }
}

internal sealed class BatchLetter
{
    public required Guid MessageId { get; init; }

    public required long Attempt { get; init; }

    public required Guid BatchId { get; init; }

    public required long Position { get; init; }

    public required Guid LetterId { get; init; }
}

internal sealed class Reprint
{
    public required Guid LetterId { get; init; }

    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    public required string Reason { get; init; }
}
