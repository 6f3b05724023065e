using System.Globalization;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Identity;

/// <summary>A client as it stands in the form.</summary>
public sealed record ClientDraft(
    string Code, string Name, string Organisation, string CorporateNumber, string Purpose, string Contact, string Reach, string Channel,
    string Procedures, IReadOnlyList<string> Scopes)
{
    internal static ClientDraft Empty { get; } = new("", "", "", "", "", "", ClientReach.Own, "web", "", []);

    internal static ClientDraft Of(Client client, Party? party) => new(
        client.Code, client.Name, client.Organisation, party?.CorporateNumber ?? "", client.Purpose, client.Contact, client.Reach, client.Channel,
        string.Join('\n', client.Procedures ?? []), client.Scopes);
}

public sealed record ClientFormModel(
    ClientDraft Draft, Guid FormKey, long? Version = null, IReadOnlyList<FieldError>? Errors = null)
{
    public bool IsNew => Version is null;
}

/// <param name="Client">The client.</param>
/// <param name="Party">The organisation it acts for in the register.</param>
/// <param name="Tokens">The last tokens it got.</param>
/// <param name="FormKey">Makes a form count once.</param>
/// <param name="Secret">A secret that was just made: shown now and never again.</param>
/// <param name="Errors">Why the last form was not taken.</param>
public sealed record ClientModel(
    Client Client, Party? Party, IReadOnlyList<GivenToken> Tokens, Guid FormKey, string? Secret = null, IReadOnlyList<FieldError>? Errors = null);

