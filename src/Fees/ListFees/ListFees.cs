using System.Globalization;
using System.Security.Claims;
using System.Text;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Fees;

/// <summary>What is asked of the accounts; days are days in Japan, ends included.</summary>
public sealed record AccountsQuery(string? From, string? Until, string? Procedure, string? Way, int? Page);

/// <summary>Where a line of the accounts stands in their order.</summary>
public sealed record AccountPlace(DateTimeOffset At, Guid SubmissionId, long Number);

/// <summary>Money that came or went.</summary>
public sealed record AccountRow(
    AccountPlace Place, string Reference, string Procedure, string ProcedureCode, string Kind, string? Way, long Yen, string? Receipt, string Actor)
{
    public DateTimeOffset At => Place.At;
}

/// <summary>The sum of one way: how often, what came in, what went back.</summary>
public sealed record AccountSum(string? Way, long Count, long Paid, long Refunded);

/// <summary>Money of which a person must say what becomes of it: not what was ordered, or refused by the agency on its way back.</summary>
public sealed record FeeToSettle(DateTimeOffset At, string Reference, bool IsMismatch, long Yen, string? Currency);

public sealed record AccountsModel(
    IReadOnlyList<FeeToSettle> ToSettle, AccountsQuery Query, IReadOnlyList<AccountRow> Rows, IReadOnlyList<AccountSum> Sums, IReadOnlyList<Choice> Procedures,
    IReadOnlyDictionary<string, string> Names, int Page, bool HasMore, string? Wrong)
{
    public string AddressOf(string path, int page) => AccountsAddress.Of(path, Query with { Page = page });
}

