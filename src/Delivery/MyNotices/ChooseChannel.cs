using System.Security.Claims;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Delivery;

/// <summary>Electronic service was asked for without consent to what it means.</summary>
internal sealed record ConsentMissing() : Refusal("consent-missing", RefusalKind.Invalid);

/// <summary>Electronic service was asked for, and nothing electronic is known or works.</summary>
internal sealed record NoElectronicAddress() : Refusal("no-electronic-address", RefusalKind.Invalid);

public sealed record ChooseChannelModel(MyWishes Wishes, string Channel, Guid FormKey, bool MayConsent, Refusal? Refusal = null);

/// <summary>
/// By post or electronically: how official notices are served (電子的な送達への同意). Who changes this can make a notice go unread, so the
/// person proves again who they are. The consent is kept with its moment and the wording that was read.
/// </summary>
internal sealed class ChooseChannel(MyNotices mine, IWriter writer, DeliverySettings settings, TimeProvider time)
{
    /// <summary>Changes with the text <c>delivery.consent.text</c>.</summary>
    public const string Wording = "2026-11";

    private const string Electronic = "electronic";
    private const string Post = "post";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/my/notices/channel", (ClaimsPrincipal user, ChooseChannel choose, CancellationToken token) => choose.FormAsync(user, token))
            .WithName("ChooseChannelForm").RequireAuthorization(Policies.Resident, Policies.Fresh);
        routes.MapPost("/my/notices/channel", (IFormCollection fields, ClaimsPrincipal user, ChooseChannel choose, CancellationToken token) =>
            choose.PostAsync(fields, user, token)).WithName("ChooseChannel").RequireAuthorization(Policies.Resident, Policies.Fresh);
    }

    private async Task<IResult> FormAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (await mine.OwnAsync(user, cancellationToken) is not { } party)
        {
            return TypedResults.NotFound();
        }

        var wishes = await mine.WishesAsync(party.Id, cancellationToken);
        return Page(new(wishes, wishes.IsElectronic ? Electronic : Post, Guid.CreateVersion7(time.GetUtcNow()), MayConsent(wishes)));
    }

    private async Task<IResult> PostAsync(IFormCollection fields, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (await mine.OwnAsync(user, cancellationToken) is not { } party)
        {
            return TypedResults.NotFound();
        }

        var wishes = await mine.WishesAsync(party.Id, cancellationToken);
        var channel = fields["channel"] == Electronic ? Electronic : Post;
        var key = Guid.TryParse(fields["key"], out var given) ? given : Guid.CreateVersion7(time.GetUtcNow());
        Refusal? refusal = (channel, MayConsent(wishes), fields["consent"] == Wording) switch
        {
            (Electronic, false, _) => new NoElectronicAddress(),
            (Electronic, _, false) => new ConsentMissing(),
            _ => null,
        };
        if (refusal is not null)
        {
            return Page(new(wishes, channel, key, MayConsent(wishes), refusal));
        }

        await writer.WriteAsync<bool>(
            new Work($"party/{party.Id}", $"choose-channel/{party.Id}/{key}", user.Actor(), new Purpose("notify")),
            unit =>
            {
                PreferenceStore.Ensure(unit, party.Id, settings);
                return PreferenceStore.Change(
                    unit,
                    party.Id,
                    "official_channel = @channel, consented_at = @at, consent_wording = @wording",
                    ("channel", channel),
                    ("at", channel == Electronic ? unit.Now : null),
                    ("wording", channel == Electronic ? Wording : null));
            },
            cancellationToken);
        return TypedResults.LocalRedirect("/my/notices?saved=channel");
    }

    private static bool MayConsent(MyWishes wishes) =>
        (wishes is { HasMail: true, Email: not null, EmailFailed: false }) || wishes is { WebhookName: not null, WebhookAddress: not null };

    private static RazorComponentResult<ChooseChannelPage> Page(ChooseChannelModel model) =>
        new(new { Model = model }) { StatusCode = model.Refusal?.StatusCode() ?? StatusCodes.Status200OK };
}
