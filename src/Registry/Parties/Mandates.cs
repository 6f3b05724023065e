using System.Text.Json;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;

namespace Madoguchi.Registry;

internal sealed class Mandates(Database database) : IMandates
{
    public async Task<IReadOnlyList<Mandate>> ForHolderAsync(Guid holder, DateOnly day, CancellationToken cancellationToken) =>
        await database.QueryAsync(
            """
            select m.id, m.holder_id, m.for_id, p.name, m.kind, m.procedures, m.valid_from, m.valid_until, m.basis
            from registry_mandate m join registry_party p on p.id = m.for_id
            where m.holder_id = @holder and m.ended_at is null and m.valid_from <= @day and (m.valid_until is null or m.valid_until >= @day)
            order by m.valid_from, m.id
            """,
            Read,
            cancellationToken,
            ("holder", holder),
            ("day", day));

    public async Task<bool> MayActForAsync(
        Guid holder, Guid subject, string procedureCode, DateOnly day, CancellationToken cancellationToken) =>
        holder == subject
        || (await ForHolderAsync(holder, day, cancellationToken)).Any(mandate => mandate.For == subject && mandate.Covers(procedureCode, day));

    private static Mandate Read(Row row) => new(
        row.Guid("id"),
        row.Guid("holder_id"),
        row.Guid("for_id"),
        row.Text("name"),
        Enum.Parse<MandateKind>(row.Text("kind"), ignoreCase: true),
        row.TextOrNull("procedures") is { } procedures ? JsonSerializer.Deserialize<string[]>(procedures) : null,
        row.Date("valid_from"),
        row.DateOrNull("valid_until"),
        JsonSerializer.Deserialize<Localised>(row.Text("basis"), JsonSerializerOptions.Web)!);
}
