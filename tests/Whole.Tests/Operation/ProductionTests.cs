using System.Net;
using Madoguchi.Host;
using Madoguchi.Kernel;
using Madoguchi.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Whole.Tests;

/// <summary>The program as a city runs it: behind a proxy that speaks HTTPS, with its secrets from outside.</summary>
public sealed class ProductionTests : IAsyncLifetime
{
    private const string City = "city.example";
    private readonly string folder = Directory.CreateTempSubdirectory("madoguchi-production-").FullName;
    private readonly LogLines lines = new();
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Behind_its_proxy_every_answer_is_https_and_closed_to_other_sites()
    {
        await using var app = await StartAsync();

        using var page = await AskAsync(app, HttpMethod.Get, "/");

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        Header(page, "Strict-Transport-Security").ShouldBe("max-age=31536000; includeSubDomains");
        Header(page, "Content-Security-Policy").ShouldContain("default-src 'none'");
        Header(page, "Content-Security-Policy").ShouldContain("base-uri 'none'");
        Header(page, "Content-Security-Policy").ShouldContain("frame-ancestors 'self'");
        Header(page, "Content-Security-Policy").ShouldNotContain("unsafe");
        Header(page, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(page, "Referrer-Policy").ShouldBe("same-origin");
        Header(page, "Cross-Origin-Opener-Policy").ShouldBe("same-origin");
        Header(page, "Cache-Control").ShouldContain("no-store");
        page.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        page.Headers.Contains("Server").ShouldBeFalse();
        page.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Fact]
    public async Task Cookies_travel_by_https_only_and_no_script_reads_them()
    {
        await using var app = await StartAsync();

        using var page = await AskAsync(app, HttpMethod.Get, "/sign-in");

        var cookies = page.Headers.TryGetValues("Set-Cookie", out var set) ? set.ToList() : [];
        cookies.ShouldNotBeEmpty();
        cookies.ShouldAllBe(cookie => cookie.Contains("; secure") && cookie.Contains("; httponly") && cookie.Contains("; samesite="));
    }

    [Fact]
    public async Task Without_https_a_look_is_sent_on_and_what_was_sent_is_refused()
    {
        await using var app = await StartAsync();

        using var look = await AskAsync(app, HttpMethod.Get, "/procedures?q=%E5%85%90%E7%AB%A5", https: false);
        using var sent = await AskAsync(app, HttpMethod.Post, "/sign-in", https: false);
        using var health = await AskAsync(app, HttpMethod.Get, "/health/live", https: false);

        look.StatusCode.ShouldBe(HttpStatusCode.TemporaryRedirect);
        look.Headers.Location!.AbsoluteUri.ShouldBe("https://city.example/procedures?q=%E5%85%90%E7%AB%A5");
        sent.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        health.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Only_the_named_proxy_is_believed()
    {
        await using var app = await StartAsync("--Madoguchi:Proxies:0=192.0.2.1");

        using var page = await AskAsync(app, HttpMethod.Get, "/");

        page.StatusCode.ShouldBe(HttpStatusCode.TemporaryRedirect, "who says it came by HTTPS is not the proxy");
    }

    [Fact]
    public async Task Another_host_name_is_not_answered()
    {
        await using var app = await StartAsync();

        using var page = await AskAsync(app, HttpMethod.Get, "/", host: "evil.example");

        page.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Who_knocks_too_often_waits()
    {
        await using var app = await StartAsync();
        var statuses = new List<HttpStatusCode>();
        for (var knock = 0; knock < 31; knock++)
        {
            using var answer = await AskAsync(app, HttpMethod.Post, "/demo/sign-in");
            statuses.Add(answer.StatusCode);
        }

        using var somebodyElse = await AskAsync(app, HttpMethod.Post, "/demo/sign-in", from: "203.0.113.8");

        statuses[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        statuses[..^1].ShouldNotContain(HttpStatusCode.TooManyRequests);
        somebodyElse.StatusCode.ShouldNotBe(HttpStatusCode.TooManyRequests, "addresses are told apart although all come by the proxy");
    }

    [Fact]
    public async Task Who_tries_codes_of_letters_one_after_another_waits()
    {
        await using var app = await StartAsync();
        var answered = 0;
        for (; answered <= new DoorSettings().RequestsPerMinute; answered++)
        {
            using var answer = await AskAsync(app, HttpMethod.Post, "/check");
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                break;
            }
        }

        using var looking = await AskAsync(app, HttpMethod.Get, "/check");
        using var somebodyElse = await AskAsync(app, HttpMethod.Get, "/check", from: "203.0.113.8");

        answered.ShouldBe(new DoorSettings().RequestsPerMinute);
        looking.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        somebodyElse.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Trace_is_not_answered()
    {
        await using var app = await StartAsync();

        using var traced = await AskAsync(app, HttpMethod.Trace, "/");

        traced.IsSuccessStatusCode.ShouldBeFalse();
    }

    [Fact]
    public async Task The_demo_sign_in_is_not_there()
    {
        await using var app = await StartAsync();

        using var page = await AskAsync(app, HttpMethod.Get, "/sign-in");

        (await page.Content.ReadAsStringAsync()).ShouldNotContain("/demo/sign-in");
    }

    [Fact]
    public async Task Without_a_master_key_it_does_not_start_and_says_what_to_do()
    {
        await using var app = Build(["--Madoguchi:MasterKeys="]);

        var refused = await Should.ThrowAsync<SettingsException>(() => app.PrepareDatabaseAsync());

        refused.Message.ShouldContain("new-master-key");
        Directory.Exists(Path.Combine(folder, "keys")).ShouldBeFalse();
    }

    [Fact]
    public async Task Secrets_come_from_files_and_the_log_says_so_without_saying_them()
    {
        var secrets = Directory.CreateDirectory(Path.Combine(folder, "secrets")).FullName;
        var key = MasterKeys.NewEntry();
        await File.WriteAllTextAsync(Path.Combine(secrets, "Madoguchi__MasterKeys"), key + "\n");

        await using var app = Build([$"--Madoguchi:Secrets={secrets}"]);
        await app.PrepareDatabaseAsync();

        app.Services.GetRequiredService<SettingsCatalogue>().Origins().ShouldContain(new SettingOrigin("Madoguchi:MasterKeys", "secret file"));
        lines.All.ShouldContain(line => line.Contains("Settings from secret file: Madoguchi:MasterKeys"));
        lines.All.ShouldAllBe(line => !line.Contains(key));
    }

    [Fact]
    public void A_mistyped_setting_stops_the_start() => Should
        .Throw<SettingsException>(() => Build(["--Madoguchi:PublicAdress=https://city.example"]))
        .Message.ShouldContain("Madoguchi:PublicAdress is not a setting. Did you mean Madoguchi:PublicAddress?");

    [Fact]
    public async Task Readiness_writes_and_leaves_one_row_however_often_it_is_asked()
    {
        await using var app = await StartAsync();
        for (var asked = 0; asked < 3; asked++)
        {
            (await app.Services.GetRequiredService<DatabaseHealth>().CheckHealthAsync(new HealthCheckContext())).Status.ShouldBe(HealthStatus.Healthy);
        }

        (await app.Services.GetRequiredService<Database>().QueryAsync(
            "select count(*) as n from kernel_change where key like 'health/%'", row => row.Int64("n"), CancellationToken.None)).ShouldBe([1]);
    }

    [Fact]
    public async Task A_database_that_takes_no_change_is_not_ready()
    {
        var health = new DatabaseHealth(new FullDisk(), TimeProvider.System);

        await Should.ThrowAsync<WriteFailedException>(() => health.CheckHealthAsync(new HealthCheckContext()));
    }

    private async Task<WebApplication> StartAsync(params string[] settings)
    {
        var app = Build(settings);
        await app.PrepareDatabaseAsync();
        await app.StartAsync();
        return app;
    }

    private WebApplication Build(string[] settings) => Program.Build(
        [
            "--environment=Production",
            "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:Madoguchi={database.ConnectionString}",
            $"--Madoguchi:Data={folder}",
            $"--Madoguchi:City={Repository.PathTo("cities", "demo")}",
            $"--Madoguchi:MasterKeys={MasterKeys.NewEntry()}",
            $"--Madoguchi:PublicAddress=https://{City}",
            "--Madoguchi:Proxies:0=127.0.0.1",
            .. settings,
        ],
        builder => builder.Logging.ClearProviders().AddProvider(lines));

    private static async Task<HttpResponseMessage> AskAsync(WebApplication app, HttpMethod method, string path, bool https = true, string host = City, string from = "203.0.113.7")
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(method, new Uri(new Uri(app.Urls.First()), path));
        request.Headers.Host = host;
        request.Headers.Add("X-Forwarded-For", from);
        request.Headers.Add("X-Forwarded-Proto", https ? "https" : "http");
        return await http.SendAsync(request);
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));

    private sealed class FullDisk : IWriter
    {
        public Task<Result<T>> WriteAsync<T>(Work work, Func<Unit, Result<T>> change, CancellationToken cancellationToken) =>
            throw new WriteFailedException("full", new IOException());

        public Task<Result<T>?> RecallAsync<T>(Work work, CancellationToken cancellationToken) => Task.FromResult<Result<T>?>(null);
    }
}
