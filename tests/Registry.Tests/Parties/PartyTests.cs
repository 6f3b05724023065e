using Madoguchi.Kernel;

namespace Madoguchi.Registry.Tests.Parties;

public sealed class PartyTests(DemoCity city) : IClassFixture<DemoCity>
{
    [Theory]
    [InlineData("佐藤誠")]
    [InlineData("佐藤 誠")]
    [InlineData("ｻﾄｳﾏｺﾄ")]
    [InlineData("さとう　まこと")]
    [InlineData("藤誠")]
    public async Task A_name_is_found_however_it_is_typed(string typed)
    {
        var found = await city.Host.Get<IPartyDirectory>().SearchAsync(typed, 20, CancellationToken.None);

        found.ShouldContain(party => party.Id == RegistryHost.Id("sato-makoto"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("　")]
    [InlineData("%")]
    [InlineData("__")]
    [InlineData("佐誠")]
    [InlineData("' or 1=1 --")]
    [InlineData("😀")]
    public async Task What_is_no_name_finds_nobody(string typed)
    {
        var found = await city.Host.Get<IPartyDirectory>().SearchAsync(typed, 20, CancellationToken.None);

        found.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("誠", "sato-makoto")]
    [InlineData("吉田", "yoshida-kenji")]
    [InlineData("7999901000001", "akari-shokudo")]
    public async Task One_character_a_variant_and_a_number_are_found(string typed, string key)
    {
        var found = await city.Host.Get<IPartyDirectory>().SearchAsync(typed, 50, CancellationToken.None);

        found.Select(party => party.Id).ShouldContain(RegistryHost.Id(key));
    }

    [Fact]
    public async Task A_household_lists_its_members_from_the_head()
    {
        var members = await city.Host.Get<IPartyDirectory>().HouseholdOfAsync(RegistryHost.Id("sato-mei"), RegistryHost.Today, CancellationToken.None);

        members.Select(member => member.Relation).ShouldBe(["世帯主", "妻", "子", "子", "子"]);
        members[0].Party.Kana.ShouldBe("サトウ マコト");
    }

    [Fact]
    public async Task Several_parties_are_found_in_one_question()
    {
        Guid[] ids = [RegistryHost.Id("sato-makoto"), RegistryHost.Id("akari-shokudo"), RegistryHost.Id("nobody")];

        var found = await city.Host.Get<IPartyDirectory>().FindAllAsync(ids, CancellationToken.None);

        found.Keys.ShouldBe(ids[..2], ignoreOrder: true);
        found[ids[1]].CorporateNumber.ShouldBe("7999901000001");
    }

    [Theory]
    [InlineData("sato-makoto", "resident-record", "2026-10-22", true)]
    [InlineData("sato-makoto", "resident-record", "2026-10-21", false)]
    [InlineData("sato-makoto", "resident-record", "2027-10-21", true)]
    [InlineData("sato-makoto", "resident-record", "2027-10-22", false)]
    [InlineData("sato-makoto", "food-permit-succession", "2026-11-02", false)]
    [InlineData("sato-yui", "food-permit-succession", "2026-11-02", true)]
    [InlineData("akari-shokudo", "resident-record", "2026-11-02", false)]
    public async Task A_mandate_covers_its_procedures_on_its_days(string subject, string procedure, string day, bool may)
    {
        var answer = await city.Host.Get<IMandates>().MayActForAsync(
            RegistryHost.Id("sato-yui"), RegistryHost.Id(subject), procedure, DateOnly.Parse(day, null), CancellationToken.None);

        answer.ShouldBe(may);
    }

    [Fact]
    public async Task A_representative_may_act_in_everything()
    {
        var mandates = await city.Host.Get<IMandates>().ForHolderAsync(RegistryHost.Id("yoshida-kenji"), RegistryHost.Today, CancellationToken.None);

        var mandate = mandates.ShouldHaveSingleItem();
        mandate.Kind.ShouldBe(MandateKind.Representative);
        mandate.ForName.ShouldBe("株式会社あかり食堂");
        mandate.Procedures.ShouldBeNull();
    }

    [Fact]
    public async Task Staff_are_found_by_code_and_by_actor()
    {
        var directory = city.Host.Get<IStaffDirectory>();

        (await directory.FindAsync("staff:tanaka", CancellationToken.None)).ShouldNotBeNull().Name.ShouldBe("田中 美咲");
        (await directory.FindAsync("tanaka", CancellationToken.None)).ShouldNotBeNull().Roles.ShouldBe([Roles.Clerk]);
        (await directory.FindAsync("party:tanaka", CancellationToken.None)).ShouldBeNull();
        (await directory.AllAsync(CancellationToken.None)).Count.ShouldBe(5);
    }
}
