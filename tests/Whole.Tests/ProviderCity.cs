using Madoguchi.Testing;

namespace Madoguchi.Whole.Tests;

/// <summary>The city with two outside providers, one of residents and one of staff, which are one process here.</summary>
public sealed class ProviderCity : IAsyncLifetime
{
    private const string People =
        """
        [
          {"sub": "card-1", "acr": "aal3", "claims": {"name": "佐藤　誠", "birthdate": "1988-06-15", "address": {"formatted": "栃木県みやのわ市風見台２丁目４－８"}}},
          {"sub": "card-2", "acr": "aal3", "claims": {"name": "佐藤 誠", "birthdate": "1988-06-16", "address": {"formatted": "栃木県みやのわ市風見台2丁目4番8号"}}},
          {"sub": "emp-tanaka", "acr": "aal2", "claims": {"employee_number": "tanaka"}},
          {"sub": "emp-yamada", "acr": "aal2", "claims": {"employee_number": "nobody-here"}}
        ]
        """;

    public IdentityProviderProcess Provider { get; private set; } = null!;

    public WholeHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Provider = await IdentityProviderProcess.StartAsync(People);
        Host = new WholeHost
        {
            // A browser and a provider have clocks of their own, which a test cannot set.
            Start = TimeProvider.System.GetUtcNow(),
            More =
            [
                .. Of("card", "Resident", "デジタル認証（見本）", "openid name birthdate address", "aal3", "High", "aal1", "Low"),
                .. Of("city-hall", "Staff", "庁内共通認証", "openid profile", "aal2", "Substantial", "aal1", "Low"),
            ],
        };
        await Host.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Provider.DisposeAsync();
    }

    private IEnumerable<string> Of(string name, string kind, string label, string scopes, string acr, string assurance, string weak, string weakly)
    {
        var at = $"--Identity:Providers:{name}";
        return
        [
            $"{at}:Kind={kind}", $"{at}:Label={label}", $"{at}:Authority={Provider.Issuer}", $"{at}:ClientId={IdentityProviderProcess.Client}",
            $"{at}:ClientSecret={IdentityProviderProcess.Secret}", $"{at}:Scopes={scopes}", $"{at}:AllowHttp=true",
            $"{at}:Acr:0:Value={acr}", $"{at}:Acr:0:Assurance={assurance}", $"{at}:Acr:1:Value={weak}", $"{at}:Acr:1:Assurance={weakly}",
        ];
    }
}
