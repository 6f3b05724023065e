using Madoguchi.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Delivery;

internal static class WebhookRegistration
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Telling connected systems: no redirects, no proxy, no cookies, and only to addresses that were looked at.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddSettings<ReceiverSettings>("Webhooks");
        services.AddValidation();
        services.AddSingleton<ReceiverAddress>();
        services.AddSingleton<Webhooks>();
        services.AddSingleton<IWebhookDirectory>(provider => provider.GetRequiredService<Webhooks>());
        services.AddSingleton<IAnnouncements, Announcements>();
        services.AddHttpClient(SendWebhooks.HttpClientName, client => client.Timeout = Patience)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ConnectCallback = provider.GetRequiredService<ReceiverAddress>().ConnectAsync,
            });
        services.AddSingleton<SendWebhooks>();
        return services.AddHostedService<TellingReceivers>();
    }
}
