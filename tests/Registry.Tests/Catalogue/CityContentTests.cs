using Madoguchi.Kernel;
using Madoguchi.Testing;

namespace Madoguchi.Registry.Tests.Catalogue;

public sealed class CityContentTests
{
    [Fact]
    public void The_demo_citys_catalogue_is_found_and_read()
    {
        var city = new CityContent(Repository.PathTo("cities", "demo"));

        var catalogue = FactCatalogue.Load(city);

        catalogue.FindByName("生年月日").ShouldNotBeNull().Code.ShouldBe("person.birth-date");
        catalogue.Find("person.pension-kind").ShouldNotBeNull().Options.Count.ShouldBeGreaterThan(2);
        catalogue.Find("person.age").ShouldNotBeNull().Derived.ShouldNotBeNull();
        catalogue.Find("person.nothing").ShouldBeNull();
    }

    [Fact]
    public void Every_fault_of_a_catalogue_is_told_at_once()
    {
        var refused = Should.Throw<ContentException>(() => FactCatalogue.Read(
            """
            - {code: person.name, name: 氏名, subject: person, type: text, label: {ja: 氏名}, sensitive: false}
            - {code: person.name, name: 名前, subject: person, type: text, label: {ja: 氏名}}
            - {code: birth, name: 誕生日, subject: person, type: dat, label: {jp: 誕生日}}
            - {code: person.pension, name: 年金, subject: person, type: choose-one, label: {ja: 年金}, pattern: "("}
            """));

        refused.Faults.Select(fault => fault.Line).Distinct().ShouldBe([2, 3, 4], ignoreOrder: true);
        refused.Message.ShouldContain("facts.yaml:2:10 「person.name」は1行目にもあります");
        refused.Message.ShouldContain("「dat」は使えません。「date」ではありませんか");
    }

    [Theory]
    [InlineData("氏名（カナ）", "（")]
    [InlineData("世帯：人数", "：")]
    [InlineData("収入－支出", "－")]
    [InlineData("氏名　カナ", "　")]
    [InlineData("第１子", "１")]
    [InlineData("2人目", "2")]
    [InlineData("氏名カナ", null)]
    [InlineData("第1子・続柄 〇々ー𠮷_x", null)]
    public void A_name_that_an_expression_could_not_say_is_refused_with_its_line(string name, string? sign)
    {
        var yaml = $$"""
            - {code: person.name, name: 氏名, subject: person, type: text, label: {ja: 氏名}, sensitive: false}
            - {code: person.other, name: {{name}}, subject: person, type: text, label: {ja: 氏名}, sensitive: false}
            """;

        if (sign is null)
        {
            FactCatalogue.Read(yaml).FindByName(name).ShouldNotBeNull();
            return;
        }

        var fault = Should.Throw<ContentException>(() => FactCatalogue.Read(yaml)).Faults.ShouldHaveSingleItem();
        (fault.File, fault.Line).ShouldBe(("facts.yaml", 2));
        fault.Message.ShouldContain($"「{sign}」は式で使う名前に使えません");
    }

    [Fact]
    public void The_citys_profile_is_read()
    {
        var profile = CityProfileFile.Load(new CityContent(Repository.PathTo("cities", "demo")));

        profile.Name.Ja.ShouldBe("みやのわ市");
        profile.IsDemo.ShouldBeTrue();
        profile.OfficeHours.Opens.ShouldBe(new TimeOnly(8, 30));
        profile.OfficeHours.Days.ShouldBe([DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday]);
        profile.Windows.ShouldNotBeEmpty();
        profile.Contact.Address.ShouldBe("栃木県みやのわ市灯町1番1号");
    }

    [Fact]
    public void A_fault_in_the_profile_names_file_and_line()
    {
        var refused = Should.Throw<ContentException>(() => CityProfileFile.Read(
            """
            name: {ja: 市}
            code: "099996"
            contact: {department: {ja: 課}, phone: "028", address: {postcode: "1"}}
            officeHours: {opens: "25:00", closes: "17:15", days: [mon, tues]}
            closedDays: [{from: 13-45}]
            """));

        refused.Faults.Select(fault => fault.Line).ShouldBe([4, 4, 5]);
    }

    [Fact]
    public async Task The_citys_closed_days_are_no_working_days()
    {
        await using var host = await RegistryHost.StartAsync();

        var calendar = host.Get<LegalCalendar>();

        calendar.IsWorkingDay(new DateOnly(2026, 12, 28)).ShouldBeTrue();
        calendar.IsWorkingDay(new DateOnly(2026, 12, 29)).ShouldBeFalse();
    }

    [Fact]
    public async Task Without_the_citys_folder_the_host_does_not_start()
    {
        var started = ModuleHost.StartAsync(
            services => services.AddRegistry(), routes => routes.MapRegistry(),
            settings: new Dictionary<string, string?> { ["Madoguchi:City"] = "cities/nowhere" });

        var fault = await Should.ThrowAsync<InvalidOperationException>(started);
        fault.Message.ShouldContain("cities/nowhere");
    }
}
