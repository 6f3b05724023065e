using System.Collections.Concurrent;

namespace Madoguchi.Identity;

/// <summary>Sessions this host read some seconds ago. What it changes itself it forgets at once; what another host ends lives on for those seconds.</summary>
internal sealed class SessionCache(SessionSettings settings)
{
    private const int Most = 20_000;

    private readonly ConcurrentDictionary<Guid, (StoredSession Session, DateTimeOffset ReadAt)> known = new();
    private readonly TimeSpan believed = settings.Believed;

    public StoredSession? Find(Guid id, DateTimeOffset now) =>
        known.TryGetValue(id, out var entry) && now - entry.ReadAt < believed ? entry.Session : null;

    public void Keep(StoredSession session, DateTimeOffset now)
    {
        // People who left are not looked up again: all go at once, and who is here comes back with one read.
        if (known.Count >= Most)
        {
            known.Clear();
        }

        known[session.Id] = (session, now);
    }

    public void Forget(Guid id) => known.TryRemove(id, out _);

    public void ForgetAll() => known.Clear();
}
