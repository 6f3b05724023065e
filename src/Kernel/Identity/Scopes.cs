namespace Madoguchi.Kernel;

/// <summary>
/// What another program may do by the API (OAuth 2.0 scopes). A route under <c>/api/v1</c> asks for <see cref="Policy"/>: it is then met by
/// a token that carries the scope, and by nothing else: no cookie of a resident or of staff opens it, and no token opens a page.
/// </summary>
public static class Scopes
{
    /// <summary>The authentication scheme of tokens; <c>Identity</c> brings it.</summary>
    public const string Scheme = "Token";

    public const string ProceduresRead = "procedures.read";
    public const string SubmissionsRead = "submissions.read";
    public const string SubmissionsWrite = "submissions.write";
    public const string CasesRead = "cases.read";

    /// <summary>Take, give, note, ask for correction.</summary>
    public const string CasesWrite = "cases.write";

    /// <summary>Decide: beside <see cref="CasesWrite"/>, because what is decided stays.</summary>
    public const string CasesDecide = "cases.decide";
    public const string FeesRead = "fees.read";

    /// <summary>Record what was paid and what was paid back, as a clerk does.</summary>
    public const string FeesWrite = "fees.write";

    /// <summary>Waive a fee and set one: beside <see cref="FeesWrite"/>, because on the pages only the head does.</summary>
    public const string FeesWaive = "fees.waive";
    public const string ExportsRead = "exports.read";

    /// <summary>Make an export, and confirm what was taken over.</summary>
    public const string ExportsWrite = "exports.write";
    public const string WebhooksManage = "webhooks.manage";

    public static IReadOnlyList<string> All { get; } =
    [
        ProceduresRead, SubmissionsRead, SubmissionsWrite, CasesRead, CasesWrite, CasesDecide, FeesRead, FeesWrite, FeesWaive, ExportsRead, ExportsWrite, WebhooksManage,
    ];

    /// <summary>The name of the authorisation policy that asks for this scope.</summary>
    public static string Policy(string scope) => $"scope:{scope}";
}
