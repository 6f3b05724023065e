using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Madoguchi.Registry;
using Madoguchi.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Whole.Tests;

/// <summary>Residents' journeys share one city, one after another: two people with one name would meet each other's drafts.</summary>
[CollectionDefinition]
public sealed class AtHome : ICollectionFixture<RealCity>;

/// <summary>The journeys in which both sides of the counter meet share another.</summary>
[CollectionDefinition]
public sealed class AtTheCounter : ICollectionFixture<RealCity>;

/// <summary>
/// The whole program as real people meet it: who works for the city signs in by the city's own provider, which is another process; residents
/// sign in by a passkey that they registered with a code from the window, or, where their browser runs no scripts, by an outside provider.
/// Nobody comes in by the demo's page.
/// </summary>
public sealed partial class RealCity : IAsyncLifetime
{
    private const string Card = "デジタル認証（見本）";
    private const string CityHall = "庁内共通認証";
    private const string Again = "この方の手続きをする";

    private readonly ConcurrentDictionary<string, Lazy<Task<Authenticator>>> passkeys = new(StringComparer.Ordinal);
    private IdentityProviderProcess provider = null!;
    private WholeHost host = null!;
    private int used;

    public Uri Address => host.Address;

    /// <summary>Where people prove who they are.</summary>
    public Uri Provider => new(provider.Issuer);

    public WholeHost Host => host;

    public async ValueTask InitializeAsync()
    {
        var start = new DateTimeOffset(2026, 11, 9, 9, 0, 0, TimeSpan.FromHours(9));
        provider = await IdentityProviderProcess.StartAsync(People(), host: "127.0.0.1", offset: start - TimeProvider.System.GetUtcNow());
        host = new WholeHost
        {
            Start = start,
            IsAtItsAddress = true,
            BrowsersHaveOtherClocks = true,
            More =
            [
                .. Settings("card", "Resident", Card, "openid name birthdate address", "High"),
                .. Settings("city-hall", "Staff", CityHall, "openid profile", "Substantial"),
            ],
        };
        await host.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await provider.DisposeAsync();
        foreach (var made in passkeys.Values)
        {
            (await made.Value).Dispose();
        }
    }

    public Task DrainAsync() => host.DrainAsync();

    /// <summary>Signs somebody in at their browser, and goes on where they were led to sign in.</summary>
    /// <param name="person">At the browser; on the page of signing in, or anywhere.</param>
    /// <param name="who">The key of one of the city's people, and for whom or in which role they come.</param>
    internal async Task SignInAsync(Person person, string who)
    {
        var coming = await FindAsync(who);
        if (person.Path != "/sign-in")
        {
            await person.OpenAsync("/sign-in");
        }

        if (coming.Party is null)
        {
            await person.FollowAsync($"{CityHall}でサインインする");
            await person.PressAsync(SubOf(who));
            return;
        }

        var passkey = await PasskeyAsync(who);
        if (person.HasScript)
        {
            var device = await VirtualDevice.PlugInAsync(person);
            await device.KeepAsync(passkey.Passkey, "localhost", Interlocked.Add(ref used, 1000));
            await person.PressAsync("パスキーでサインインする");
        }
        else
        {
            await person.FollowAsync($"{Card}でサインインする");
            await person.PressAsync(SubOf(who));
        }

        if (coming.SubjectName is { } other)
        {
            await person.OpenAsync("/my/acting-for");
            await person.PressAsync($"{Again} {other}");
        }
    }

    /// <summary>Somebody without a browser, signed in by the outside provider.</summary>
    internal async Task<Visitor> VisitAsync(string who)
    {
        var coming = await FindAsync(who);
        var visitor = new Visitor(host.Client());
        if (coming.Party is not null)
        {
            await PasskeyAsync(who);
        }

        var choose = await visitor.OpenAsync($"/sign-in/oidc/{(coming.Party is null ? "city-hall" : "card")}");
        await visitor.SubmitAsync(choose, SubOf(who));
        if (coming.SubjectName is { } other)
        {
            await visitor.SubmitAsync(await visitor.OpenAsync("/my/acting-for"), coming.Subject!.Value.ToString());
        }

        return visitor;
    }

    private async Task<DemoPerson> FindAsync(string who) =>
        await host.Services.GetRequiredService<IDemoPeople>().FindAsync(who, CancellationToken.None) ?? throw new InvalidOperationException($"Nobody is {who}.");

