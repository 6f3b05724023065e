using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Madoguchi.Bench.Load;
using Madoguchi.Testing;

namespace Madoguchi.Bench;

/// <summary>
/// Whole applications: every page of 児童手当 opened and answered, each answer saved durably, checked, submitted, the receipt read.
/// The requests of one application filled in through the pages are sent again for as many drafts as asked.
/// </summary>
internal static class JourneyBench
{
    private const string Procedure = "child-allowance";
    private const int Connections = 32;
    private const int Applications = 400;
    private const int Rounds = 3;

    public static Task<Figure> MeasureAsync(string[] args) => BenchCity.MeasureAsync(args, MeasureAsync);

    private static async Task<Figure> MeasureAsync(BenchCity city)
    {
        await city.StartAsync();
        var (recorded, ready) = await RecordAsync(city.Process!.Address);
        var rates = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var drafts = await ready.CopyAsync(city.ConnectionString, Applications);
            var next = -1;
            var began = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
            {
                using var client = await RawClient.ConnectAsync(city.Endpoint);
                while (Interlocked.Increment(ref next) is var n && n < drafts.Count)
                {
                    await ApplyAsync(client, recorded, ready, drafts[n]);
                }
            })));
            var rate = Applications / Stopwatch.GetElapsedTime(began).TotalSeconds;
            Console.WriteLine($"{city.Engine} round {round}: {rate:N1} applications/s{(round == 0 ? " (warm-up)" : "")}");
            if (round > 0)
            {
                rates.Add(rate);
            }
        }

        var saves = recorded.Count;
        return string.Create(CultureInfo.InvariantCulture,
            $"{city.Engine} {Driver.Median(rates):N1} whole applications/s, {saves} drafts saved in each ({Driver.Median(rates) * saves:N0} durable saves/s, {Driver.Median(rates) * (2 * saves + 3):N0} requests/s)");
    }

    private static async Task ApplyAsync(RawClient client, IReadOnlyList<(string Path, string Type, byte[] Body)> recorded, ReadyDrafts ready, Guid draft)
    {
        foreach (var (path, type, body) in recorded)
        {
            await ExpectAsync(client, RawClient.Get($"/apply/{draft}/{path}", ready.Cookies), 200, path);
            await ExpectAsync(client, RawClient.Post($"/apply/{draft}/{path}", ready.Cookies, type, body), 302, path);
        }

        await ExpectAsync(client, RawClient.Get($"/apply/{draft}/check", ready.Cookies), 200, "check");
        await ExpectAsync(client, RawClient.Post($"/apply/{draft}/submit", ready.Cookies, ready.Form), 302, "submit");
        await ExpectAsync(client, RawClient.Get($"/apply/{draft}/receipt", ready.Cookies), 200, "receipt");
    }

    private static async Task ExpectAsync(RawClient client, byte[] request, int status, string path)
    {
        var answer = await client.SendAsync(request);
        if (answer.Status != status)
        {
            throw new InvalidOperationException($"{path} answers {answer.Status}, not {status}:\n{Encoding.UTF8.GetString(answer.Head.Span)}");
        }
    }

    /// <summary>One application through the pages, its answers written down, and an untouched draft to copy.</summary>
    private static async Task<(IReadOnlyList<(string Path, string Type, byte[] Body)> Recorded, ReadyDrafts Ready)> RecordAsync(Uri city)
    {
        var cookies = new CookieContainer();
        using var recorder = new Recorder { InnerHandler = new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = cookies } };
        using var http = new HttpClient(recorder) { BaseAddress = city };
        using var visitor = new Visitor(http);
        var applicant = new Applicant(visitor);
        await applicant.SignInAsync(ReadyDrafts.Resident);
        var check = await applicant.FillInAsync(Procedure);
        var anew = await visitor.OpenAsync($"/apply/start/{Procedure}");
        var token = check.Document.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var page = await visitor.PostAsync($"/apply/start/{Procedure}", ("anew", "1"), ("__RequestVerificationToken", token));
        return (recorder.Accepted, new ReadyDrafts(cookies.GetCookieHeader(city), token, Guid.Parse(page.Path.Split('/')[2]), recorder.Accepted.Count));
    }

    /// <summary>Notes each answer that was accepted.</summary>
    private sealed class Recorder : DelegatingHandler
    {
        public List<(string Path, string Type, byte[] Body)> Accepted { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            var response = await base.SendAsync(request, cancellationToken);
            var parts = request.RequestUri!.AbsolutePath.Split('/', 4);
            if (request.Method == HttpMethod.Post && response.StatusCode == HttpStatusCode.Redirect
                && parts is [_, "apply", not "start", _] && !response.Headers.Location!.ToString().EndsWith("/end", StringComparison.Ordinal))
            {
                // A page answered twice, because the first choice led out, counts with its last answer.
                Accepted.RemoveAll(answer => answer.Path == parts[3]);
                Accepted.Add((parts[3], request.Content!.Headers.ContentType!.ToString(), body));
            }

            return response;
        }
    }
}
