using System.Net;
using Madoguchi.Kernel;
using Madoguchi.Testing;

namespace Madoguchi.Registry.Tests.Access;

public sealed class AccessTests
{
    private static readonly Guid Makoto = RegistryHost.Id("sato-makoto");
    private static readonly Guid Yui = RegistryHost.Id("sato-yui");

    [Fact]
    public async Task A_resident_reads_who_looked_staff_by_department_and_role()
    {
        await using var host = await RegistryHost.WithDemoCityAsync();
        var log = host.Get<IAccessLog>();
        await log.RecordAsync(SignedIn.Staff("tanaka").Actor, Purpose.Examine, Makoto, "facts", CancellationToken.None);
        host.Time.Advance(TimeSpan.FromMinutes(5));
        await log.RecordAsync(SignedIn.ActingFor(Yui, Makoto).Actor, Purpose.Apply, Makoto, "draft", CancellationToken.None);

        var page = await host.SignIn(SignedIn.Resident(Makoto, "佐藤 誠")).OpenAsync("/my/access");

        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Heading.ShouldBe("だれが見たか");
        page.Rows().ShouldBe(
        [
            ["2026年11月2日（月） 10:05", "佐藤 結衣 さん（代わりに手続きをする人）", "申請の手続きのため", "あなたの情報"],
            ["2026年11月2日（月） 10:00", "こども給付課（担当者）", "申請の審査のため", "市が持っている情報"],
        ]);
        page.Text.ShouldNotContain("田中");
    }

    [Fact]
    public async Task One_does_not_read_about_others_and_own_looks_are_not_recorded()
    {
        await using var host = await RegistryHost.WithDemoCityAsync();
        var log = host.Get<IAccessLog>();
        await log.RecordAsync(SignedIn.Staff("tanaka").Actor, Purpose.Examine, Makoto, "facts", CancellationToken.None);
        await log.RecordAsync(SignedIn.Resident(Yui).Actor, Purpose.Apply, Yui, "facts", CancellationToken.None);

        var page = await host.SignIn(SignedIn.ActingFor(Yui, Makoto)).OpenAsync("/my/access");

        page.Says("まだだれも見ていません").ShouldBeTrue();
        (await host.CountAsync("registry_access")).ShouldBe(1);
    }

    [Fact]
    public async Task Looks_at_several_people_are_one_unit()
    {
        await using var host = await RegistryHost.WithDemoCityAsync();

        await host.Get<IAccessLog>().RecordAsync(SignedIn.Staff("tanaka").Actor, Purpose.Examine, [Makoto, Yui, Yui], "search", CancellationToken.None);

        (await host.CountAsync("registry_access")).ShouldBe(2);
        (await host.ColumnAsync("select count(*) || '' as value from kernel_change where key like 'look/%'")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task What_was_to_be_recorded_later_is_there_when_the_host_has_stopped()
    {
        await using var host = await RegistryHost.WithDemoCityAsync();
        var log = host.Get<IAccessLog>();

        for (var look = 0; look < 1000; look++)
        {
            log.RecordLater(Actor.System("sweep"), Purpose.Maintain, Makoto, "facts");
        }

        await host.StopAsync();

        (await host.CountAsync("registry_access")).ShouldBe(1000);
    }

    [Fact]
    public async Task Many_looks_are_read_page_by_page()
    {
        await using var host = await RegistryHost.WithDemoCityAsync();
        await Task.WhenAll(Enumerable.Range(0, 51).Select(_ =>
            host.Get<IAccessLog>().RecordAsync(SignedIn.Staff("tanaka").Actor, Purpose.Examine, Makoto, "facts", CancellationToken.None)));
        using var visitor = host.SignIn(SignedIn.Resident(Makoto));

        (await visitor.OpenAsync("/my/access")).Rows().Count.ShouldBe(50);
        (await visitor.OpenAsync("/my/access?page=2")).Rows().Count.ShouldBe(1);
        (await visitor.OpenAsync("/my/access?page=-7")).Rows().Count.ShouldBe(50);
        (await visitor.OpenAsync("/my/access?page=x")).Rows().Count.ShouldBe(50);
    }

    [Theory]
    [InlineData("/my/access")]
    [InlineData("/my/facts")]
    public async Task These_pages_are_for_residents_only(string path)
    {
        await using var host = await RegistryHost.WithDemoCityAsync();

        (await host.Visit().OpenAsync(path)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var role in Roles.Staff)
        {
            (await host.SignIn(SignedIn.Staff("tanaka", role)).OpenAsync(path)).Status.ShouldBe(HttpStatusCode.Forbidden);
        }
    }
}