/// <summary>収納の一覧: what came in and went back, by day, procedure and way; for the heads, and as CSV for the city's accounts.</summary>
internal static class ListFees
{
    private const int PageSize = 100;
    private const int MostPages = 1000;
    private const int ExportedAtOnce = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/staff/fees", HandleAsync).WithName("ListFees").RequireAuthorization(Policies.Head);
        routes.MapGet("/staff/fees/export", ExportAsync).WithName("ExportFees").RequireAuthorization(Policies.Head);
    }

    /// <summary>The query, understood.</summary>
    private sealed record Asked(DateTimeOffset From, DateTimeOffset Until, string? Procedure, string? Way);

    private static async Task<RazorComponentResult<ListFeesPage>> HandleAsync(
        [AsParameters] AccountsQuery query, Database database, IProcedureCatalogue procedures, IStaffDirectory staff, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var today = time.TodayInJapan();
        query = query with { From = Given(query.From) ?? Iso(today), Until = Given(query.Until) ?? Iso(today) };
        var asked = Understand(query);
        var page = Math.Clamp(query.Page ?? 1, 1, MostPages);
        var rows = asked is null ? [] : await PageAsync(database, procedures, asked, page, cancellationToken);
        var model = new AccountsModel(
            await ToSettleAsync(database, cancellationToken),
            query,
            [.. rows.Take(PageSize)],
            asked is null ? [] : await SumsAsync(database, asked, cancellationToken),
            [.. procedures.Current.Where(procedure => procedure.MayCost).Select(procedure => new Choice(procedure.Code, Ruby.Strip(procedure.Name.Ja)))],
            (await staff.AllAsync(cancellationToken)).ToDictionary(member => member.ActorId, member => member.Name, StringComparer.Ordinal),
            page,
            rows.Count > PageSize,
            asked is null ? "日付は「2026-11-02」または「令和8年11月2日」のように入力してください。" : null);
        return new(new { Model = model }) { StatusCode = asked is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK };
    }

    /// <summary>
    /// All of it, however much, as it is read. With a byte order mark, so that a spreadsheet reads it as it is. Who takes the accounts away is
    /// written down before.
    /// </summary>
    private static async Task<Results<PushStreamHttpResult, RedirectHttpResult>> ExportAsync(
        [AsParameters] AccountsQuery query, ClaimsPrincipal user, Database database, IProcedureCatalogue procedures, IWriter writer, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var today = time.TodayInJapan();
        query = query with { From = Given(query.From) ?? Iso(today), Until = Given(query.Until) ?? Iso(today) };
        if (Understand(query) is not { } asked)
        {
            return TypedResults.LocalRedirect(AccountsAddress.Of("/staff/fees", query));
        }

        await writer.WriteAsync<bool>(
            new Work("fees/accounts", $"fees/export/{Guid.CreateVersion7(time.GetUtcNow())}", user.Actor(), Purpose.Examine), _ => true, cancellationToken);
        return TypedResults.Stream(
            body => WriteAsync(body, database, procedures, asked, cancellationToken),
            "text/csv; charset=utf-8",
            $"fees-{Iso(asked.From.DateInJapan())}-{Iso(asked.Until.DateInJapan().AddDays(-1))}.csv");
    }

    private static async Task WriteAsync(
        Stream body, Database database, IProcedureCatalogue procedures, Asked asked, CancellationToken cancellationToken)
    {
        await body.WriteAsync(Encoding.UTF8.GetPreamble(), cancellationToken);
        await body.WriteAsync(Encoding.UTF8.GetBytes(AccountsCsv.Head), cancellationToken);
        List<AccountRow> rows;
        AccountPlace? after = null;
        do
        {
            rows = await RowsAsync(database, procedures, asked, after, cancellationToken);
            await body.WriteAsync(Encoding.UTF8.GetBytes(AccountsCsv.Of(rows)), cancellationToken);
            after = rows.LastOrDefault()?.Place;
        }
        while (rows.Count == ExportedAtOnce);
    }

    /// <summary>Whatever the days asked about: it stands there until somebody sees to it.</summary>
    private static Task<List<FeeToSettle>> ToSettleAsync(Database database, CancellationToken cancellationToken) => database.QueryAsync(
        """
        select p.changed_at as at, f.reference, 1 as mismatch, coalesce(p.told_yen, 0) as yen, p.told_currency as currency
        from fees_payment p join fees_fee f on f.submission_id = p.submission_id where p.state = 'mismatch' and p.given_back is null
        union all
        select max(r.changed_at), f.reference, 0, f.paid - f.refunded - (f.asked - f.waived) - f.refunding, 'JPY'
        from fees_refund r join fees_fee f on f.submission_id = r.submission_id
        where r.state = 'failed' and f.paid - f.refunded - (f.asked - f.waived) - f.refunding > 0
        group by f.submission_id, f.reference, f.paid, f.refunded, f.asked, f.waived, f.refunding
        order by 1 limit @most
        """,
        row => new FeeToSettle(row.Instant("at"), row.Text("reference"), row.Int64("mismatch") == 1, row.Int64("yen"), row.TextOrNull("currency")),
        cancellationToken,
        ("most", (long)PageSize));

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Asked? Understand(AccountsQuery query) => Day(query.From) is { } from && Day(query.Until) is { } until
        ? new(from.StartsAt(), until.AddDays(1).StartsAt(), Given(query.Procedure), Given(query.Way))
        : null;

    private static DateOnly? Day(string? text) => Wareki.Read(text) is WarekiReading.Day day ? day.Value : null;

    private const string Rows =
        """
        select e.at, e.submission_id, e.number, f.reference, f.procedure_code, e.kind, e.way, e.yen, coalesce(e.receipt, '') as receipt, e.actor
        from fees_entry e join fees_fee f on f.submission_id = e.submission_id
        """;

    /// <summary>A page of the list, the newest first, and one row more if there are more.</summary>
    private static Task<List<AccountRow>> PageAsync(
        Database database, IProcedureCatalogue procedures, Asked asked, int page, CancellationToken cancellationToken) => database.QueryAsync(
        $"{Rows} where {Conditions(asked)} order by e.at desc, e.submission_id desc, e.number desc limit @take offset @skip",
        Reader(procedures),
        cancellationToken,
        [.. Parameters(asked), ("take", PageSize + 1L), ("skip", (page - 1L) * PageSize)]);

    /// <summary>The next rows, the oldest first: after a place and not after a count, so that none is read twice.</summary>
    private static Task<List<AccountRow>> RowsAsync(
        Database database, IProcedureCatalogue procedures, Asked asked, AccountPlace? after, CancellationToken cancellationToken) => database.QueryAsync(
        $"""
        {Rows} where {Conditions(asked)}{(after is null ? "" : " and (e.at, e.submission_id, e.number) > (@at, @submission, @number)")}
        order by e.at, e.submission_id, e.number limit @take
        """,
        Reader(procedures),
        cancellationToken,
        [
            .. Parameters(asked), ("take", (long)ExportedAtOnce),
            .. after is null ? Array.Empty<(string, object?)>() : [("at", after.At), ("submission", after.SubmissionId), ("number", after.Number)],
        ]);

    private static Func<Row, AccountRow> Reader(IProcedureCatalogue procedures)
    {
        var names = procedures.Current.ToDictionary(procedure => procedure.Code, procedure => Ruby.Strip(procedure.Name.Ja), StringComparer.Ordinal);
        return row => new AccountRow(
            new(row.Instant("at"), row.Guid("submission_id"), row.Int64("number")), row.Text("reference"),
            names.GetValueOrDefault(row.Text("procedure_code"), row.Text("procedure_code")), row.Text("procedure_code"), row.Text("kind"),
            row.TextOrNull("way"), row.Int64("yen"), row.Text("receipt"), row.Text("actor"));
    }

    private static Task<List<AccountSum>> SumsAsync(Database database, Asked asked, CancellationToken cancellationToken) => database.QueryAsync(
        $"""
        select e.way, count(*) as n, cast(sum(case when e.kind = 'paid' then e.yen else 0 end) as bigint) as paid,
               cast(sum(case when e.kind = 'refunded' then e.yen else 0 end) as bigint) as refunded
        from fees_entry e join fees_fee f on f.submission_id = e.submission_id
        where {Conditions(asked)} group by e.way order by e.way
        """,
        row => new AccountSum(row.TextOrNull("way"), row.Int64("n"), row.Int64("paid"), row.Int64("refunded")),
        cancellationToken,
        [.. Parameters(asked)]);

    private static string Conditions(Asked asked) =>
        "e.kind in ('paid', 'refunded') and e.at >= @from and e.at < @until"
        + (asked.Procedure is null ? "" : " and f.procedure_code = @procedure")
        + (asked.Way is null ? "" : " and e.way = @way");

    private static IEnumerable<(string Name, object? Value)> Parameters(Asked asked)
    {
        yield return ("from", asked.From);
        yield return ("until", asked.Until);
        if (asked.Procedure is { } procedure)
        {
            yield return ("procedure", procedure);
        }

        if (asked.Way is { } way)
        {
            yield return ("way", way);
        }
    }
}

