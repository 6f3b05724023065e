using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Delivery;

/// <summary>The tables of this module and whose data each column holds.</summary>
internal sealed class DeliveryDb(DbContextOptions<DeliveryDb> options) : ModuleDb(options)
{
    protected override void Map(ModelBuilder model)
    {
    }
}
