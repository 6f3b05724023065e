using System.Net;
using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using System.Threading.RateLimiting;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Madoguchi.Host;

/// <summary>What running the program needs and no module owns: where data lies, limits, headers, telemetry, health.</summary>
internal static partial class Operation
{
    private const string MadoguchiSources = "Madoguchi.*";

    public static void AddOperation(this WebApplicationBuilder builder)
    {
        builder.Configuration.AddSecrets();
        builder.Services.AddSettings<HostSettings>("");
        builder.Services.AddSettings<DoorSettings>("Madoguchi");
        builder.AddHttps();
        var data = DataFolder.Prepare(builder);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Madoguchi:Data"] = data,
            ["ConnectionStrings:Madoguchi"] = builder.Configuration.GetConnectionString("Madoguchi") ?? $"Data Source={Path.Combine(data, "city.db")}",
        });

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Forms are small; the one door that takes files raises its own limit.
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        });

        // Without this every Japanese character costs eight bytes.
        builder.Services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        builder.Services.AddAntiforgery(antiforgery =>
        {
            // The prefix makes browsers refuse the cookie from another host or without HTTPS; Development has no HTTPS.
            var isOpen = builder.Environment.IsDevelopment();
            antiforgery.Cookie.Name = isOpen ? "madoguchi-form" : "__Host-madoguchi-form";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = isOpen ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        });
        ApiProblemWords.Add(builder.Services);
        ApiDescription.Add(builder.Services);
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.AddPolicy("public", context => ByAddress(context, door => door.RequestsPerMinute));
            limiter.AddPolicy("sign-in", context => ByAddress(context, door => door.SignInsPerMinute));
        });
        builder.Services.AddSingleton<DatabaseHealth>();
        builder.Services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", timeout: DatabaseHealth.Patience)
            .AddCheck<OutboxHealth>("outbox")
            .AddCheck<CalendarHealth>("calendar");
        builder.AddTelemetry();
    }

    /// <summary>Refuses to start on settings that are wrong, and says in the log which were set where.</summary>
    public static void CheckSettings(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<SettingsCatalogue>();
        settings.Check();
        if (app.Services.GetRequiredService<RetentionPlan>() is { Unused: [var unused, ..] })
        {
            var known = app.Services.GetServices<RetainedClass>().Select(it => it.Code);
            throw new SettingsException([$"retention.yaml: there are no records called {unused}. There are: {string.Join(", ", known)}."]);
        }

        foreach (var place in settings.Origins().GroupBy(origin => origin.From))
        {
            LogOrigins(app.Logger, place.Key, string.Join(", ", place.Select(origin => origin.Key)));
        }
    }

    public static void MapOperation(this IEndpointRouteBuilder routes)
    {
        ApiDescription.Map(routes);
        ApiReference.Map(routes);

        // Whether the program lives depends on nobody else: not on the database that knows who asks.
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous().ShortCircuit();
        routes.MapHealthChecks("/health/ready").AllowAnonymous();
    }

    /// <summary>Nothing is loaded from outside, nothing inline is run, and no other site may frame a page.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
            + "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";

        // Pages hold personal data: neither a proxy nor the back button after signing out may show them again.
        // Both words, as antiforgery wants them: with one it warns in the log at every form.
        headers.CacheControl = "no-cache, no-store";
        return next(context);
    });

    private static RateLimitPartition<string> ByAddress(HttpContext context, Func<DoorSettings, int> perMinute) =>
        RateLimitPartition.GetSlidingWindowLimiter(NetworkOf(context.Connection.RemoteIpAddress), _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = perMinute(context.RequestServices.GetRequiredService<DoorSettings>()),
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
        });

    /// <summary>Whoever has one address of IPv6 has all 2^64 of its network: they count as one.</summary>
    internal static string NetworkOf(IPAddress? address) => address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes()[..8]),
        _ => address.ToString(),
    };

    /// <summary>Exported by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; otherwise measured for nobody, at next to no cost.</summary>
    private static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(MadoguchiSources).AddAspNetCoreInstrumentation().AddOtlpExporter())
            .WithTracing(traces => traces.AddSource(MadoguchiSources).AddAspNetCoreInstrumentation().AddOtlpExporter());
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "Settings from {Place}: {Keys}")]
    private static partial void LogOrigins(ILogger logger, string place, string keys);
}
