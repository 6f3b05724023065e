using Madoguchi.Kernel.Tests.Files;
using Madoguchi.Testing;

namespace Madoguchi.Kernel.Tests.Backups;

/// <summary>The drill: write, back up while serving, destroy, restore, compare; on both engines.</summary>
public sealed class BackupTests : IDisposable
{
    private static readonly Actor Clerk = new("staff:tanaka", null, Roles.Clerk);
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_was_backed_up_is_restored_on_SQLite()
    {
        Written written;
        await using (var city = KernelOnDisk.Open(folder.At("city")))
        {
            written = await WriteAsync(city);
            await BackUpAsync(city);
        }

        Directory.Delete(folder.At("city"), recursive: true);

        await using (var restored = KernelOnDisk.Open(folder.At("city"), migrate: false))
        {
            await RestoreAsync(restored, "Restored the sqlite database and 2 files");
        }

        await using var again = KernelOnDisk.Open(folder.At("city"));
        await CompareAsync(again, written);
    }

    [Fact]
    public async Task What_was_backed_up_is_restored_on_PostgreSQL()
    {
        await using var postgres = await TemporaryPostgres.CreateAsync();
        Written written;
        await using (var city = KernelOnDisk.Open(folder.At("city"), postgres.ConnectionString))
        {
            written = await WriteAsync(city);
            await BackUpAsync(city);
        }

        Directory.Delete(folder.At("city"), recursive: true);
        await using var other = await TemporaryPostgres.CreateAsync();
        await using (var restored = KernelOnDisk.Open(folder.At("city"), other.ConnectionString, migrate: false))
        {
            await RestoreAsync(restored, "Restored the postgresql database and 2 files");
        }

        await using (var again = KernelOnDisk.Open(folder.At("city"), other.ConnectionString))
        {
            await CompareAsync(again, written);
        }

        // And over itself, which needs to be said. The migrations' own pool keeps a session open.
        Npgsql.NpgsqlConnection.ClearAllPools();
        await using var over = KernelOnDisk.Open(folder.At("city"), other.ConnectionString, migrate: false);
        await RefusedAsync(over, "not empty");
        await RestoreAsync(over, "Restored", replace: true);
        await CompareAsync(over, written);
    }

    [Fact]
    public async Task A_failed_restore_on_PostgreSQL_leaves_the_old_database()
    {
        await using var postgres = await TemporaryPostgres.CreateAsync();
        Written written;
        await using (var city = KernelOnDisk.Open(folder.At("city"), postgres.ConnectionString))
        {
            written = await WriteAsync(city);
        }

        Npgsql.NpgsqlConnection.ClearAllPools();
        await using var again = KernelOnDisk.Open(folder.At("city"), postgres.ConnectionString, migrate: false);
        await File.WriteAllTextAsync(folder.At("no.pgdump"), "not a dump");

        await Should.ThrowAsync<DatabaseCopyException>(() => new PostgresCopy(again.Get<Database>(), TimeProvider.System).RestoreAsync(folder.At("no.pgdump"), Never));

        await CompareAsync(again, written);
    }

    [Fact]
    public async Task A_backup_made_while_the_city_works_is_one_moment()
    {
        await using (var city = KernelOnDisk.Open(folder.At("city")))
        {
            await WriteAsync(city);
            using var done = new CancellationTokenSource();
            var work = WorkUntilAsync(city, done.Token);
            await BackUpAsync(city);
            await done.CancelAsync();
            (await work).ShouldBeGreaterThan(0);
        }

        await using (var restored = KernelOnDisk.Open(folder.At("new"), migrate: false))
        {
            await RestoreAsync(restored, "Restored");
        }

        await using var again = KernelOnDisk.Open(folder.At("new"));
        var kept = (await ChangesAsync(again)).Where(key => key.StartsWith("meanwhile", StringComparison.Ordinal)).ToList();
        kept.ShouldBe(Enumerable.Range(0, kept.Count).Select(number => $"meanwhile {number:00000}"));

        static async Task<int> WorkUntilAsync(KernelOnDisk city, CancellationToken done)
        {
            var number = 0;
            while (!done.IsCancellationRequested)
            {
                await ChangeAsync(city, $"meanwhile {number++:00000}");
            }

            return number;
        }
    }

    [Fact]
    public async Task A_database_that_holds_something_is_replaced_only_when_told()
    {
        Written written;
        await using (var city = KernelOnDisk.Open(folder.At("city")))
        {
            written = await WriteAsync(city);
            await BackUpAsync(city);
            await ChangeAsync(city, "after the backup");
        }

        await using (var city = KernelOnDisk.Open(folder.At("city"), migrate: false))
        {
            await RefusedAsync(city, "not empty");
            await RestoreAsync(city, "Restored", replace: true);
        }

        await using var again = KernelOnDisk.Open(folder.At("city"));
        await CompareAsync(again, written);
    }

    [Fact]
    public async Task A_schema_without_a_change_counts_as_empty()
    {
        await using (var city = KernelOnDisk.Open(folder.At("city")))
        {
            await WriteAsync(city);
            await BackUpAsync(city);
        }

        await using (KernelOnDisk.Open(folder.At("new")))
        {
        }

        await using var fresh = KernelOnDisk.Open(folder.At("new"), migrate: false);
        await RestoreAsync(fresh, "Restored");
    }

