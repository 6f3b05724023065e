using System.Globalization;
using System.Security.Claims;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Delivery;

/// <summary>What the form sent is no hour, no language, or too long for an address.</summary>
internal sealed record SettingsNotUnderstood() : Refusal("notice-settings", RefusalKind.Invalid);

/// <summary>Which messages, when and in which language.</summary>
internal sealed class ChangeSettings(MyNotices mine, IWriter writer, DeliverySettings settings, TimeProvider time)
{
    private const int LongestAddress = 100;

    public static IReadOnlyList<string> Hours { get; } =
        [.. Enumerable.Range(0, 24).Select(hour => new TimeOnly(hour, 0).ToString("HH:mm", CultureInfo.InvariantCulture))];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/my/notices/settings", (ClaimsPrincipal user, ChangeSettings change, CancellationToken token) => change.FormAsync(user, token))
            .WithName("ChangeNoticeSettingsForm").RequireAuthorization(Policies.Resident);
        routes.MapPost("/my/notices/settings", (IFormCollection fields, ClaimsPrincipal user, ChangeSettings change, CancellationToken token) =>
            change.PostAsync(fields, user, token)).WithName("ChangeNoticeSettings").RequireAuthorization(Policies.Resident);
    }

    private async Task<IResult> FormAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await mine.OwnAsync(user, cancellationToken) is { } party
            ? Page(await mine.WishesAsync(party.Id, cancellationToken), Guid.CreateVersion7(time.GetUtcNow()), null)
            : TypedResults.NotFound();

    private async Task<IResult> PostAsync(IFormCollection fields, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (await mine.OwnAsync(user, cancellationToken) is not { } party)
        {
            return TypedResults.NotFound();
        }

        var key = Guid.TryParse(fields["key"], out var given) ? given : Guid.CreateVersion7(time.GetUtcNow());
        var wishes = await mine.WishesAsync(party.Id, cancellationToken);
        var wanted = fields["wanted"].OfType<string>().ToHashSet(StringComparer.Ordinal);
        var webhook = wishes.WebhookName is null ? wishes.WebhookAddress : fields["webhook"].ToString().Trim();
        var (from, until) = (fields["from"].ToString(), fields["until"].ToString());
        if (QuietHours.Read(from, until) is null || !Enum.TryParse<Language>(fields["language"], out var language) || !Enum.IsDefined(language)
            || webhook?.Length > LongestAddress)
        {
            return Page(wishes, key, new SettingsNotUnderstood());
        }

        await writer.WriteAsync<bool>(
            new Work($"party/{party.Id}", $"change-settings/{party.Id}/{key}", user.Actor(), new Purpose("notify")),
            unit =>
            {
                PreferenceStore.Ensure(unit, party.Id, settings);
                foreach (var category in NoticeCategories.All)
                {
                    unit.Execute(
                        wanted.Contains(category)
                            ? "delete from delivery_declined where party = @party and category = @category"
                            : "insert into delivery_declined (party, category, at, by) values (@party, @category, @now, 'preferences') on conflict (party, category) do nothing",
                        ("party", party.Id),
                        ("category", category),
                        ("now", unit.Now));
                }

                if (webhook is { Length: > 0 })
                {
                    unit.Execute("delete from delivery_failed_address where party = @party and address = @address", ("party", party.Id), ("address", webhook));
                }

                return PreferenceStore.Change(
                    unit,
                    party.Id,
                    "webhook_address = @webhook, quiet_from = @from, quiet_until = @until, language = @language",
                    ("webhook", webhook is { Length: > 0 } ? webhook : null),
                    ("from", from),
                    ("until", until),
                    ("language", language.ToString()));
            },
            cancellationToken);
        return TypedResults.LocalRedirect("/my/notices?saved=settings");
    }

    private static RazorComponentResult<ChangeSettingsPage> Page(MyWishes wishes, Guid key, Refusal? refusal) =>
        new(new { Wishes = wishes, FormKey = key, Refusal = refusal }) { StatusCode = refusal?.StatusCode() ?? StatusCodes.Status200OK };
}
