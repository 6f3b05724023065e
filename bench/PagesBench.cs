using System.Diagnostics;
using System.Globalization;
using System.Net;
using Madoguchi.Bench.Load;
using Madoguchi.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;

namespace Madoguchi.Bench;

/// <summary>
/// A signed-in page of the 児童手当 journey with a saved draft: cookie, draft, known facts, journey and rendering at every request.
/// Beside it the same bytes served by bare Kestrel.
/// </summary>
internal static class PagesBench
{
    private const int Connections = 32;
    private const int Rounds = 3;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    /// <summary>The compiler goes on making hot code better for about as long.</summary>
    private static readonly TimeSpan ToWarmUp = TimeSpan.FromSeconds(25);

    public static Task<Figure> MeasureAsync(string[] args) => BenchCity.MeasureAsync(args, MeasureAsync);

    /// <summary>The other side of the ratio, in a process of its own: answers every request with the bytes of a file.</summary>
    public static async Task<Figure> ServeAsync(string[] args)
    {
        var bytes = await File.ReadAllBytesAsync(args[0]);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(async context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes);
        });
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await Console.Out.FlushAsync();
        await app.WaitForShutdownAsync();
        return "served";
    }

    private static async Task<Figure> MeasureAsync(BenchCity city)
    {
        await city.StartAsync();
        var ready = await ReadyDrafts.FillInAsync(city.Process!.Address, "child-allowance");
        var request = RawClient.Get($"/apply/{ready.First}/bank", ready.Cookies);
        using var one = await RawClient.ConnectAsync(city.Endpoint);
        var page = await one.SendAsync(request);
        if (page.Status != 200)
        {
            throw new InvalidOperationException($"The page answers {page.Status}.");
        }

        var file = Path.Combine(city.DataFolder, "page.html");
        await File.WriteAllBytesAsync(file, page.Body);
        using var bare = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["serve-bytes", file]) { RedirectStandardOutput = true })!;
        var bareAt = new IPEndPoint(IPAddress.Loopback, new Uri((await bare.StandardOutput.ReadLineAsync())!).Port);

        await FullAsync(city.Endpoint, request, ToWarmUp);
        await FullAsync(bareAt, request, Round);
        var (pages, bytes) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var before = city.Process!.ProcessorTime;
            pages.Add((await FullAsync(city.Endpoint, request, Round)).PerSecond);
            var micros = (city.Process.ProcessorTime - before).TotalMicroseconds / (pages[^1] * Round.TotalSeconds);
            bytes.Add((await FullAsync(bareAt, request, Round)).PerSecond);
            Console.WriteLine($"{city.Engine} round {round + 1}: {pages[^1]:N0} pages/s of {page.Body.Length:N0} bytes, {micros:N0} µs of processor each; bare Kestrel {bytes[^1]:N0}/s");
        }

        bare.Kill();
        var paced = new List<LoadResult>();
        for (var round = 0; round < Rounds; round++)
        {
            paced.Add(await Driver.RunAsync(city.Endpoint, Connections, _ => request, answer => answer.Status == 200, Round, Driver.Median(pages) * 0.7));
            Console.WriteLine($"{city.Engine} at 70 %: {paced[^1].PerSecond:N0}/s, p50 {paced[^1].P50:N1} ms, p99 {paced[^1].P99:N1} ms");
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"{city.Engine} {Driver.Median(pages):N0}/s, p99 {Driver.Median(paced.Select(load => load.P99)):N1} ms at 70 % load, {Driver.Median(pages.Zip(bytes, (page, raw) => page / raw)):N3} of bare Kestrel with the same bytes ({Driver.Median(bytes):N0}/s)");
    }

    private static Task<LoadResult> FullAsync(IPEndPoint server, byte[] request, TimeSpan duration) =>
        Driver.RunAsync(server, Connections, _ => request, answer => answer.Status == 200, duration);
}