/// <summary>連携システムの管理: who registers which program, for what, and takes it away again.</summary>
internal sealed partial class ManageClients(
    Clients clients, ClientDesk desk, IPartyDirectory parties, IDataProtectionProvider protection, TimeProvider time)
{
    private const string Home = "/staff/clients";
    private const string SecretCookie = "madoguchi-new-secret";
    private const int LongestText = 200;

    private readonly IDataProtector protector = protection.CreateProtector("Madoguchi.Identity.NewSecret");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Home).RequireAuthorization(Policies.Officer).ExcludeFromDescription();

        // Who gives another program a key proves again who they are.
        var change = group.MapGroup("").RequireAuthorization(Policies.Fresh);
        group.MapGet("", (ManageClients it, CancellationToken cancellationToken) => it.ListAsync(cancellationToken)).WithName("ListClients");
        change.MapGet("/new", (ManageClients it) => Form(new(ClientDraft.Empty, it.NewKey()))).WithName("MakeClientForm");
        change.MapPost("/new", (IFormCollection fields, ClaimsPrincipal user, ManageClients it, CancellationToken cancellationToken) =>
            it.MakeAsync(fields, user.Actor(), cancellationToken)).WithName("MakeClient");
        group.MapGet("/{code}", (string code, HttpContext context, ManageClients it) => it.ShowAsync(code, context)).WithName("ViewClient");
        change.MapGet("/{code}/change", (string code, ManageClients it, CancellationToken cancellationToken) =>
            it.ChangeFormAsync(code, cancellationToken)).WithName("ChangeClientForm");
        change.MapPost("/{code}/change", (string code, IFormCollection fields, ClaimsPrincipal user, ManageClients it, CancellationToken cancellationToken) =>
            it.ChangeAsync(code, fields, user.Actor(), cancellationToken)).WithName("ChangeClient");
        change.MapPost("/{code}/secrets", (string code, IFormCollection fields, HttpContext context, ManageClients it) =>
            it.AddSecretAsync(code, fields, context)).WithName("AddClientSecret");
        change.MapPost("/{code}/secrets/{secret:guid}/end", (string code, Guid secret, IFormCollection fields, HttpContext context, ManageClients it) =>
            it.EndSecretAsync(code, secret, fields, context)).WithName("EndClientSecret");
        change.MapPost("/{code}/end", (string code, IFormCollection fields, HttpContext context, ManageClients it) =>
            it.EndAsync(code, fields, context)).WithName("EndClient");
    }

    private async Task<RazorComponentResult<ListClientsPage>> ListAsync(CancellationToken cancellationToken) =>
        new(new { Clients = await clients.ListAsync(cancellationToken) });

    private async Task<IResult> MakeAsync(IFormCollection fields, Actor actor, CancellationToken cancellationToken)
    {
        var (draft, key) = (Read(fields, fields["code"].ToString().Trim()), KeyOf(fields));
        var errors = Check(draft);
        var party = await PartyAsync(draft, errors, cancellationToken);
        if (errors.Count > 0)
        {
            return Form(new(draft, key, Errors: errors));
        }

        var made = await desk.MakeAsync(Entry(draft, party), key, actor, cancellationToken);
        return made.IsRefused
            ? Form(new(draft, key, Errors: [new("code", "このコードは、もう使われています。")]))
            : TypedResults.LocalRedirect($"{Home}/{draft.Code}");
    }

    private async Task<Results<RazorComponentResult<ClientFormPage>, NotFound>> ChangeFormAsync(string code, CancellationToken cancellationToken) =>
        await clients.FindAsync(code, cancellationToken) is { IsEnded: false } client
            ? Form(new(ClientDraft.Of(client, await OrganisationAsync(client, cancellationToken)), NewKey(), client.Version))
            : TypedResults.NotFound();

    private async Task<IResult> ChangeAsync(string code, IFormCollection fields, Actor actor, CancellationToken cancellationToken)
    {
        if (await clients.FindAsync(code, cancellationToken) is null)
        {
            return TypedResults.NotFound();
        }

        var (draft, key) = (Read(fields, code), KeyOf(fields));
        var version = long.TryParse(fields["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : 0;
        var errors = Check(draft);
        var party = await PartyAsync(draft, errors, cancellationToken);
        if (errors.Count > 0)
        {
            return Form(new(draft, key, version, errors));
        }

        var changed = await desk.ChangeAsync(Entry(draft, party), version, key, actor, cancellationToken);
        return changed.Refusal is { } refusal
            ? Form(new(draft, key, version, [new("", Sentence(refusal))]))
            : TypedResults.LocalRedirect($"{Home}/{code}");
    }

    /// <summary>The secret travels to the page after this one in a sealed cookie that is taken away as it is read: shown once, in no address.</summary>
    private async Task<IResult> AddSecretAsync(string code, IFormCollection fields, HttpContext context)
    {
        var made = await desk.AddSecretAsync(code, KeyOf(fields), context.User.Actor(), context.RequestAborted);
        if (made.Refusal is { } refusal)
        {
            return await RefusedAsync(code, refusal, context);
        }

        context.Response.Cookies.Append(SecretCookie, protector.Protect(made.Value.Secret), CookieOf(code, context));
        return TypedResults.LocalRedirect($"{Home}/{code}");
    }

    private async Task<IResult> EndSecretAsync(string code, Guid secret, IFormCollection fields, HttpContext context)
    {
        var ended = await desk.EndSecretAsync(code, secret, KeyOf(fields), context.User.Actor(), context.RequestAborted);
        return ended.Refusal is { } refusal ? await RefusedAsync(code, refusal, context) : TypedResults.LocalRedirect($"{Home}/{code}");
    }

    private async Task<IResult> EndAsync(string code, IFormCollection fields, HttpContext context)
    {
        var ended = await desk.EndAsync(code, KeyOf(fields), context.User.Actor(), context.RequestAborted);
        return ended.Refusal is { } refusal ? await RefusedAsync(code, refusal, context) : TypedResults.LocalRedirect($"{Home}/{code}");
    }

    private async Task<IResult> ShowAsync(string code, HttpContext context)
    {
        string? secret = null;
        if (context.Request.Cookies[SecretCookie] is { } isSealed)
        {
            context.Response.Cookies.Delete(SecretCookie, CookieOf(code, context));
            secret = Open(isSealed);
        }

        return await PageAsync(code, secret, null, StatusCodes.Status200OK, context.RequestAborted);
    }

    private Task<IResult> RefusedAsync(string code, Refusal refusal, HttpContext context) => refusal is NoSuchClient
        ? Task.FromResult<IResult>(TypedResults.NotFound())
        : PageAsync(code, null, [new("", Sentence(refusal))], refusal.StatusCode(), context.RequestAborted);

    private async Task<IResult> PageAsync(
        string code, string? secret, IReadOnlyList<FieldError>? errors, int status, CancellationToken cancellationToken)
    {
        if (await clients.FindAsync(code, cancellationToken) is not { } client)
        {
            return TypedResults.NotFound();
        }

        var model = new ClientModel(
            client, await OrganisationAsync(client, cancellationToken), await clients.TokensAsync(code, cancellationToken), NewKey(), secret, errors);
        return new RazorComponentResult<ClientPage>(new { Model = model }) { StatusCode = status };
    }

    private async Task<Party?> OrganisationAsync(Client client, CancellationToken cancellationToken) =>
        client.Party is { } party ? await parties.FindAsync(party, cancellationToken) : null;

    /// <summary>The organisation with the 法人番号 that was typed; one that the register does not know is an error.</summary>
    private async Task<Guid?> PartyAsync(ClientDraft draft, List<FieldError> errors, CancellationToken cancellationToken)
    {
        if (draft.CorporateNumber.Length == 0)
        {
            return null;
        }

        var found = (await parties.SearchAsync(draft.CorporateNumber, 2, cancellationToken)).FirstOrDefault(party => party.CorporateNumber == draft.CorporateNumber);
        if (found is null)
        {
            errors.Add(new("corporateNumber", "この法人番号の法人・団体は、台帳にありません。"));
        }

        return found?.Id;
    }

    private string? Open(string isSealed)
    {
        try
        {
            return protector.Unprotect(isSealed) is { Length: > 0 } secret ? secret : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private Guid NewKey() => Guid.CreateVersion7(time.GetUtcNow());

    private static CookieOptions CookieOf(string code, HttpContext context) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Strict,
        Path = $"{Home}/{code}",
        MaxAge = TimeSpan.FromMinutes(1),
    };

    private static RazorComponentResult<ClientFormPage> Form(ClientFormModel model) =>
        new(new { Model = model }) { StatusCode = model.Errors is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity };

    private static Guid KeyOf(IFormCollection fields) => Guid.TryParse(fields["key"], out var key)
        ? key
        : throw new BadHttpRequestException("The form lost the key that makes it count once.");

    private static ClientDraft Read(IFormCollection fields, string code)
    {
        return new(
            code, Text("name"), Text("organisation"), Text("corporateNumber"), Text("purpose"), Text("contact"), Text("reach"), Text("channel"), fields["procedures"].ToString(),
            [.. fields["scope"].OfType<string>()]);

        string Text(string field) => fields[field].ToString().Trim();
    }

    private static ClientEntry Entry(ClientDraft draft, Guid? party) => new(
        draft.Code, draft.Name, draft.Organisation, draft.Purpose, draft.Contact, draft.Reach, draft.Channel,
        CodesIn(draft.Procedures) is { Count: > 0 } codes ? codes : null, party, draft.Scopes);

    private static List<string> CodesIn(string text) =>
        [.. text.Split(['\n', '\r', ' ', '　', ',', '、'], StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];

    private static List<FieldError> Check(ClientDraft draft)
    {
        List<FieldError> errors = [];
        Require(Kebab().IsMatch(draft.Code), "code", "コードは、英小文字と数字を「-」でつなぎ、40字までで書いてください。");
        Require(IsText(draft.Name), "name", "システムの名前を、200字までで書いてください。");
        Require(IsText(draft.Organisation), "organisation", "組織の名前を、200字までで書いてください。");
        Require(IsText(draft.Purpose), "purpose", "利用目的を、200字までで書いてください。");
        Require(IsText(draft.Contact), "contact", "連絡先を、200字までで書いてください。");
        Require(draft.Reach is ClientReach.All or ClientReach.Own, "reach", "対象を選んでください。");
        Require(ClientWords.Channels.Any(channel => channel.Value == draft.Channel), "channel", "受付の経路を選んでください。");
        Require(CodesIn(draft.Procedures).TrueForAll(Kebab().IsMatch), "procedures", "手続のコードを、1行に1つずつ書いてください。");
        Require(draft.Scopes.Count > 0 && draft.Scopes.All(Scopes.All.Contains), "scope", "許す操作を1つ以上選んでください。");
        return errors;

        void Require(bool holds, string field, string message)
        {
            if (!holds)
            {
                errors.Add(new(field, message));
            }
        }
    }

    private static bool IsText(string text) => text.Length is > 0 and <= LongestText;

    private static string Sentence(Refusal refusal) => refusal switch
    {
        TooManySecrets => "秘密鍵は同時に2つまでです。使っていないものを終わらせてから、作ってください。",
        ClientChanged => "この画面を開いたあとに、ほかの職員が内容を変えました。もう一度開いて、確かめてください。",
        ClientEnded => "この連携システムは、終了しています。",
        NoSuchSecret => "この秘密鍵は、もう終わっています。",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal.Code, "A new refusal needs its words here."),
    };

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Kebab();
}

/// <summary>Codes of clients in the words of the staff.</summary>
internal static class ClientWords
{
    public static IReadOnlyList<Choice> Channels { get; } =
        [new("web", "オンライン"), new("window", "窓口"), new("paper", "紙"), new("phone", "電話")];

    public static IReadOnlyList<Choice> Reaches { get; } =
    [
        new(ClientReach.Own, "このシステムから出した申請だけ", "市の外の団体・事業者のシステム"),
        new(ClientReach.All, "すべての人の申請", "市の基幹システムなど、市が自ら使うもの"),
    ];

    public static IReadOnlyList<Choice> ScopeChoices { get; } =
    [
        new(Scopes.ProceduresRead, "手続の内容を読み、回答を確かめる", Scopes.ProceduresRead),
        new(Scopes.SubmissionsRead, "出した申請の受付を確かめる", Scopes.SubmissionsRead),
        new(Scopes.SubmissionsWrite, "申請を出す", Scopes.SubmissionsWrite),
        new(Scopes.CasesRead, "案件を読む", Scopes.CasesRead),
        new(Scopes.CasesWrite, "案件の担当・メモ・補正の求め", Scopes.CasesWrite),
        new(Scopes.CasesDecide, "案件を決定する", Scopes.CasesDecide),
        new(Scopes.FeesRead, "手数料を読む", Scopes.FeesRead),
        new(Scopes.FeesWrite, "手数料の収納・還付を記録する", Scopes.FeesWrite),
        new(Scopes.FeesWaive, "手数料を減免し、金額を定める", Scopes.FeesWaive),
        new(Scopes.ExportsRead, "連携データを受け取る", Scopes.ExportsRead),
        new(Scopes.ExportsWrite, "連携データを作り、取込結果を返す", Scopes.ExportsWrite),
        new(Scopes.WebhooksManage, "できごとの通知（Webhook）を受ける", Scopes.WebhooksManage),
    ];

    public static string ChannelOf(string code) => Channels.First(channel => channel.Value == code).Label;

    public static string ReachOf(string code) => Reaches.First(reach => reach.Value == code).Label;

    public static string ScopeOf(string code) => ScopeChoices.FirstOrDefault(scope => scope.Value == code)?.Label ?? code;
}
