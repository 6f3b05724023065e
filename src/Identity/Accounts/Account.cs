namespace Madoguchi.Identity;

/// <summary>A resident who proved once who they are and proves it again by a passkey. There is one account a party, and no password.</summary>
internal sealed record Account(Guid Id, Guid Party)
{
    public string Actor => $"party:{Party}";
}

/// <summary>A passkey as its owner sees it.</summary>
public sealed record PasskeyView(Guid Id, string Name, bool IsBackedUp, DateTimeOffset CreatedAt, DateTimeOffset? UsedAt);
