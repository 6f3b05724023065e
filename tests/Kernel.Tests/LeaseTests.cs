using Madoguchi.Testing;

namespace Madoguchi.Kernel.Tests;

public sealed class LeaseTests
{
    [Fact]
    public async Task One_host_at_a_time_does_a_job_and_a_dead_one_lets_go_when_its_time_is_over()
    {
        await using var host = await ModuleHost.StartAsync(_ => { });
        var (mine, other) = (host.Get<Leases>(), new Leases(host.Writer, host.Time));

        (await mine.HoldAsync("sweep", TimeSpan.FromMinutes(1), CancellationToken.None)).ShouldBeTrue();
        (await other.HoldAsync("sweep", TimeSpan.FromMinutes(1), CancellationToken.None)).ShouldBeFalse();
        (await mine.HoldAsync("sweep", TimeSpan.FromMinutes(1), CancellationToken.None)).ShouldBeTrue("its holder renews it");
        host.Time.Advance(TimeSpan.FromMinutes(1));
        (await other.HoldAsync("sweep", TimeSpan.FromMinutes(1), CancellationToken.None)).ShouldBeTrue();
        (await mine.HoldAsync("sweep", TimeSpan.FromMinutes(1), CancellationToken.None)).ShouldBeFalse();
        await other.ReleaseAsync("sweep", CancellationToken.None);
        (await mine.HoldAsync("sweep", TimeSpan.FromMinutes(1), CancellationToken.None)).ShouldBeTrue();
    }
}