internal static class AccountsAddress
{
    public static string Of(string path, AccountsQuery query)
    {
        (string Name, string? Value)[] parts =
        [
            ("from", query.From), ("until", query.Until), ("procedure", query.Procedure), ("way", query.Way),
            ("page", query.Page is > 1 and { } page ? page.ToString(CultureInfo.InvariantCulture) : null),
        ];
        var given = string.Join('&', parts.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
        return given.Length == 0 ? path : $"{path}?{given}";
    }
}

/// <summary>The accounts as a spreadsheet reads them; a cell never becomes a formula.</summary>
internal static class AccountsCsv
{
    public const string Head = "日付,時刻,受付番号,手続コード,手続,区分,方法,金額（円）,番号,担当\r\n";

    public static string Of(IEnumerable<AccountRow> rows)
    {
        var csv = new StringBuilder();
        foreach (var row in rows)
        {
            var at = row.At.ToOffset(TimeSpan.FromHours(9));
            Line(csv,
            [
                at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                at.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
                ReferenceNumber.Show(row.Reference),
                row.ProcedureCode,
                row.Procedure,
                row.Kind == EntryKind.Paid ? "収納" : "還付",
                FeeWords.StaffWay(row.Way),
                row.Yen.ToString(CultureInfo.InvariantCulture),
                row.Receipt ?? "",
                row.Actor.StartsWith("staff:", StringComparison.Ordinal) ? row.Actor : "",
            ]);
        }

        return csv.ToString();
    }

    private static void Line(StringBuilder csv, IEnumerable<string> cells) => csv.AppendJoin(',', cells.Select(cell => Csv.Quoted(Csv.Guarded(cell)))).Append("\r\n");
}
