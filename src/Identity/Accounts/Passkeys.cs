using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Identity;

/// <summary>What a page needs to ask for a passkey: the browser's options, and our side of the challenge, sealed.</summary>
public sealed record Ceremony(string Options, string State);

/// <summary>The challenge that was answered; a unit uses it up.</summary>
internal readonly record struct AnsweredChallenge(byte[] Hash)
{
    public string Key => Convert.ToHexStringLower(Hash);
}

/// <summary>A passkey that was made, for this account.</summary>
internal sealed record MadePasskey(Guid Account, UserPasskeyInfo Passkey, AnsweredChallenge Challenge);

/// <summary>A passkey that was used, by its owner.</summary>
internal sealed record UsedPasskey(Account Account, UserPasskeyInfo Passkey, AnsweredChallenge Challenge);

/// <summary>Why a passkey was not accepted; people are told one sentence, whatever it was.</summary>
internal sealed record PasskeyRefused() : Refusal("passkey-refused", RefusalKind.Invalid);

/// <summary>
/// The ceremonies of WebAuthn. ASP.NET Core Identity checks what the browser sends; here the challenge travels sealed in the page, bound
/// to what it is for, and is used up in the unit that believes it.
/// </summary>
internal sealed partial class Passkeys(IPasskeyHandler<Account> handler, Sealed seals, ILogger<Passkeys> logger)
{
    private const int LongestCredential = 16 * 1024;

    /// <summary>How long a page that asks for a passkey may lie open.</summary>
    public static TimeSpan Holds { get; } = TimeSpan.FromMinutes(15);

    /// <param name="context">The request.</param>
    /// <param name="account">Whose it will be.</param>
    /// <param name="name">What the device lists it under.</param>
    /// <param name="purpose">For what, and for whom.</param>
    public async Task<Ceremony> OfferToMakeAsync(HttpContext context, Guid account, string name, params string[] purpose)
    {
        var made = await handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = account.ToString(), Name = name, DisplayName = name }, context);
        return new(made.CreationOptionsJson, seals.Close(made.AttestationState!, Holds, purpose));
    }

    /// <param name="context">The request.</param>
    /// <param name="account">Who is to prove it again; null asks for no name: the device knows.</param>
    /// <param name="purpose">For what, and for whom.</param>
    public async Task<Ceremony> OfferToUseAsync(HttpContext context, Account? account, params string[] purpose)
    {
        var made = await handler.MakeRequestOptionsAsync(account, context);
        return new(made.RequestOptionsJson, seals.Close(made.AssertionState!, Holds, purpose));
    }

    public async Task<Result<MadePasskey>> ReadMadeAsync(HttpContext context, IFormCollection form, params string[] purpose)
    {
        if (Read(form, purpose) is not var (state, credential))
        {
            return new PasskeyRefused();
        }

        var result = await handler.PerformAttestationAsync(new() { HttpContext = context, CredentialJson = credential, AttestationState = state });
        if (!result.Succeeded)
        {
            LogRefused("make", result.Failure.GetType().Name);
            return new PasskeyRefused();
        }

        return new MadePasskey(Guid.Parse(result.UserEntity.Id), result.Passkey, ChallengeOf(state));
    }

    public async Task<Result<UsedPasskey>> ReadUsedAsync(HttpContext context, IFormCollection form, params string[] purpose)
    {
        if (Read(form, purpose) is not var (state, credential))
        {
            return new PasskeyRefused();
        }

        var result = await handler.PerformAssertionAsync(new() { HttpContext = context, CredentialJson = credential, AssertionState = state });
        if (!result.Succeeded)
        {
            LogRefused("use", result.Failure.GetType().Name);
            return new PasskeyRefused();
        }

        return new UsedPasskey(result.User, result.Passkey, ChallengeOf(state));
    }

    /// <summary>Which credential somebody tried; it says nothing about whether they hold it.</summary>
    public static byte[]? TriedCredential(IFormCollection form)
    {
        try
        {
            using var json = JsonDocument.Parse(form["credential"].ToString());
            return json.RootElement.TryGetProperty("id", out var id) && id.GetString() is { } text
                ? System.Buffers.Text.Base64Url.DecodeFromChars(text)
                : null;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private (string State, string Credential)? Read(IFormCollection form, string[] purpose) =>
        form["credential"].ToString() is { Length: > 0 and <= LongestCredential } credential && seals.Open(form["state"], purpose) is { } state
            ? (state, credential)
            : null;

    /// <summary>Of what was sealed, not of the seal: another spelling of the same seal is the same challenge.</summary>
    private static AnsweredChallenge ChallengeOf(string state) => new(SHA256.HashData(Encoding.UTF8.GetBytes(state)));

    [LoggerMessage(EventId = 1601, Level = LogLevel.Information, Message = "A passkey was refused ({Ceremony}): {Reason}")]
    private partial void LogRefused(string ceremony, string reason);
}