    /// <summary>
    /// Everybody comes to the window once, before anything else, and registers a passkey with the code they got: whatever was open before
    /// would end with it.
    /// </summary>
    private Task<Authenticator> PasskeyAsync(string who) =>
        passkeys.GetOrAdd(PersonOf(who), key => new(() => RegisterAsync(key))).Value;

    private async Task<Authenticator> RegisterAsync(string key)
    {
        var person = await FindAsync(key);
        using var clerk = await VisitAsync("tanaka/clerk");
        var issued = await clerk.SubmitAsync(
            await clerk.OpenAsync($"/staff/account/{person.Party}"), "確認番号を発行する", ("document", "my-number-card"));
        using var visitor = new Visitor(host.Client());
        var born = Facts(key)["person.birth-date"]!.ToString().Split('-');
        var page = await visitor.SubmitAsync(
            await visitor.OpenAsync("/account/enrol"), "次へ",
            ("code", Code().Match(issued.Text).Value), ("birthDate.year", born[0]), ("birthDate.month", born[1]), ("birthDate.day", born[2]));
        var device = new Authenticator { Origin = Address.GetLeftPart(UriPartial.Authority) };
        var options = page.Document.QuerySelector("form[data-passkey]")?.GetAttribute("data-options")
            ?? throw new InvalidOperationException($"{key} cannot register: {page.Text}");
        var registered = await visitor.SubmitAsync(page, "パスキーをつくる", ("credential", device.Make(options)));
        return registered.Path == "/my/account" ? device : throw new InvalidOperationException($"{key} did not register: {registered.Text}");
    }

    private string[] Settings(string name, string kind, string label, string scopes, string assurance)
    {
        var at = $"--Identity:Providers:{name}";
        return
        [
            $"{at}:Kind={kind}", $"{at}:Label={label}", $"{at}:Authority={provider.Issuer}", $"{at}:ClientId={IdentityProviderProcess.Client}",
            $"{at}:ClientSecret={IdentityProviderProcess.Secret}", $"{at}:Scopes={scopes}", $"{at}:AllowHttp=true",
            $"{at}:Acr:0:Value=sure", $"{at}:Acr:0:Assurance={assurance}",
        ];
    }

    /// <summary>Everybody the provider knows: the city's people with what stands in the register, and who works for it.</summary>
    private static string People() => new JsonArray(
    [
        .. City["people"]!.AsArray().Select(person => (Key: person!["id"]!.ToString(), Facts: Facts(person["id"]!.ToString()))).Select(person => new JsonObject
        {
            ["sub"] = SubOf(person.Key),
            ["acr"] = "sure",
            ["claims"] = new JsonObject
            {
                ["name"] = person.Facts["person.name"]!.DeepClone(),
                ["birthdate"] = person.Facts["person.birth-date"]!.ToString(),
                ["address"] = new JsonObject { ["formatted"] = AddressOf(person.Facts["person.address"]!) },
            },
        }),
        .. City["staff"]!.AsArray().Select(member => new JsonObject
        {
            ["sub"] = SubOf(member!["id"]!.ToString()),
            ["acr"] = "sure",
            ["claims"] = new JsonObject { ["employee_number"] = member["id"]!.ToString() },
        }),
    ]).ToJsonString();

    private static JsonNode City { get; } = JsonNode.Parse(YamlAsJson.Read(File.ReadAllText(Repository.PathTo("cities", "demo", "residents.yaml"))))!;

    /// <summary>What the register says of somebody.</summary>
    private static Dictionary<string, JsonNode?> Facts(string key) => City["people"]!.AsArray().Single(person => person!["id"]!.ToString() == key)!["held"]!
        .AsArray().SelectMany(held => held!["facts"]!.AsObject()).GroupBy(fact => fact.Key).ToDictionary(fact => fact.Key, fact => fact.Last().Value);

    private static string AddressOf(JsonNode address) =>
        string.Concat(((string[])["prefecture", "city", "town", "street", "building"]).Select(part => address[part]?.ToString()));

    private static string PersonOf(string who) => who.Split('/')[0];

    private static string SubOf(string who) => $"sub-{PersonOf(who)}";

    [GeneratedRegex("[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")]
    private static partial Regex Code();
}
