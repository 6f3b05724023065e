using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Madoguchi.Testing;

/// <summary>An OpenID provider in a process of its own, which says what a test tells it to, true or false.</summary>
public sealed partial class IdentityProviderProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly HttpClient http;
    private readonly string people;

    private IdentityProviderProcess(Process process, string host, int port, string people)
    {
        (this.process, this.people) = (process, people);
        Issuer = $"http://{host}:{port}/";
        http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(Issuer) };
    }

    public const string Client = "city";

    public const string Secret = "a-secret-of-tests";

    /// <summary>As its tokens say it. Another name than the city's, so that neither sees the other's cookies.</summary>
    public string Issuer { get; }

    /// <summary>Starts the provider built beside the tests and waits until it listens.</summary>
    /// <param name="persons">Who can sign in: sub, acr and claims, as JSON.</param>
    /// <param name="par">Whether it takes pushed authorisation requests.</param>
    /// <param name="host">The name by which it is known; a city at <c>localhost</c> wants another.</param>
    /// <param name="offset">How far its clock is from this machine's.</param>
    public static async Task<IdentityProviderProcess> StartAsync(string persons, bool par = true, string host = "localhost", TimeSpan offset = default)
    {
        var people = Path.GetTempFileName();
        await File.WriteAllTextAsync(people, persons);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])
            [
                Path.Combine(AppContext.BaseDirectory, "Madoguchi.IdentityProvider.dll"),
                "--urls=http://127.0.0.1:0",
                $"--people={people}", $"--client={Client}", $"--secret={Secret}", $"--par={par}", $"--offset={offset:c}",
                "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information",
            ])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var printed = new List<string>();
        process.ErrorDataReceived += (_, line) => printed.Add(line.Data ?? "");
        process.BeginErrorReadLine();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            printed.Add(line);
            if (Listening().Match(line) is { Success: true } match)
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new(process, host, new Uri(match.Groups[1].Value).Port, people);
            }
        }

        throw new InvalidOperationException($"The provider did not start:\n{string.Join('\n', printed)}");
    }

    /// <summary>What is wrong with the tokens from now on; nothing, when empty.</summary>
    public async Task MisbehaveAsync(string how)
    {
        using var answer = await http.PostAsync(new Uri($"misbehave?how={how}", UriKind.Relative), null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What the last request for a sign-in asked.</summary>
    public async Task<JsonObject> AskedAsync() => JsonNode.Parse(await http.GetStringAsync(new Uri("asked", UriKind.Relative)))!.AsObject();

    /// <summary>A signed notice that somebody's session at the provider ended.</summary>
    public async Task<string> LogoutTokenAsync(string subject, string query = "") =>
        JsonSerializer.Deserialize<string>(await http.GetStringAsync(new Uri($"logout-token?sub={subject}{query}", UriKind.Relative)))!;

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
        File.Delete(people);
    }

    [GeneratedRegex(@"Now listening on: (http://[0-9.:]+)")]
    private static partial Regex Listening();
}
