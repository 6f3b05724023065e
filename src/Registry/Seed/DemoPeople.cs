using Madoguchi.Kernel;

namespace Madoguchi.Registry;

internal sealed class DemoPeople(Database database, CityContent city, CityProfile profile, IFactCatalogue catalogue, TimeProvider time) : IDemoPeople
{
    public async Task<IReadOnlyList<DemoPerson>> AllAsync(CancellationToken cancellationToken)
    {
        if (!profile.IsDemo || !await IsMarkedAsync(cancellationToken))
        {
            return [];
        }

        var yaml = await File.ReadAllTextAsync(city.PathTo(ResidentsFile.FileName), cancellationToken);
        var residents = ResidentsFile.Read(yaml, catalogue);
        var today = time.TodayInJapan();
        return
        [
            .. residents.Parties.Where(party => party is { Kind: PartyKind.Person, Story: not null }).Select(Resident),
            .. residents.Mandates
                .Where(mandate => mandate.From <= today && (mandate.Until is not { } last || today <= last))
                .Select(mandate => ActingFor(residents, mandate)),
            .. residents.Staff.SelectMany(staff => staff.Roles.Select(role => Staff(staff, role))),
        ];
    }

    public async Task<DemoPerson?> FindAsync(string key, CancellationToken cancellationToken) =>
        (await AllAsync(cancellationToken)).FirstOrDefault(person => person.Key == key);

    private async Task<bool> IsMarkedAsync(CancellationToken cancellationToken) => await database.FirstAsync(
        "select value from kernel_setting where name = @name", row => row.Text("value"), cancellationToken, ("name", DemoSeed.Setting)) == "true";

    private static DemoPerson Resident(SeedParty person) => new(
        person.Key, DemoKind.Resident, $"party:{person.Id}", Roles.Resident, person.Name, person.Id, person.Id, null, null, person.Story);

    private static DemoPerson ActingFor(Residents residents, SeedMandate mandate)
    {
        var (holder, subject) = (residents.Find(mandate.Holder)!, residents.Find(mandate.For)!);
        return new DemoPerson(
            $"{holder.Key}/{subject.Key}", mandate.Kind == MandateKind.Helper ? DemoKind.Helper : DemoKind.Business, $"party:{holder.Id}",
            Roles.Resident, holder.Name, holder.Id, subject.Id, subject.Name, null, subject.Kind == PartyKind.Organisation ? subject.Story : mandate.Basis);
    }

    private static DemoPerson Staff(StaffMember staff, string role) => new(
        $"{staff.Code}/{role}", DemoKind.Staff, staff.ActorId, role, staff.Name, null, null, null, staff.Department, null);
}
