using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Identity;

/// <summary>Sessions and the sign-in log as they lie in the database.</summary>
internal static class SessionRows
{
    private const string KnowWho = "To know who is signed in";
    private const string Account = "To show people what happened to their sign-in";

    public static void Map(ModelBuilder model)
    {
        model.Entity<SessionRow>(session =>
        {
            session.ToTable("identity_session");
            session.Property(row => row.Actor).Personal(KnowWho);
            session.Property(row => row.Role).NotPersonal();
            session.Property(row => row.Name).Personal(KnowWho);
            session.Property(row => row.SubjectName).Personal(KnowWho);
            session.Property(row => row.Assurance).NotPersonal();
            session.Property(row => row.Method).NotPersonal();
            session.Property(row => row.Device).Personal(Account);
            session.Property(row => row.Origin).Personal(Account);
            session.Property(row => row.EndedWhy).NotPersonal();
            session.Property(row => row.RootHash).NotPersonal();
            session.Property(row => row.SecretHash).NotPersonal();
            session.Property(row => row.NextSeed).NotPersonal();
            session.Property(row => row.NextHash).NotPersonal();
            session.Property(row => row.PreviousHash).NotPersonal();
        });
        model.Entity<SignInRow>(entry =>
        {
            entry.ToTable("identity_sign_in").HasKey(row => row.Seq);
            entry.Property(row => row.Actor).Personal(Account);
            entry.Property(row => row.What).Personal(Account);
            entry.Property(row => row.Method).NotPersonal();
            entry.Property(row => row.Device).Personal(Account);
            entry.Property(row => row.Origin).Personal(Account);
        });
    }
}

internal sealed class SessionRow
{
    public required Guid Id { get; init; }

    public Guid? AccountId { get; init; }

    public required string Actor { get; init; }

    public required string Role { get; init; }

    public required string Name { get; init; }

    public Guid? PartyId { get; init; }

    public Guid? SubjectId { get; init; }

    public string? SubjectName { get; init; }

    public required string Assurance { get; init; }

    public required string Method { get; init; }

    public required string Device { get; init; }

    public required string Origin { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset SignedInAt { get; init; }

    public required DateTimeOffset SeenAt { get; init; }

    public required byte[] RootHash { get; init; }

    public required byte[] SecretHash { get; init; }

    public required DateTimeOffset TurnedAt { get; init; }

    public byte[]? NextSeed { get; init; }

    public byte[]? NextHash { get; init; }

    public byte[]? PreviousHash { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? EndedWhy { get; init; }
}

internal sealed class SignInRow
{
    public required long Seq { get; init; }

    public string? Actor { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string What { get; init; }

    public string? Method { get; init; }

    public required string Device { get; init; }

    public required string Origin { get; init; }

    public Guid? SessionId { get; init; }
}
