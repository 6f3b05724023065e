namespace Madoguchi.Kernel;

/// <summary>
/// Lets one host at a time do a job. Whoever holds a lease renews it by asking again before it ends; a host that died lets go when its
/// time is over, so each step of the job must bear being done twice.
/// </summary>
public sealed class Leases(IWriter writer, TimeProvider time)
{
    private static readonly Actor Keeper = Actor.System("lease");
    private readonly string holder = Guid.CreateVersion7(time.GetUtcNow()).ToString();

    /// <summary>Takes or renews the lease of this name.</summary>
    /// <returns>False while another host holds it.</returns>
    public async Task<bool> HoldAsync(string name, TimeSpan duration, CancellationToken cancellationToken)
    {
        var held = await writer.WriteAsync<bool>(
            new Work($"lease/{name}", $"lease/{Guid.CreateVersion7(time.GetUtcNow())}", Keeper, Purpose.Maintain),
            unit => unit.Execute(
                """
                insert into kernel_lease (name, holder, until) values (@name, @holder, @until)
                on conflict (name) do update set holder = @holder, until = @until where kernel_lease.holder = @holder or kernel_lease.until <= @now
                """,
                ("name", name),
                ("holder", holder),
                ("until", unit.Now + duration),
                ("now", unit.Now)) == 1,
            cancellationToken);
        return held.Value;
    }

    /// <summary>Lets go before the time is over, so that another host need not wait.</summary>
    public Task ReleaseAsync(string name, CancellationToken cancellationToken) => writer.WriteAsync<bool>(
        new Work($"lease/{name}", $"lease/{Guid.CreateVersion7(time.GetUtcNow())}", Keeper, Purpose.Maintain),
        unit => unit.Execute("delete from kernel_lease where name = @name and holder = @holder", ("name", name), ("holder", holder)) == 1,
        cancellationToken);
}
