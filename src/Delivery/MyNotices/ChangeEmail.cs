using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MimeKit;

namespace Madoguchi.Delivery;

/// <summary>What was typed is no address a mail can be sent to.</summary>
internal sealed record NotAnEmail() : Refusal("not-an-email", RefusalKind.Invalid);

/// <summary>Confirmations were asked for too often: somebody else's mailbox is not to be filled.</summary>
internal sealed record TooManyConfirmations() : Refusal("too-many-confirmations", RefusalKind.Conflict);

/// <summary>
/// Names the address mail goes to. It is used once the person opened the link sent to it: a slip of the keyboard must not send their
/// affairs to a stranger.
/// </summary>
internal sealed class ChangeEmail(
    MyNotices mine, IWriter writer, DeliverySettings settings, IDataProtectionProvider protection, Texts texts, PublicSettings site, TimeProvider time)
{
    private const string Kind = "confirm-email";
    private const long MostADay = 5;
    private const int LongestEmail = 254;
    private static readonly TimeSpan Holds = TimeSpan.FromDays(2);

    private readonly IDataProtector protector = protection.CreateProtector("Madoguchi.Delivery.Email");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/my/notices/email").RequireAuthorization(Policies.Resident);
        group.MapGet("", (ClaimsPrincipal user, ChangeEmail change, CancellationToken token) => change.FormAsync(user, token)).WithName("ChangeEmailForm");
        group.MapPost("", (IFormCollection fields, ClaimsPrincipal user, ChangeEmail change, Wording words, CancellationToken token) =>
            change.PostAsync(fields, user, words, token)).WithName("ChangeEmail").RequireRateLimiting("public").RequireAuthorization(Policies.Fresh);
        group.MapGet("/{seal}", (string seal, ClaimsPrincipal user, ChangeEmail change, CancellationToken token) =>
            change.ShowAsync(seal, user, token)).WithName("ConfirmEmailForm");
        group.MapPost("/{seal}", (string seal, IFormCollection fields, ClaimsPrincipal user, ChangeEmail change, CancellationToken token) =>
            change.ConfirmAsync(seal, user, token)).WithName("ConfirmEmail");
    }

    private async Task<IResult> FormAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await mine.OwnAsync(user, cancellationToken) is { } party
            ? Page(await mine.WishesAsync(party.Id, cancellationToken), "", Guid.CreateVersion7(time.GetUtcNow()), null)
            : TypedResults.NotFound();

    private async Task<IResult> PostAsync(IFormCollection fields, ClaimsPrincipal user, Wording words, CancellationToken cancellationToken)
    {
        if (await mine.OwnAsync(user, cancellationToken) is not { } party)
        {
            return TypedResults.NotFound();
        }

        var key = Guid.TryParse(fields["key"], out var given) ? given : Guid.CreateVersion7(time.GetUtcNow());
        var typed = JapaneseText.ToHalfWidth(fields["email"].ToString()).Trim();
        var wishes = await mine.WishesAsync(party.Id, cancellationToken);
        if (!wishes.HasMail || typed.Length > LongestEmail || !MailboxAddress.TryParse(typed, out var address) || address.Address != typed || address.Domain.Length == 0)
        {
            return Page(wishes, typed, key, new NotAnEmail());
        }

        var sent = await SendAsync(party.Id, typed, key, user, words.Display.Language, cancellationToken);
        return sent.Refusal is { } refusal ? Page(wishes, typed, key, refusal) : TypedResults.LocalRedirect("/my/notices?saved=sent");
    }

    private Task<Result<bool>> SendAsync(
        Guid party, string email, Guid key, ClaimsPrincipal user, Language language, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + Holds;
        var seal = protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{party:N} {until.ToUnixTimeSeconds()} {email}"));
        var words = new Wording(texts, new Display(language));
        var message = new NewMessage(
            Channels.Email, email, words.Plain("delivery.confirm.subject"),
            Readings.InBrackets(words.Format("delivery.confirm.body", site.At($"/my/notices/email/{seal}"))));
        return writer.WriteAsync<bool>(
            new Work($"party/{party}", $"change-email/{party}/{key}", user.Actor(), new Purpose("notify")),
            unit =>
            {
                var sent = unit.Scalar(
                    "select count(*) from delivery_message where recipient = @party and kind = @kind and created_at > @since",
                    ("party", party),
                    ("kind", Kind),
                    ("since", unit.Now.AddDays(-1)));
                if (Convert.ToInt64(sent, CultureInfo.InvariantCulture) >= MostADay)
                {
                    return new TooManyConfirmations();
                }

                MessageDesk.Add(unit, new(unit.NewId(), party, Kind, Official: false, Category: null), message, unit.Now, until);
                return true;
            },
            cancellationToken);
    }

    private async Task<IResult> ShowAsync(string seal, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await mine.OwnAsync(user, cancellationToken) is { } party && Open(seal, party.Id) is { } email
            ? new RazorComponentResult<ConfirmEmailPage>(new { Email = email })
            : TypedResults.NotFound();

    private async Task<IResult> ConfirmAsync(string seal, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (await mine.OwnAsync(user, cancellationToken) is not { } party || Open(seal, party.Id) is not { } email)
        {
            return TypedResults.NotFound();
        }

        await writer.WriteAsync<bool>(
            new Work($"party/{party.Id}", $"confirm-email/{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(seal)))}", user.Actor(), new Purpose("notify")),
            unit =>
            {
                PreferenceStore.Ensure(unit, party.Id, settings);
                unit.Execute("delete from delivery_failed_address where party = @party and lower(address) = lower(@email)", ("party", party.Id), ("email", email));
                return PreferenceStore.Change(unit, party.Id, "email = @email", ("email", email));
            },
            cancellationToken);
        return TypedResults.LocalRedirect("/my/notices?saved=email");
    }

    /// <summary>The address, when the seal is ours, of this person and not too old.</summary>
    private string? Open(string seal, Guid party)
    {
        try
        {
            return protector.Unprotect(seal).Split(' ', 3) is [var who, var until, var email]
                && who == party.ToString("N") && long.Parse(until, CultureInfo.InvariantCulture) >= time.GetUtcNow().ToUnixTimeSeconds()
                ? email
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static RazorComponentResult<ChangeEmailPage> Page(MyWishes wishes, string typed, Guid key, Refusal? refusal) =>
        new(new { Wishes = wishes, Typed = typed, FormKey = key, Refusal = refusal }) { StatusCode = refusal?.StatusCode() ?? StatusCodes.Status200OK };
}
