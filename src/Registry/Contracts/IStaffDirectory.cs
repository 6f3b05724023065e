namespace Madoguchi.Registry;

/// <summary>Somebody who works for the city.</summary>
/// <param name="Code">Stable; the actor's id is <c>staff:CODE</c>.</param>
/// <param name="Name">For colleagues; residents see department and role.</param>
/// <param name="Kana">The reading.</param>
/// <param name="Roles">Of <see cref="Kernel.Roles.Staff"/>.</param>
/// <param name="Department">The department's name (課).</param>
public sealed record StaffMember(string Code, string Name, string Kana, IReadOnlyList<string> Roles, string Department)
{
    public string ActorId => $"staff:{Code}";
}

public interface IStaffDirectory
{
    Task<IReadOnlyList<StaffMember>> AllAsync(CancellationToken cancellationToken);

    /// <summary>The member of staff behind an actor's id (<c>staff:tanaka</c>) or code (<c>tanaka</c>); null for anybody else.</summary>
    Task<StaffMember?> FindAsync(string actorIdOrCode, CancellationToken cancellationToken);
}
