using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Identity;

internal sealed class ClientRow
{
    public required string Code { get; init; }
    public required string Name { get; init; }
    public required string Organisation { get; init; }
    public required string Purpose { get; init; }
    public required string Contact { get; init; }
    public required string Reach { get; init; }
    public required string Channel { get; init; }
    public string? Procedures { get; init; }
    public Guid? Party { get; init; }
    public required string Scopes { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public required string MadeBy { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public required long Version { get; init; }
}

internal sealed class ClientSecretRow
{
    public required Guid Id { get; init; }
    public required string ClientCode { get; init; }
    public required string Hash { get; init; }
    public required string Hint { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public required string MadeBy { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}

internal sealed class ClientTokenRow
{
    public required Guid Id { get; init; }
    public required string ClientCode { get; init; }
    public required Guid SecretId { get; init; }
    public required string Scopes { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>The tables of clients; all but whom to call is about programs, not people.</summary>
internal static class ClientRows
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<ClientRow>(row =>
        {
            row.ToTable("identity_client").HasKey(client => client.Code);
            row.Property(client => client.Code).NotPersonal();
            row.Property(client => client.Name).NotPersonal();
            row.Property(client => client.Organisation).NotPersonal();
            row.Property(client => client.Purpose).NotPersonal();
            row.Property(client => client.Contact).Personal(Purpose.Maintain.Code);
            row.Property(client => client.Reach).NotPersonal();
            row.Property(client => client.Channel).NotPersonal();
            row.Property(client => client.Procedures).NotPersonal();
            row.Property(client => client.Scopes).NotPersonal();
            row.Property(client => client.MadeBy).NotPersonal();
        });
        model.Entity<ClientSecretRow>(row =>
        {
            row.ToTable("identity_client_secret").HasKey(secret => secret.Id);
            row.Property(secret => secret.ClientCode).NotPersonal();
            row.Property(secret => secret.Hash).NotPersonal();
            row.Property(secret => secret.Hint).NotPersonal();
            row.Property(secret => secret.MadeBy).NotPersonal();
        });
        model.Entity<ClientTokenRow>(row =>
        {
            row.ToTable("identity_client_token").HasKey(token => token.Id);
            row.Property(token => token.ClientCode).NotPersonal();
            row.Property(token => token.Scopes).NotPersonal();
        });
    }
}
