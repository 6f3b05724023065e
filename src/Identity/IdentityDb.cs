using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Identity;

/// <summary>The tables of this module and whose data each column holds.</summary>
internal sealed class IdentityDb(DbContextOptions<IdentityDb> options) : ModuleDb(options)
{
    protected override void Map(ModelBuilder model)
    {
    }
}
