using System.Security.Cryptography;
using Madoguchi.Kernel.Tests.Files;
using Madoguchi.Testing;
using Microsoft.AspNetCore.DataProtection;

namespace Madoguchi.Kernel.Tests;

public sealed class ProtectionKeyTests
{
    private const string OldMaster = "old:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    [Fact]
    public async Task What_one_host_seals_another_opens()
    {
        using var folder = new TemporaryFolder();
        await using var database = await TestDatabase.CreateAsync();
        await using var one = KernelOnDisk.Open(folder.Path, database.ConnectionString);
        var @sealed = Seal(one);

        await using var other = KernelOnDisk.Open(folder.Path, database.ConnectionString);

        Open(other, @sealed).ShouldBe("session");
    }

    [Fact]
    public async Task Hosts_that_start_together_make_one_key()
    {
        using var folder = new TemporaryFolder();
        await using var database = await TestDatabase.CreateAsync();
        await using var one = KernelOnDisk.Open(folder.Path, database.ConnectionString);
        await using var other = KernelOnDisk.Open(folder.Path, database.ConnectionString);

        var texts = await Task.WhenAll(Task.Run(() => Seal(one)), Task.Run(() => Seal(other)));

        (await KeysAsync(one)).Count.ShouldBe(1);
        Open(one, texts[1]).ShouldBe("session");
        Open(other, texts[0]).ShouldBe("session");
    }

    [Fact]
    public async Task A_stolen_database_opens_no_session()
    {
        using var folder = new TemporaryFolder();
        await using var database = await TestDatabase.CreateAsync();
        await using var city = KernelOnDisk.Open(folder.Path, database.ConnectionString, masterKeys: OldMaster);
        var @sealed = Seal(city);

        await using var thief = KernelOnDisk.Open(folder.Path, database.ConnectionString, masterKeys: "old:AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");

        (await KeysAsync(city)).ShouldHaveSingleItem().ShouldContain("<sealed masterKey=\"old\"");
        (await KeysAsync(city)).ShouldAllBe(xml => !xml.Contains("<value>"));
        Should.Throw<CryptographicException>(() => Open(thief, @sealed));
    }

    [Fact]
    public async Task After_a_new_master_key_the_old_one_still_reads()
    {
        using var folder = new TemporaryFolder();
        await using var database = await TestDatabase.CreateAsync();
        await using var before = KernelOnDisk.Open(folder.Path, database.ConnectionString, masterKeys: OldMaster);
        var @sealed = Seal(before);

        await using var after = KernelOnDisk.Open(folder.Path, database.ConnectionString, masterKeys: $"{MasterKeys.NewEntry()},{OldMaster}");

        Open(after, @sealed).ShouldBe("session");
    }

    [Fact]
    public async Task Keys_that_lay_in_files_are_taken_over_sealed()
    {
        using var folder = new TemporaryFolder();
        await using var database = await TestDatabase.CreateAsync();
        await using var city = KernelOnDisk.Open(folder.Path, database.ConnectionString);
        var earlier = DataProtectionProvider
            .Create(new DirectoryInfo(folder.At("keys")), builder => builder.SetApplicationName("Madoguchi"))
            .CreateProtector("test").Protect("session");

        await city.Get<ProtectionKeys>().TakeOverAsync(CancellationToken.None);

        Open(city, earlier).ShouldBe("session");
        Directory.GetFiles(folder.At("keys"), "*.xml").ShouldBeEmpty();
        (await KeysAsync(city)).ShouldAllBe(xml => !xml.Contains("<value>"));
    }

    private static string Seal(KernelOnDisk city) => city.Get<IDataProtectionProvider>().CreateProtector("test").Protect("session");

    private static string Open(KernelOnDisk city, string text) => city.Get<IDataProtectionProvider>().CreateProtector("test").Unprotect(text);

    private static Task<List<string>> KeysAsync(KernelOnDisk city) =>
        city.Get<Database>().QueryAsync("select xml from kernel_key", row => row.Text("xml"), CancellationToken.None);
}
