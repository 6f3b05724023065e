using Madoguchi.DesignSystem;
using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>How somebody wants to be told.</summary>
/// <param name="IsElectronic">Official notices electronically; by post otherwise.</param>
/// <param name="ConsentedAt">When they consented to that.</param>
/// <param name="ConsentWording">To which wording.</param>
/// <param name="Email">The address they named for it; null: the register's.</param>
/// <param name="WebhookAddress">What the city's webhook understands.</param>
/// <param name="Quiet">When they are not disturbed.</param>
/// <param name="Language">Of mails and explanations.</param>
/// <param name="Declined">Categories of plain messages they do not want.</param>
/// <param name="Failed">Addresses from which mail came back.</param>
/// <param name="Version">0: they have never said anything.</param>
internal sealed record Preference(
    bool IsElectronic, DateTimeOffset? ConsentedAt, string? ConsentWording, string? Email, string? WebhookAddress, QuietHours Quiet, Language Language,
    IReadOnlySet<string> Declined, IReadOnlySet<string> Failed, long Version);

/// <summary>Reads what people want; who never said anything gets official notices by post and plain messages by mail.</summary>
internal sealed class Preferences(Database database, DeliverySettings settings)
{
    public async Task<Preference> OfAsync(Guid party, CancellationToken cancellationToken)
    {
        var quiet = QuietHours.Read(settings.QuietFrom, settings.QuietUntil)!;
        var declined = await database.QueryAsync(
            "select category from delivery_declined where party = @party", row => row.Text("category"), cancellationToken, ("party", party));
        var failed = await database.QueryAsync(
            "select address from delivery_failed_address where party = @party", row => row.Text("address"), cancellationToken, ("party", party));
        var none = new Preference(
            false, null, null, null, null, quiet, Language.Ja, declined.ToHashSet(StringComparer.Ordinal),
            failed.ToHashSet(StringComparer.OrdinalIgnoreCase), 0);
        return await database.FirstAsync(
            """
            select official_channel, consented_at, consent_wording, email, webhook_address, quiet_from, quiet_until, language, version
            from delivery_preference where party = @party
            """,
            row => none with
            {
                IsElectronic = row.Text("official_channel") == "electronic",
                ConsentedAt = row.InstantOrNull("consented_at"),
                ConsentWording = row.TextOrNull("consent_wording"),
                Email = row.TextOrNull("email"),
                WebhookAddress = row.TextOrNull("webhook_address"),
                Quiet = QuietHours.Read(row.Text("quiet_from"), row.Text("quiet_until")) ?? quiet,
                Language = Enum.Parse<Language>(row.Text("language"), ignoreCase: true),
                Version = row.Int64("version"),
            },
            cancellationToken,
            ("party", party)) ?? none;
    }
}

/// <summary>Keeps what people want, inside a unit.</summary>
internal static class PreferenceStore
{
    /// <summary>The row to change; what was never said is as the city has it.</summary>
    public static void Ensure(Unit unit, Guid party, DeliverySettings settings) => unit.Execute(
        """
        insert into delivery_preference
            (party, official_channel, consented_at, consent_wording, email, webhook_address, quiet_from, quiet_until, language, changed_at, version)
        values (@party, 'post', null, null, null, null, @from, @until, 'ja', @now, 0)
        on conflict (party) do nothing
        """,
        ("party", party),
        ("from", settings.QuietFrom),
        ("until", settings.QuietUntil),
        ("now", unit.Now));

    public static bool Change(Unit unit, Guid party, string columns, params ReadOnlySpan<(string Name, object? Value)> values) => unit.Execute(
        $"update delivery_preference set {columns}, changed_at = @now, version = version + 1 where party = @party",
        [("party", party), ("now", unit.Now), .. values]) == 1;
}
