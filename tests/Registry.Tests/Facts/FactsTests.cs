using System.Text.Json;
using CsCheck;
using Madoguchi.DesignSystem;
using Madoguchi.Testing;

namespace Madoguchi.Registry.Tests.Facts;

public sealed class FactsTests
{
    private const string Phone = "person.phone";
    private static readonly FactSource Declared = new("self-declared", new Localised("ご本人の申告"));

    [Fact]
    public async Task What_an_act_established_is_held_with_its_source_and_basis()
    {
        await using var host = await RegistryHost.StartAsync();
        var person = await host.AddPersonAsync();

        await EstablishAsync(host, person, Fact(Phone, "090-0000-0001", new(2026, 4, 1)));

        var held = (await HeldAsync(host, person, RegistryHost.Today))[Phone];
        held.Json.ShouldBe("\"090-0000-0001\"");
        held.Source.ShouldBe(Declared);
        held.AsOf.ShouldBe(new DateOnly(2026, 4, 1));
        held.Basis.ShouldBe("児童手当の認定");
        held.RecordedAt.ShouldBe(host.Time.GetUtcNow());
    }

    [Fact]
    public async Task A_newer_fact_stands_beside_the_older_which_still_held_then()
    {
        await using var host = await RegistryHost.StartAsync();
        var person = await host.AddPersonAsync();
        await EstablishAsync(host, person, Fact(Phone, "old", new(2025, 4, 1)));
        await EstablishAsync(host, person, Fact(Phone, "new", new(2026, 4, 1)));

        (await PhoneAsync(host, person, new(2025, 3, 31))).ShouldBeNull();
        (await PhoneAsync(host, person, new(2025, 4, 1))).ShouldBe("old");
        (await PhoneAsync(host, person, new(2026, 3, 31))).ShouldBe("old");
        (await PhoneAsync(host, person, new(2026, 4, 1))).ShouldBe("new");
    }

    [Fact]
    public async Task A_correction_replaces_a_wrong_record_for_all_its_days_and_keeps_it_in_the_history()
    {
        await using var host = await RegistryHost.StartAsync();
        var person = await host.AddPersonAsync();
        await EstablishAsync(host, person, Fact(Phone, "wrong", new(2025, 4, 1)));
        var wrong = (await HeldAsync(host, person, RegistryHost.Today))[Phone].Id;
        host.Time.Advance(TimeSpan.FromDays(1));

        await EstablishAsync(host, person, Fact(Phone, "right", new(2025, 6, 1)) with { Supersedes = wrong });

        (await PhoneAsync(host, person, new(2025, 5, 1))).ShouldBeNull();
        (await PhoneAsync(host, person, new(2025, 6, 1))).ShouldBe("right");
        var history = await host.Get<IFacts>().HistoryAsync(person, Phone, CancellationToken.None);
        history.Select(record => (record.Fact.Json, record.Supersedes)).ShouldBe([("\"right\"", wrong), ("\"wrong\"", null)]);
    }

    [Fact]
    public async Task A_fact_ends_after_its_last_day()
    {
        await using var host = await RegistryHost.StartAsync();
        var person = await host.AddPersonAsync();

        await EstablishAsync(host, person, Fact(Phone, "x", new(2026, 2, 1)) with { Until = new(2026, 2, 28) });

        (await PhoneAsync(host, person, new(2026, 2, 28))).ShouldBe("x");
        (await PhoneAsync(host, person, new(2026, 3, 1))).ShouldBeNull();
    }

    [Fact]
    public async Task An_event_delivered_twice_is_stored_once()
    {
        await using var host = await RegistryHost.StartAsync();
        var person = await host.AddPersonAsync();
        var happened = Event(person, Fact(Phone, "x", new(2026, 2, 1)));

        await host.PublishAsync(happened);
        await host.DrainOutboxAsync();
        await host.ChangeAsync(unit => unit.Execute("update kernel_outbox set status = 'pending'"));
        await host.DrainOutboxAsync();

        (await host.CountAsync("registry_fact")).ShouldBe(1);
    }

