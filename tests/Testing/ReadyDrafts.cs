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

    /// <summary>Copies the draft in the database, with files left where they are; returns the copies' ids.</summary>
    public async Task<IReadOnlyList<Guid>> CopyAsync(string connectionString, int copies)
    {
        await using var database = new Database(connectionString);
        var columns = await database.QueryAsync(
            database.IsPostgres
                ? "select column_name as name from information_schema.columns where table_name = 'intake_draft' order by ordinal_position"
                : "select name from pragma_table_info('intake_draft')",
            row => row.Text("name"),
            CancellationToken.None);
        var others = string.Join(", ", columns.Where(column => column != "id"));
        var ids = Enumerable.Range(0, copies).Select(_ => Guid.CreateVersion7()).ToList();
        using var connection = database.OpenForWriting();
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // names of our own columns
        command.CommandText = $"insert into intake_draft (id, {others}) select @id, {others} from intake_draft where id = @first";
#pragma warning restore CA2100
        var (id, first) = (command.CreateParameter(), command.CreateParameter());
        (id.ParameterName, first.ParameterName, first.Value) = ("@id", "@first", First);
        command.Parameters.Add(id);
        command.Parameters.Add(first);
        foreach (var copy in ids)
        {
            id.Value = copy;
            await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return ids;
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
