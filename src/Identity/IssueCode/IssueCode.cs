using System.Text.Json;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Identity;

/// <summary>Somebody found, with what a document is compared with.</summary>
public sealed record FoundPerson(Guid Id, string Name, string Kana, string BirthDate, string Address);

/// <summary>The search as it stands; null before it was asked.</summary>
public sealed record SearchModel(string Words, IReadOnlyList<FoundPerson>? Found);

/// <summary>The person at the window and what the account is.</summary>
public sealed record IssueModel(FoundPerson Person, int Passkeys, Guid FormKey, string Document, string? Error);

/// <summary>
/// A clerk looks at somebody's document at the window and gives a code, valid for minutes and shown once. Who lost their device begins
/// anew with it; who comes for the first time begins.
/// </summary>
internal static class IssueCode
{
    private const string Path = "/staff/account";
    private const string SearchPurpose = "account-search";
    private const int Most = 20;
    private const int LongestWords = 100;
    private static readonly TimeSpan SearchHolds = TimeSpan.FromHours(12);
    private static readonly string[] FactsShown = ["person.birth-date", "person.address"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var account = routes.MapGroup(Path).RequireAuthorization(Policies.Clerk);
        account.MapGet("", SearchAsync).WithName("SearchAccount");
        account.MapPost("/search", AskAsync).WithName("AskForAccount");
        account.MapGet("/{party:guid}", ShowAsync).WithName("ShowAccountAtWindow");
        account.MapPost("/{party:guid}/codes", IssueAsync).WithName("IssueCode").RequireAuthorization(Policies.Fresh);
        account.MapGet("/codes/{id:guid}", ShowCodeAsync).WithName("ShowIssuedCode");
    }

    /// <summary>Names do not travel in addresses.</summary>
    private static RedirectHttpResult AskAsync([FromForm] string? q, Sealed seals)
    {
        var words = (q ?? "").Trim();
        return TypedResults.LocalRedirect(words.Length == 0
            ? Path
            : Path + QueryString.Create("q", seals.Close(words.Length > LongestWords ? words[..LongestWords] : words, SearchHolds, SearchPurpose)));
    }

    private static async Task<RazorComponentResult<AccountSearchPage>> SearchAsync(
        string? q, HttpContext context, Sealed seals, IPartyDirectory parties, IFacts facts, IAccessLog log, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (seals.Open(q, SearchPurpose) is not { } words)
        {
            return new(new { Model = new SearchModel("", null) });
        }

        var people = (await parties.SearchAsync(words, Most, cancellationToken)).Where(party => party.Kind == PartyKind.Person).ToList();
        await log.RecordAsync(context.User.Actor(), Purpose.Identify, [.. people.Select(person => person.Id)], "account", cancellationToken);
        var found = new List<FoundPerson>();
        foreach (var person in people)
        {
            found.Add(await WithFactsAsync(person, facts, time, cancellationToken));
        }

        return new(new { Model = new SearchModel(words, found) });
    }

    private static async Task<IResult> ShowAsync(
        Guid party, HttpContext context, IPartyDirectory parties, IFacts facts, IAccessLog log, AccountStore accounts, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await parties.FindAsync(party, cancellationToken) is not { Kind: PartyKind.Person } person)
        {
            return TypedResults.NotFound();
        }

