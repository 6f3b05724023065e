using System.Text.Json;
using Madoguchi.Kernel;

namespace Madoguchi.Registry;

internal sealed class StaffDirectory(Database database) : IStaffDirectory
{
    private const string Prefix = "staff:";

    public async Task<IReadOnlyList<StaffMember>> AllAsync(CancellationToken cancellationToken) => await database.QueryAsync(
        "select code, name, kana, roles, department from registry_staff order by department, kana, code", Read, cancellationToken);

    public Task<StaffMember?> FindAsync(string actorIdOrCode, CancellationToken cancellationToken) => database.FirstAsync(
        "select code, name, kana, roles, department from registry_staff where code = @code",
        Read,
        cancellationToken,
        ("code", CodeOf(actorIdOrCode) ?? actorIdOrCode));

    /// <summary>The code in <c>staff:CODE</c>; null for any other actor.</summary>
    public static string? CodeOf(string actorId) =>
        actorId.StartsWith(Prefix, StringComparison.Ordinal) ? actorId[Prefix.Length..] : null;

    private static StaffMember Read(Row row) => new(
        row.Text("code"), row.Text("name"), row.Text("kana"), JsonSerializer.Deserialize<string[]>(row.Text("roles"))!, row.Text("department"));
}
