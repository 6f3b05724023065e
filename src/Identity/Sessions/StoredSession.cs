using System.Security.Claims;
using System.Security.Cryptography;
using Madoguchi.Kernel;

namespace Madoguchi.Identity;

/// <summary>A session as it lies in the database.</summary>
internal sealed record StoredSession
{
    public const string Columns =
        """
        id, account_id, actor, role, name, party_id, subject_id, subject_name, assurance, method, device, origin, started_at, signed_in_at,
        seen_at, root_hash, secret_hash, turned_at, next_seed, next_hash, previous_hash, ended_at
        """;

    private ClaimsPrincipal? principal;

    public required Guid Id { get; init; }

    public required SessionStart Who { get; init; }

    public required string Device { get; init; }

    public required string Origin { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset SignedInAt { get; init; }

    /// <summary>When the secret was last turned, or begun to be: to a few minutes when somebody was here.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    public required byte[] RootHash { get; init; }

    public required byte[] SecretHash { get; init; }

    /// <summary>Since when the secret is the secret.</summary>
    public required DateTimeOffset TurnedAt { get; init; }

    /// <summary>A new secret was offered and has not been seen in use.</summary>
    public byte[]? NextSeed { get; init; }

    public byte[]? NextHash { get; init; }

    public byte[]? PreviousHash { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Made once and shared by requests: nobody changes it.</summary>
    public ClaimsPrincipal Principal => principal ??= Who.ToPrincipal(Id, SignedInAt);

    public bool IsOver(DateTimeOffset now, SessionSettings settings) =>
        EndedAt is not null || now - SeenAt > settings.Idle || now - StartedAt > settings.Absolute;

    public Standing StandingOf(SessionToken token, DateTimeOffset now, SessionSettings settings)
    {
        if (!Same(token.RootHash, RootHash))
        {
            return Standing.Foreign;
        }

        var secret = token.SecretHash;
        return Same(secret, SecretHash) ? Standing.Current
            : Same(secret, NextHash) ? Standing.Next
            : Same(secret, PreviousHash) && now - TurnedAt <= settings.Grace ? Standing.JustTurned
            : Standing.Old;
    }

    public static StoredSession Read(Row row) => new()
    {
        Id = row.Guid("id"),
        Who = new()
        {
            ActorId = row.Text("actor"),
            Role = row.Text("role"),
            Name = row.Text("name"),
            Party = row.GuidOrNull("party_id"),
            Subject = row.GuidOrNull("subject_id"),
            SubjectName = row.TextOrNull("subject_name"),
            Assurance = Enum.Parse<Assurance>(row.Text("assurance")),
            Method = row.Text("method"),
            Account = row.GuidOrNull("account_id"),
        },
        Device = row.Text("device"),
        Origin = row.Text("origin"),
        StartedAt = row.Instant("started_at"),
        SignedInAt = row.Instant("signed_in_at"),
        SeenAt = row.Instant("seen_at"),
        RootHash = row.Bytes("root_hash"),
        SecretHash = row.Bytes("secret_hash"),
        TurnedAt = row.Instant("turned_at"),
        NextSeed = row.BytesOrNull("next_seed"),
        NextHash = row.BytesOrNull("next_hash"),
        PreviousHash = row.BytesOrNull("previous_hash"),
        EndedAt = row.InstantOrNull("ended_at"),
    };

    private static bool Same(byte[] hash, byte[]? other) => other is not null && CryptographicOperations.FixedTimeEquals(hash, other);
}

/// <summary>What a cookie is to its session.</summary>
internal enum Standing
{
    /// <summary>Never ours.</summary>
    Foreign,

    Current,

    /// <summary>The offered secret, seen in use for the first time.</summary>
    Next,

    /// <summary>The secret before, of a request that was under way.</summary>
    JustTurned,

    /// <summary>Ours once, and turned since by somebody: it was copied.</summary>
    Old,
}