    [Theory]
    [InlineData("person.age", "40")]
    [InlineData("person.birth-date", "\"2026-02-30\"")]
    [InlineData("person.pension-kind", "\"none-such\"")]
    [InlineData("organisation.name", "\"x\"")]
    [InlineData("person.nothing", "\"x\"")]
    [InlineData("person.name", "\"\"")]
    public async Task A_value_that_does_not_fit_is_not_stored_and_its_event_waits(string code, string json)
    {
        await using var host = await RegistryHost.StartAsync();
        var person = await host.AddPersonAsync();

        await host.PublishAsync(Event(person, new EstablishedFact(code, JsonDocument.Parse(json).RootElement, RegistryHost.Today)));
        await host.DrainOutboxAsync();

        (await host.CountAsync("registry_fact")).ShouldBe(0);
        (await host.ColumnAsync("select status as value from kernel_outbox")).ShouldBe(["pending"]);
    }

    [Fact]
    public async Task Held_facts_are_what_a_plain_reading_of_the_history_says()
    {
        await using var host = await RegistryHost.StartAsync();
        var entries = Gen.Select(Gen.Int[0, 20], Gen.Int[-1, 15], Gen.Int[-1, 4]).List[1, 8];

        await entries.SampleAsync(
            async history =>
            {
                var person = await host.AddPersonAsync();
                var model = new List<(Guid Id, string Value, DateOnly From, DateOnly? Until, Guid? Supersedes)>();
                await host.ChangeAsync(unit =>
                {
                    FactStore.Name(unit, Declared);
                    foreach (var (start, days, corrects) in history)
                    {
                        var from = RegistryHost.Today.AddDays(start);
                        var entry = (
                            Id: unit.NewId(), Value: $"\"{model.Count}\"", From: from, Until: days < 0 ? (DateOnly?)null : from.AddDays(days),
                            Supersedes: corrects >= 0 && corrects < model.Count ? (Guid?)model[corrects].Id : null);
                        FactStore.Add(unit, new NewFact(entry.Id, person, Phone, entry.Value, entry.From, entry.Until, Declared.Code, null, entry.Supersedes), "test");
                        model.Add(entry);
                    }

                    return true;
                });

                for (var day = RegistryHost.Today.AddDays(-1); day <= RegistryHost.Today.AddDays(40); day = day.AddDays(5))
                {
                    var expected = model
                        .Where(entry => entry.From <= day && (entry.Until is not { } last || day <= last))
                        .Where(entry => model.TrueForAll(later => later.Supersedes != entry.Id))
                        .OrderBy(entry => entry.From).ThenBy(entry => entry.Id.ToString(), StringComparer.Ordinal)
                        .LastOrDefault().Value;
                    var held = await HeldAsync(host, person, day);
                    held.GetValueOrDefault(Phone)?.Json.ShouldBe(expected);
                    (held.Count == 0).ShouldBe(expected is null);
                }
            },
            iter: 30, threads: 1);
    }

    [Fact]
    public async Task A_household_is_known_in_one_question_the_asker_first()
    {
        await using var host = await RegistryHost.WithDemoCityAsync();

        var known = await host.Get<IFacts>().HeldForHouseholdAsync(
            RegistryHost.Id("sato-yui"), ["person.name", "person.birth-date"], RegistryHost.Today, CancellationToken.None);

        known.Select(member => (member.Name, member.Relation)).ShouldBe(
            [("佐藤 結衣", "妻"), ("佐藤 誠", "世帯主"), ("佐藤 陽翔", "子"), ("佐藤 芽衣", "子"), ("佐藤 葵", "子")]);
        known[0].Facts.Keys.ShouldBe(["person.name", "person.birth-date"], ignoreOrder: true);
        known[1].Facts["person.birth-date"].Json.ShouldBe("\"1988-06-15\"");
    }

