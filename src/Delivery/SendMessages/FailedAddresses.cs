using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>Addresses that are not used again until the person names them anew.</summary>
internal static class FailedAddresses
{
    public static void Add(Unit unit, Guid message, string code) => unit.Execute(
        """
        insert into delivery_failed_address (party, address, since, code)
        select recipient, address, @now, @code from delivery_message where id = @id and address is not null
        on conflict (party, address) do nothing
        """,
        ("now", unit.Now),
        ("code", code),
        ("id", message));
}