        await log.RecordAsync(context.User.Actor(), Purpose.Identify, party, "account", cancellationToken);
        return await PageAsync(person, Guid.CreateVersion7(time.GetUtcNow()), "", error: null, facts, accounts, time, cancellationToken);
    }

    private static async Task<IResult> IssueAsync(
        Guid party, [FromForm] string? document, [FromForm] Guid key, HttpContext context, IPartyDirectory parties, IFacts facts, IAccessLog log,
        AccountStore accounts, Codes codes, CodeSettings settings, IWriter writer, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await parties.FindAsync(party, cancellationToken) is not { Kind: PartyKind.Person } person)
        {
            return TypedResults.NotFound();
        }

        var actor = context.User.Actor();
        if (document is null || !Documents.All.ContainsKey(document))
        {
            await log.RecordAsync(actor, Purpose.Identify, party, "account", cancellationToken);
            return await PageAsync(person, key, "", "どの書類で確かめたかを選んでください。", facts, accounts, time, cancellationToken);
        }

        var made = codes.Make();
        var seal = codes.Seal(made, settings.Window);
        var issued = await writer.WriteAsync<Guid>(
            new Work($"party/{party}", $"issue-code/{party}/{actor.Id}/{key}", actor, Purpose.Identify),
            unit =>
            {
                codes.Issue(unit, made, party, CodeWays.Window, seal, document: document);
                Brake.Release(unit, Brake.Of(party));
                SignInLog.Add(unit, $"party:{party}", Happened.CodeIssued, new Visit("", Visit.Window), CodeWays.Window);
                return made.Id;
            },
            cancellationToken);
        return TypedResults.LocalRedirect($"{Path}/codes/{issued.Value}");
    }

    /// <summary>Shows the code to the clerk who gave it, once: then only its hash is left.</summary>
    private static async Task<IResult> ShowCodeAsync(
        Guid id, HttpContext context, Codes codes, Database database, IWriter writer, TimeProvider time, CancellationToken cancellationToken)
    {
        var actor = context.User.Actor();
        var code = (await database.QueryAsync(
            "select party_id, sealed, expires_at from identity_code where id = @id and way = @way and issued_by = @by",
            row => (Party: row.Guid("party_id"), Sealed: row.TextOrNull("sealed"), ExpiresAt: row.Instant("expires_at")),
            cancellationToken,
            ("id", id),
            ("way", CodeWays.Window),
            ("by", actor.Id))).FirstOrDefault();
        if (code.Party == Guid.Empty)
        {
            return TypedResults.NotFound();
        }

        var shown = await writer.WriteAsync<bool>(
            new Work($"party/{code.Party}", $"show-code/{id}/{Guid.CreateVersion7(time.GetUtcNow())}", actor, Purpose.Identify),
            unit => unit.Execute("update identity_code set sealed = null where id = @id and sealed is not null", ("id", id)) == 1,
            cancellationToken);
        return new RazorComponentResult<IssuedCodePage>(new
        {
            Party = code.Party,
            Code = shown.Value && codes.Unseal(id, code.Sealed) is { } text ? AccessCode.Show(text) : null,
            Until = code.ExpiresAt,
        });
    }

    private static async Task<RazorComponentResult<IssueCodePage>> PageAsync(
        Party person, Guid key, string document, string? error, IFacts facts, AccountStore accounts, TimeProvider time, CancellationToken cancellationToken)
    {
        var account = await accounts.FindByPartyAsync(person.Id, cancellationToken);
        var passkeys = account is null ? [] : await accounts.PasskeysOfAsync(account.Id, cancellationToken);
        return new(new { Model = new IssueModel(await WithFactsAsync(person, facts, time, cancellationToken), passkeys.Count, key, document, error) })
        {
            StatusCode = error is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
        };
    }

    private static async Task<FoundPerson> WithFactsAsync(Party person, IFacts facts, TimeProvider time, CancellationToken cancellationToken)
    {
        var held = await facts.HeldAsync(person.Id, FactsShown, time.TodayInJapan(), cancellationToken);
        return new(person.Id, person.Name, person.Kana, Text("person.birth-date", DayOf), Text("person.address", AddressOf));

        string Text(string code, Func<JsonElement, string> show)
        {
            if (!held.TryGetValue(code, out var fact))
            {
                return "（登録なし）";
            }

            using var json = JsonDocument.Parse(fact.Json);
            return show(json.RootElement);
        }
    }

    private static string DayOf(JsonElement day) => Wareki.Format(IsoDay.Parse(day.GetString()!));

    private static string AddressOf(JsonElement address) => string.Concat(
        AddressParts.Select(part => address.TryGetProperty(part, out var value) ? value.GetString() : ""));

    private static readonly string[] AddressParts = ["prefecture", "city", "town", "street", "building"];
}

/// <summary>The documents by which a clerk makes sure of somebody (本人確認書類). The kind is kept, never a number on it.</summary>
internal static class Documents
{
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["my-number-card"] = "マイナンバーカード（顔写真の面だけを見る）",
        ["drivers-licence"] = "運転免許証・運転経歴証明書",
        ["passport"] = "パスポート",
        ["residence-card"] = "在留カード・特別永住者証明書",
        ["disability-certificate"] = "障害者手帳",
        ["two-without-photo"] = "顔写真のない書類を2点（資格確認書と年金の通知など）",
    };
}