    [Fact]
    public async Task What_is_recorded_of_one_member_moves_the_version_of_the_whole_household_and_of_nobody_else()
    {
        await using var host = await RegistryHost.WithDemoCityAsync();
        var facts = host.Get<IFacts>();
        string[] people = ["sato-makoto", "sato-yui", "takahashi-miho", "akari-shokudo"];
        var before = await VersionsAsync();

        await EstablishAsync(host, RegistryHost.Id("sato-yui"), Fact(Phone, "090-0000-0009", new(2026, 4, 1)));

        var after = await VersionsAsync();
        people.Where(person => after[person] > before[person]).ShouldBe(["sato-makoto", "sato-yui"]);
        (await facts.HouseholdVersionAsync(RegistryHost.Id("nobody"), CancellationToken.None)).ShouldBe(-1);

        async Task<Dictionary<string, long>> VersionsAsync()
        {
            var versions = new Dictionary<string, long>();
            foreach (var person in people)
            {
                versions[person] = await facts.HouseholdVersionAsync(RegistryHost.Id(person), CancellationToken.None);
            }

            return versions;
        }
    }

    [Fact]
    public async Task An_organisation_is_alone_and_nobody_is_nobody()
    {
        await using var host = await RegistryHost.WithDemoCityAsync();
        var facts = host.Get<IFacts>();

        var alone = await facts.HeldForHouseholdAsync(RegistryHost.Id("akari-shokudo"), ["organisation.name"], new(2026, 11, 23), CancellationToken.None);
        var nobody = await facts.HeldForHouseholdAsync(RegistryHost.Id("nobody"), ["person.name"], RegistryHost.Today, CancellationToken.None);

        alone.ShouldHaveSingleItem().Facts["organisation.name"].Json.ShouldBe("\"株式会社あかり食堂\"");
        nobody.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_new_name_is_shown_and_found()
    {
        await using var host = await RegistryHost.WithDemoCityAsync();
        var person = RegistryHost.Id("sato-yui");

        await EstablishAsync(host, person, Fact("person.name", "髙橋 結衣", RegistryHost.Today), Fact("person.name-kana", "タカハシ ユイ", RegistryHost.Today));

        var directory = host.Get<IPartyDirectory>();
        (await directory.FindAsync(person, CancellationToken.None)).ShouldNotBeNull().Name.ShouldBe("髙橋 結衣");
        (await directory.SearchAsync("高橋ゆい", 10, CancellationToken.None)).Select(party => party.Id).ShouldBe([]);
        (await directory.SearchAsync("たかはしゆい", 10, CancellationToken.None)).Select(party => party.Id).ShouldBe([person]);
        (await directory.SearchAsync("高橋結衣", 10, CancellationToken.None)).Select(party => party.Id).ShouldBe([person]);
    }

    private static EstablishedFact Fact(string code, string text, DateOnly from) => new(code, JsonSerializer.SerializeToElement(text), from);

    private static FactsEstablished Event(Guid person, params EstablishedFact[] facts) => new(
        Guid.CreateVersion7(DateTimeOffset.UnixEpoch), person, facts, Declared, "児童手当の認定", "staff:tanaka", DateTimeOffset.UnixEpoch);

    private static async Task EstablishAsync(ModuleHost host, Guid person, params EstablishedFact[] facts)
    {
        await host.PublishAsync(Event(person, facts));
        await host.DrainOutboxAsync();
    }

    private static Task<IReadOnlyDictionary<string, HeldFact>> HeldAsync(ModuleHost host, Guid person, DateOnly day) =>
        host.Get<IFacts>().HeldAsync(person, [Phone], day, CancellationToken.None);

    private static async Task<string?> PhoneAsync(ModuleHost host, Guid person, DateOnly day) =>
        (await HeldAsync(host, person, day)).GetValueOrDefault(Phone)?.Json.Trim('"');
}
