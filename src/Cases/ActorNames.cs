using Madoguchi.Kernel;
using Madoguchi.Registry;

namespace Madoguchi.Cases;

/// <summary>Who stands behind the actors' ids of a page, for colleagues to read.</summary>
public sealed class ActorNames
{
    private readonly Dictionary<string, string> byId;

    private ActorNames(Dictionary<string, string> byId, IReadOnlyList<string> staff) => (this.byId, Staff) = (byId, staff);

    /// <summary>The ids of all members of staff.</summary>
    public IReadOnlyList<string> Staff { get; }

    internal static async Task<ActorNames> ForAsync(
        IEnumerable<string> actors, IPartyDirectory parties, IStaffDirectory staff, IApiClients clients, CancellationToken cancellationToken)
    {
        var members = await staff.AllAsync(cancellationToken);
        var byId = members.ToDictionary(
            member => member.ActorId, member => $"{member.Name}（{member.Department}）", StringComparer.Ordinal);
        foreach (var client in await clients.AllAsync(cancellationToken))
        {
            byId[client.ActorId] = $"{client.Name}（{client.Organisation}）";
        }

        var ids = actors.Distinct(StringComparer.Ordinal).Select(PartyOf).OfType<Guid>().ToArray();
        foreach (var (id, party) in await parties.FindAllAsync(ids, cancellationToken))
        {
            byId[$"party:{id}"] = party.Name;
        }

        return new(byId, [.. members.Select(member => member.ActorId)]);
    }

    /// <summary>The name; the id itself when nobody has it any more.</summary>
    public string Of(string actor) => byId.TryGetValue(actor, out var name) ? name
        : actor.StartsWith("system:", StringComparison.Ordinal) ? "自動処理"
        : actor.StartsWith("guest:", StringComparison.Ordinal) ? "サインインせずに申請した人" : actor;

    private static Guid? PartyOf(string actor) =>
        actor.StartsWith("party:", StringComparison.Ordinal) && Guid.TryParse(actor.AsSpan("party:".Length), out var id) ? id : null;
}
