using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Identity;

/// <summary>What is kept of outside providers.</summary>
internal static class OidcRows
{
    private const string KnowWho = "To know who is signed in";

    public static void Map(ModelBuilder model)
    {
        model.Entity<ProviderLinkRow>(link =>
        {
            link.ToTable("identity_provider_link").HasKey(row => new { row.Issuer, row.Subject });
            link.Property(row => row.Issuer).NotPersonal();
            link.Property(row => row.Subject).Personal(KnowWho);
        });
        model.Entity<ProviderSessionRow>(session =>
        {
            session.ToTable("identity_provider_session").HasKey(row => row.SessionId);
            session.Property(row => row.Issuer).NotPersonal();
            session.Property(row => row.Subject).Personal(KnowWho);
            session.Property(row => row.ProviderSid).Personal(KnowWho);
            session.Property(row => row.Roles).NotPersonal();
        });
    }
}

internal sealed class ProviderLinkRow
{
    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public required Guid PartyId { get; init; }

    public required DateTimeOffset LinkedAt { get; init; }
}

internal sealed class ProviderSessionRow
{
    public required Guid SessionId { get; init; }

    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public string? ProviderSid { get; init; }

    public required string Roles { get; init; }
}
