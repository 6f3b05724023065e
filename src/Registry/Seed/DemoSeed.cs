using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>The database holds people who may exist: fictional ones are not put among them.</summary>
internal sealed record NotADemo() : Refusal("not-a-demo", RefusalKind.Conflict);

internal sealed class DemoSeed(IWriter writer, CityContent city, CityProfile profile, IFactCatalogue catalogue) : IDemoSeed
{
    public const string Setting = "demo";

    public async Task<int> SeedAsync(CancellationToken cancellationToken)
    {
        if (!profile.IsDemo)
        {
            return 0;
        }

        var yaml = await File.ReadAllTextAsync(city.PathTo(ResidentsFile.FileName), cancellationToken);
        var residents = ResidentsFile.Read(yaml, catalogue);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(yaml)));
        var seeded = -1;
        var result = await writer.WriteAsync<int>(
            new Work("seed", $"seed/{hash}", Actor.System("seed"), Purpose.Seed),
            unit => IsDemo(unit) ? seeded = Seed(unit, residents) : new NotADemo(),
            cancellationToken);

        // A stored result is of an earlier run: nothing was added now.
        return result.IsRefused ? 0 : Math.Max(seeded, 0);
    }

    /// <summary>A database without anybody becomes a demo; one with people stays what it is.</summary>
    private static bool IsDemo(Unit unit)
    {
        switch (unit.Scalar("select value from kernel_setting where name = @name", ("name", Setting)))
        {
            case string marked:
                return marked == "true";
            default:
                if (unit.Scalar("select 1 from registry_party limit 1") is not null)
                {
                    return false;
                }

                unit.Execute("insert into kernel_setting (name, value) values (@name, 'true')", ("name", Setting));
                return true;
        }
    }

    private static int Seed(Unit unit, Residents residents)
    {
        foreach (var source in residents.Sources)
        {
            FactStore.Name(unit, source);
        }

        var added = residents.Parties.Count(party => PartyStore.Add(unit, party.Id, party.Kind, party.Name, party.Kana));
        foreach (var party in residents.Parties.Where(party => party.Facts.Count > 0))
        {
            foreach (var fact in party.Facts)
            {
                FactStore.Add(unit, fact, unit.Actor.Id);
            }

            PartyStore.ShowNames(unit, party.Id);
        }

        residents.Members.ToList().ForEach(member => Add(unit, member));
        residents.Members.ToList().ForEach(member => FactStore.Changed(unit, member.Person));
        residents.Mandates.ToList().ForEach(mandate => Add(unit, mandate));
        residents.Staff.ToList().ForEach(staff => Add(unit, staff));
        return added;
    }

    private static void Add(Unit unit, SeedMember member) => unit.Execute(
        """
        insert into registry_member (id, household_id, person_id, relation, position, valid_from, valid_until)
        values (@id, @household, @person, @relation, @position, @from, @until)
        on conflict (id) do update set relation = @relation, position = @position, valid_from = @from, valid_until = @until
        """,
        ("id", member.Id), ("household", member.Household), ("person", member.Person), ("relation", member.Relation),
        ("position", (long)member.Position), ("from", member.From), ("until", member.Until));

    private static void Add(Unit unit, SeedMandate mandate) => unit.Execute(
        """
        insert into registry_mandate
            (id, holder_id, for_id, kind, procedures, valid_from, valid_until, basis, recorded_at, recorded_by)
        values (@id, @holder, @for, @kind, @procedures, @from, @until, @basis, @at, @by)
        on conflict (id) do update set procedures = @procedures, valid_until = @until, basis = @basis
        """,
        ("id", mandate.Id), ("holder", mandate.Holder), ("for", mandate.For), ("kind", CodeOf(mandate.Kind)),
        ("procedures", mandate.Procedures is null ? null : JsonSerializer.Serialize(mandate.Procedures)),
        ("from", mandate.From), ("until", mandate.Until), ("basis", JsonSerializer.Serialize(mandate.Basis, JsonSerializerOptions.Web)),
        ("at", unit.Now), ("by", unit.Actor.Id));

    private static void Add(Unit unit, StaffMember staff) => unit.Execute(
        """
        insert into registry_staff (code, name, kana, roles, department) values (@code, @name, @kana, @roles, @department)
        on conflict (code) do update set name = @name, kana = @kana, roles = @roles, department = @department
        """,
        ("code", staff.Code), ("name", staff.Name), ("kana", staff.Kana), ("roles", JsonSerializer.Serialize(staff.Roles)),
        ("department", staff.Department));

    private static string CodeOf(MandateKind kind) => kind switch
    {
        MandateKind.Representative => "representative",
        MandateKind.Delegate => "delegate",
        MandateKind.Helper => "helper",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A new kind of mandate needs its code here."),
    };
}
