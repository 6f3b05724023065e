using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Fees;

/// <summary>The tables of this module and whose data each column holds.</summary>
internal sealed class FeesDb(DbContextOptions<FeesDb> options) : ModuleDb(options)
{
    protected override void Map(ModelBuilder model)
    {
    }
}