    [Fact]
    public async Task A_database_in_use_is_not_replaced()
    {
        await using var city = KernelOnDisk.Open(folder.At("city"));
        await WriteAsync(city);
        await BackUpAsync(city);
        await ChangeAsync(city, "after the backup");

        await using var second = KernelOnDisk.Open(folder.At("city"), migrate: false);
        await RefusedAsync(second, "in use", replace: true);

        (await ChangesAsync(city)).ShouldContain("after the backup");
    }

    [Fact]
    public async Task A_database_in_use_is_not_replaced_on_PostgreSQL()
    {
        await using var postgres = await TemporaryPostgres.CreateAsync();
        await using var city = KernelOnDisk.Open(folder.At("city"), postgres.ConnectionString);
        await WriteAsync(city);
        var time = new ManualTime();

        var restore = new PostgresCopy(city.Get<Database>(), time).RestoreAsync(folder.At("no.pgdump"), Never);
        var moment = TimeSpan.FromSeconds(1);
        await time.DueWithinAsync(moment);
        time.Advance(moment);

        (await Should.ThrowAsync<DatabaseCopyException>(() => restore)).Message.ShouldContain("in use");
        (await ChangesAsync(city)).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("backup/database.sqlite", "was changed")]
    [InlineData("backup/SHA256SUMS", "was changed")]
    [InlineData("backup/manifest.json", "not a complete backup")]
    [InlineData("backup-keys/master.json", "not the keys")]
    [InlineData("a file", "was changed")]
    public async Task A_damaged_backup_restores_nothing(string part, string says)
    {
        await using (var city = KernelOnDisk.Open(folder.At("city")))
        {
            await WriteAsync(city);
            await BackUpAsync(city);
        }

        var path = part == "a file"
            ? Directory.GetFiles(folder.At("backup", "files"), "*", SearchOption.AllDirectories)[0]
            : folder.At(part);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, part == "backup/manifest.json" ? [] : bytes);

        await using var fresh = KernelOnDisk.Open(folder.At("new"), migrate: false);
        await RefusedAsync(fresh, says);
        File.Exists(folder.At("new", "city.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_backup_never_overwrites_another()
    {
        await using var city = KernelOnDisk.Open(folder.At("city"));
        await BackUpAsync(city);

        using var output = new StringWriter();
        (await city.Get<Backup>().SaveAsync(folder.At("backup"), output, Never)).ShouldBe(1);
        output.ToString().ShouldContain("not empty");
    }

    [Fact]
    public async Task What_was_erased_is_not_in_the_backup()
    {
        await using var city = KernelOnDisk.Open(folder.At("city"));
        var written = await WriteAsync(city);
        await city.Get<IFileStore>().EraseAsync(written.Small, Clerk, Purpose.Maintain, Never);

        await BackUpAsync(city);

        Directory.GetFiles(folder.At("backup", "files"), "*", SearchOption.AllDirectories).Length.ShouldBe(1);
    }

    private sealed record Written(Guid Small, Guid Large, byte[] LargeContent, List<string> Changes);

    private static async Task<Written> WriteAsync(KernelOnDisk city)
    {
        for (var i = 0; i < 50; i++)
        {
            await ChangeAsync(city, $"change {i}");
        }

        var large = new byte[200_000];
        new Random(1).NextBytes(large);
        "%PDF-"u8.CopyTo(large);
        return new(await SaveAsync(city, "%PDF-1.7"u8.ToArray()), await SaveAsync(city, large), large, await ChangesAsync(city));
    }

    private async Task BackUpAsync(KernelOnDisk city)
    {
        using var output = new StringWriter();
        (await city.Get<Backup>().SaveAsync(folder.At("backup"), output, Never)).ShouldBe(0, output.ToString());

        output.ToString().ShouldContain("Keep them apart");
        File.Exists(folder.At("backup-keys", "README.txt")).ShouldBeTrue();
        Directory.Exists(folder.At("backup.partial")).ShouldBeFalse();
    }

    private async Task RestoreAsync(KernelOnDisk city, string says, bool replace = false)
    {
        using var output = new StringWriter();
        (await city.Get<Backup>().RestoreAsync(folder.At("backup"), null, replace, output, Never)).ShouldBe(0, output.ToString());
        output.ToString().ShouldContain(says);
    }

    private async Task RefusedAsync(KernelOnDisk city, string says, bool replace = false)
    {
        using var output = new StringWriter();
        (await city.Get<Backup>().RestoreAsync(folder.At("backup"), null, replace, output, Never)).ShouldBe(1);
        output.ToString().ShouldContain(says);
    }

    private static async Task CompareAsync(KernelOnDisk city, Written written)
    {
        (await ChangesAsync(city)).ShouldBe(written.Changes);
        await using var content = (await city.Get<IFileStore>().OpenAsync(written.Large, Never)).ShouldNotBeNull();
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        bytes.ToArray().ShouldBe(written.LargeContent);
    }

    private static async Task<Guid> SaveAsync(KernelOnDisk city, byte[] content) =>
        (await city.Get<IFileStore>().SaveAsync(new MemoryStream(content), "a.pdf", 1_000_000, Clerk, Purpose.Examine, Never)).Value.Id;

    private static Task<Result<bool>> ChangeAsync(KernelOnDisk city, string key) =>
        city.Get<IWriter>().WriteAsync<bool>(new Work("test/1", key, Clerk, Purpose.Examine), _ => true, Never);

    private static Task<List<string>> ChangesAsync(KernelOnDisk city) =>
        city.Get<Database>().QueryAsync("select key from kernel_change order by key", row => row.Text("key"), Never);
}
