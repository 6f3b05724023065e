using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Identity;

/// <summary>The tables of this module and whose data each column holds.</summary>
internal sealed class IdentityDb(DbContextOptions<IdentityDb> options) : ModuleDb(options)
{
    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    public DbSet<SignInRow> SignIns => Set<SignInRow>();

    public DbSet<ProviderLinkRow> ProviderLinks => Set<ProviderLinkRow>();

    public DbSet<ProviderSessionRow> ProviderSessions => Set<ProviderSessionRow>();

    public DbSet<ClientRow> Clients => Set<ClientRow>();

    public DbSet<ClientSecretRow> ClientSecrets => Set<ClientSecretRow>();

    public DbSet<ClientTokenRow> ClientTokens => Set<ClientTokenRow>();

    protected override void Map(ModelBuilder model)
    {
        SessionRows.Map(model);
        AccountRows.Map(model);
        OidcRows.Map(model);
        ClientRows.Map(model);
    }
}
