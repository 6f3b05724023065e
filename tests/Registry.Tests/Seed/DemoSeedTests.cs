using Madoguchi.Kernel;

namespace Madoguchi.Registry.Tests.Seed;

public sealed class DemoSeedTests
{
    [Fact]
    public async Task Seeding_twice_is_seeding_once()
    {
        await using var host = await RegistryHost.StartAsync();
        var seed = host.Get<IDemoSeed>();

        var added = await seed.SeedAsync(CancellationToken.None);
        string[] tables = ["registry_party", "registry_fact", "registry_member", "registry_mandate", "registry_staff", "registry_token"];
        var before = await Task.WhenAll(tables.Select(host.CountAsync));
        var again = await seed.SeedAsync(CancellationToken.None);

        added.ShouldBeGreaterThan(5);
        again.ShouldBe(0);
        (await Task.WhenAll(tables.Select(host.CountAsync))).ShouldBe(before);
        before.ShouldAllBe(rows => rows > 0);
    }

    [Fact]
    public async Task A_changed_file_adds_to_what_was_seeded()
    {
        await using var host = await RegistryHost.WithDemoCityAsync();
        var parties = await host.CountAsync("registry_party");
        await host.ChangeAsync(unit => unit.Execute("delete from kernel_change where key like 'seed/%'"));

        var added = await host.Get<IDemoSeed>().SeedAsync(CancellationToken.None);

        added.ShouldBe(0);
        (await host.CountAsync("registry_party")).ShouldBe(parties);
    }

    [Fact]
    public async Task Real_people_are_never_joined_by_fictional_ones()
    {
        await using var host = await RegistryHost.StartAsync();
        await host.AddPersonAsync();

        var added = await host.Get<IDemoSeed>().SeedAsync(CancellationToken.None);

        added.ShouldBe(0);
        (await host.CountAsync("registry_party")).ShouldBe(1);
        (await host.Get<IDemoPeople>().AllAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_can_sign_in_as_residents_a_business_helpers_and_staff()
    {
        await using var host = await RegistryHost.WithDemoCityAsync();
        host.Time.Advance(TimeSpan.FromDays(21));

        var people = await host.Get<IDemoPeople>().AllAsync(CancellationToken.None);

        people.Select(person => person.Kind).Distinct().ShouldBe(
            [DemoKind.Resident, DemoKind.Helper, DemoKind.Business, DemoKind.Staff], ignoreOrder: true);
        people.Select(person => person.Key).ShouldBeUnique();
        var helper = people.Single(person => person.Key == "sato-yui/sato-makoto");
        helper.Name.ShouldBe("佐藤 結衣");
        helper.SubjectName.ShouldBe("佐藤 誠");
        helper.Party.ShouldBe(RegistryHost.Id("sato-yui"));
        helper.Subject.ShouldBe(RegistryHost.Id("sato-makoto"));
        people.Single(person => person.Key == "tanaka/clerk").ActorId.ShouldBe("staff:tanaka");
        people.Where(person => person.Kind == DemoKind.Staff).Select(person => person.Role).Distinct().ShouldBe(Roles.Staff, ignoreOrder: true);
    }

    [Fact]
    public void Every_fault_of_the_file_is_told_at_once()
    {
        var catalogue = FactCatalogue.Read("- {code: person.name, name: 氏名, subject: person, type: text, label: {ja: 氏名}}");

        var refused = Should.Throw<ContentException>(() => ResidentsFile.Read(
            """
            sources: [{code: register, label: {ja: 台帳}}]
            people:
              - id: a
                held:
                  - {source: registr, asOf: 2026-01-01, facts: {person.name: 山田, person.nam: x}}
              - id: a
                held: []
            households:
              - {id: h, members: [{person: b, relation: 世帯主}]}
            """,
            catalogue));

        refused.Faults.Select(fault => fault.Line).ShouldBe([5, 5, 6, 6, 9]);
    }
}
