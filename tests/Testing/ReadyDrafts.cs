using System.Net;
using Madoguchi.Kernel;

namespace Madoguchi.Testing;

/// <summary>Many complete applications of one resident that wait only for the last press of the button.</summary>
/// <param name="Cookies">The resident's session and antiforgery cookie, as one header.</param>
/// <param name="Token">The antiforgery token that goes with them.</param>
/// <param name="First">The draft that was filled in through the pages; the others are its copies.</param>
/// <param name="Pages">Pages answered to fill it in.</param>
public sealed record ReadyDrafts(string Cookies, string Token, Guid First, int Pages)
{
    public const string Resident = "sato-makoto";

    /// <summary>Fills in one application through the pages.</summary>
    public static async Task<ReadyDrafts> FillInAsync(Uri city, string procedure)
    {
        var cookies = new CookieContainer();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = city };
        using var visitor = new Visitor(http);
        var applicant = new Applicant(visitor);
        await applicant.SignInAsync(Resident);
        var check = await applicant.FillInAsync(procedure);
        return new ReadyDrafts(
            cookies.GetCookieHeader(city),
            check.Document.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!,
            Guid.Parse(check.Path.Split('/')[2]),
            applicant.Answered);
    }

    /// <summary>
    /// Copies the draft in the database, each with evidence of its own that nobody opens (the files stay where they are);
    /// returns the copies' ids.
    /// </summary>
    public async Task<IReadOnlyList<Guid>> CopyAsync(string connectionString, int copies)
    {
        await using var database = new Database(connectionString);
        var files = await database.QueryAsync(
            "select file_id from intake_evidence where draft_id = @draft", row => row.Guid("file_id"), CancellationToken.None, ("draft", First));
        var answers = files.Select((_, index) => index).Aggregate("answers", (text, index) => $"replace({text}, @old_text{index}, @new_text{index})");
        var drafts = await ColumnsAsync(database, "intake_draft", "id", "answers");
        var evidence = await ColumnsAsync(database, "intake_evidence", "file_id", "draft_id");
        var sql = string.Join(";\n",
        [
            $"insert into intake_draft (id, answers, {drafts}) select @id, {answers}, {drafts} from intake_draft where id = @first",
            .. files.Select((_, index) =>
                $"insert into intake_evidence (file_id, draft_id, {evidence}) select @new{index}, @id, {evidence} from intake_evidence where file_id = @old{index}"),
        ]);
        var ids = Enumerable.Range(0, copies).Select(_ => Guid.CreateVersion7()).ToList();
        using var session = new SqlSession(database.OpenForWriting(), database.IsPostgres);
        session.Transaction = session.Connection.BeginTransaction();
        foreach (var id in ids)
        {
            var renewed = files.Select(old => (Old: old, New: Guid.CreateVersion7()));
            session.Execute(sql,
            [
                ("id", id), ("first", First),
                .. renewed.SelectMany((file, index) => new (string, object?)[]
                {
                    ($"old{index}", file.Old), ($"new{index}", file.New), ($"old_text{index}", file.Old.ToString()), ($"new_text{index}", file.New.ToString()),
                }),
            ]);
        }

        await session.Transaction.CommitAsync();
        return ids;
    }

    private static async Task<string> ColumnsAsync(Database database, string table, params string[] without)
    {
        var columns = await database.QueryAsync(
            database.IsPostgres
                ? $"select column_name as name from information_schema.columns where table_name = '{table}' order by ordinal_position"
                : $"select name from pragma_table_info('{table}')",
            row => row.Text("name"),
            CancellationToken.None);
        return string.Join(", ", columns.Except(without));
    }

    /// <summary>The form of the check page for a draft.</summary>
    public string Form => $"declared=yes&__RequestVerificationToken={Uri.EscapeDataString(Token)}";

    /// <summary>The last press of the button.</summary>
    public HttpRequestMessage Submission(Guid draft)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/apply/{draft}/submit")
        {
            Content = new StringContent(Form, null, "application/x-www-form-urlencoded"),
        };
        request.Headers.Add("Cookie", Cookies);
        return request;
    }

    /// <summary>A client that follows nothing and brings no cookies of its own.</summary>
    public static HttpClient NewClient(Uri city) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = city, Timeout = TimeSpan.FromSeconds(60) };
}
