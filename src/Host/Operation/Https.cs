using System.Net;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.CookiePolicy;
using Microsoft.AspNetCore.HttpOverrides;

namespace Madoguchi.Host;

/// <summary>
/// HTTPS is spoken by the proxy before the program. It alone is believed about the client's address and scheme; outside Development
/// cookies travel by HTTPS only, and where the city's address is HTTPS nothing is answered without.
/// </summary>
internal static partial class Https
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(365);

    /// <summary>Host names beside the city's own that a health check on this machine uses.</summary>
    private const string ThisMachine = "localhost;127.0.0.1;[::1]";

    public static void AddHttps(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment() && string.IsNullOrEmpty(builder.Configuration["AllowedHosts"]))
        {
            var own = Uri.TryCreate(builder.Configuration["Madoguchi:PublicAddress"], UriKind.Absolute, out var address) ? $"{address.Host};" : "";
            builder.Configuration.AddInMemoryCollection([new("AllowedHosts", own + ThisMachine)]);
        }

        builder.Services.AddHsts(hsts => (hsts.MaxAge, hsts.IncludeSubDomains) = (Remembered, true));
    }

    public static void UseHttps(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<DoorSettings>();
        if (settings.Proxies.Count > 0)
        {
            app.UseForwardedHeaders(Believing(settings.Proxies));
        }

        if (app.Environment.IsDevelopment())
        {
            return;
        }

        app.UseCookiePolicy(new CookiePolicyOptions { Secure = CookieSecurePolicy.Always, HttpOnly = HttpOnlyPolicy.Always });
        app.UseHsts();
        var site = app.Services.GetRequiredService<PublicSettings>();
        if (site.PublicAddress.Scheme == Uri.UriSchemeHttps)
        {
            app.Use((context, next) => context.Request.IsHttps || context.Request.Path.StartsWithSegments("/health")
                ? next(context)
                : SendToHttpsAsync(context, site.PublicAddress, app.Logger));
        }
    }

    private static ForwardedHeadersOptions Believing(IReadOnlyList<string> proxies)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
            {
                options.KnownProxies.Add(address);
            }
            else
            {
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            }
        }

        return options;
    }

    /// <summary>Who looks is sent on; what was sent is refused: it has been in the open already and must not be thought safe.</summary>
    private static Task SendToHttpsAsync(HttpContext context, Uri site, ILogger logger)
    {
        LogNotEncrypted(logger);
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location = new Uri(site, context.Request.Path + context.Request.QueryString).AbsoluteUri;
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(EventId = 1102, Level = LogLevel.Warning, Message = "A request came without HTTPS. If a proxy before the program speaks it, name the proxy in Madoguchi:Proxies and let it send X-Forwarded-Proto")]
    private static partial void LogNotEncrypted(ILogger logger);
}
