using Madoguchi.Delivery;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Identity;

/// <summary>Accounts with passkeys: ASP.NET Core Identity's ceremonies over our own store, for this city's address only.</summary>
internal static class AccountServices
{
    private const string Required = "required";

    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddDataProtection();
        services.AddSingleton<Sealed>();
        services.AddSingleton<Codes>();
        services.AddSingleton<INoticeSource, AccountNotices>();
        services.AddSingleton(new Asset("passkey.js", "text/javascript; charset=utf-8", Read("passkey.js")));
        services.AddSingleton<AccountStore>();
        services.AddSingleton<IUserStore<Account>>(provider => provider.GetRequiredService<AccountStore>());
        services.AddIdentityCore<Account>();
        services.AddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        services.AddScoped<Passkeys>();
        services.AddScoped<SignInPages>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<PublicSettings>((passkey, site) =>
        {
            // The address comes from the settings, never from the request: a page on another name asks for nothing of ours.
            var origin = site.PublicAddress.GetLeftPart(UriPartial.Authority);
            passkey.ServerDomain = site.PublicAddress.Host;
            passkey.ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && context.Origin == origin);
            passkey.UserVerificationRequirement = Required;
            passkey.ResidentKeyRequirement = Required;
            passkey.AttestationConveyancePreference = "none";
            passkey.AuthenticatorTimeout = TimeSpan.FromMinutes(5);
        });
    }

    private static byte[] Read(string file)
    {
        using var stream = typeof(AccountServices).Assembly.GetManifestResourceStream("Assets/" + file)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
