namespace Madoguchi.Whole.Tests;

/// <summary>
/// The architecture: which module may use which. A module uses only modules written above it, so nothing goes round in circles.
/// docs/architecture.md shows this table; a new line is a decision, not a convenience.
/// </summary>
internal static class MayUse
{
    private static readonly string[] Feel = ["Feel"];
    private static readonly string[] Ground = ["Kernel", "DesignSystem"];

    /// <summary>In the order of the story.</summary>
    public static readonly IReadOnlyList<(string Module, string Owns, IReadOnlyList<string> Uses)> Modules =
    [
        ("Feel", "判定表: FEEL expressions and DMN models, read, checked and evaluated", []),
        ("Print", "帳票: letters and forms as PDF that read aloud as written", []),
        ("Kernel", "database and its one writer, events, files, Japanese legal days, actor and purpose", []),
        ("DesignSystem", "components on the Digital Agency's tokens, texts in three languages, ruby", []),
        ("Registry", "台帳: parties, facts with their source, mandates, who looked", Ground),
        ("Rules", "判定: decision tables of the city, their versions, tried and edited", [.. Feel, .. Ground, "Registry"]),
        ("Procedures", "手続: definitions as data, their versions, the journey as a pure function", [.. Feel, .. Ground, "Registry"]),
        ("Intake", "受付: drafts, the journey's pages, submissions and receipts", [.. Feel, .. Ground, "Registry", "Procedures"]),
        ("Fees", "手数料: what a submission costs, whether it is paid, what is paid back", [.. Feel, .. Ground, "Registry", "Procedures", "Intake"]),
        ("Delivery", "送達・通知: official notices and messages, by letter, mail or webhook", ["Print", .. Ground, "Registry"]),
        ("Identity", "本人確認: accounts, sign-in, sessions, acting for others", [.. Ground, "Registry", "Delivery"]),
        ("Cases", "案件: queue, correction, decision, notice, status", [.. Ground, "Registry", "Procedures", "Intake", "Fees", "Delivery"]),
        ("Host", "composes the modules: front page, limits, health", [.. Ground, "Registry", "Rules", "Procedures", "Intake", "Fees", "Delivery", "Identity", "Cases"]),
    ];

    /// <summary>
    /// What is not ours and not the framework's, by module: one library each for databases, for YAML, for Markdown. Feel uses nothing,
    /// so that it can be published alone; only Kernel knows which engine runs.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Libraries = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["Feel"] = [],
        ["Kernel"] =
        [
            "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Relational", "Microsoft.EntityFrameworkCore.Sqlite",
            "Npgsql.EntityFrameworkCore.PostgreSQL", "Microsoft.Data.Sqlite", "SQLitePCLRaw.core", "Npgsql", "dbup-core", "dbup-sqlite", "dbup-postgresql",
        ],
        ["DesignSystem"] = ["Markdig", "YamlDotNet"],
        ["Registry"] = ["Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Relational", "YamlDotNet"],
        ["Rules"] = ["DocumentFormat.OpenXml", "DocumentFormat.OpenXml.Framework"],
        ["Procedures"] = ["YamlDotNet"],
        ["Print"] = [],
        ["Fees"] = ["Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Relational"],
        ["Delivery"] = ["Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Relational", "MailKit", "MimeKit", "YamlDotNet"],
        ["Identity"] = ["Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Relational", "Microsoft.AspNetCore.Authentication.OpenIdConnect",
            "Microsoft.IdentityModel.JsonWebTokens", "Microsoft.IdentityModel.Protocols", "Microsoft.IdentityModel.Protocols.OpenIdConnect", "Microsoft.IdentityModel.Tokens", "OpenIddict.Abstractions", "OpenIddict.Server", "OpenIddict.Server.AspNetCore", "OpenIddict.Server.DataProtection", "OpenIddict.Validation", "OpenIddict.Validation.AspNetCore", "OpenIddict.Validation.DataProtection", "OpenIddict.Validation.ServerIntegration"],
        ["Intake"] = ["Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Relational"],
        ["Cases"] = ["Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Relational"],
        ["Host"] = ["Microsoft.AspNetCore.OpenApi", "Microsoft.OpenApi", "Scalar.AspNetCore", "OpenTelemetry", "OpenTelemetry.Api", "OpenTelemetry.Api.ProviderBuilderExtensions", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "OpenTelemetry.Extensions.Hosting", "OpenTelemetry.Instrumentation.AspNetCore"],
    };
}
