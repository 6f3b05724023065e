using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Delivery;

/// <summary>送達・通知: official notices and messages, by letter, mail or webhook, until they are known to have arrived or not.</summary>
public static class DeliveryModule
{
    public static IServiceCollection AddDelivery(this IServiceCollection services)
    {
        services.AddTexts(typeof(DeliveryModule).Assembly);
        services.AddModuleDb<DeliveryDb>("delivery");
        services.AddSettings<DeliverySettings>("Delivery");
        services.AddEvent<NoticeIssued>();
        services.AddEvent<NoticesExpired>();
        services.AddHandler<NoticeIssued, WhenNoticeIssued>();
        services.AddSingleton(provider => LetterTemplates.Load(provider.GetRequiredService<CityContent>()));
        services.AddSingleton<CityWords>();
        services.AddSettings<LettersSettings>("Letters");
        services.AddDataProtection();
        services.AddSingleton<LetterKeys>();
        services.AddSingleton<LetterFonts>();
        services.AddSingleton<LetterPrinter>();
        services.AddSingleton<ILetterMaker, LetterMaker>();
        services.AddSingleton<ILetters, Letters>();
        services.AddScoped<MyLetterDesk>();
        services.AddScoped<LetterCheck>();
        services.AddScoped<BatchFiles>();
        services.AddScoped<StaffLetterDesk>();
        services.AddServing();
        services.AddSending();
        services.AddScoped<MyNotices>();
        services.AddScoped<ChooseChannel>();
        services.AddScoped<ChangeSettings>();
        services.AddScoped<ChangeEmail>();
        services.AddSingleton<WatchDelivery>();
        services.AddHealthChecks().AddCheck<DeliveryHealth>("delivery");
        services.AddWebhooks();
        return services.AddDeliveryRetention();
    }

    /// <summary>The command <c>-- rotate-letter-keys</c>: a new key signs letters; those signed before stay genuine.</summary>
    /// <returns>The new key's name.</returns>
    public static Task<string> RotateLetterKeysAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<LetterKeys>().RotateAsync(cancellationToken);

    /// <summary>The command <c>-- seal-letter-keys</c>: vouches for keys from before keys were sealed.</summary>
    /// <returns>Their names.</returns>
    public static Task<IReadOnlyList<string>> SealLetterKeysAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<LetterKeys>().VouchForOldAsync(cancellationToken);

    public static IEndpointRouteBuilder MapDelivery(this IEndpointRouteBuilder routes)
    {
        CheckLetter.Map(routes);
        MyLetters.Map(routes);
        PostLetters.Map(routes);
        StaffLetter.Map(routes);
        MyNotices.Map(routes);
        ChooseChannel.Map(routes);
        ChangeSettings.Map(routes);
        ChangeEmail.Map(routes);
        Unsubscribe.Map(routes);
        TakeBounceEndpoint.Map(routes);
        WatchDelivery.Map(routes);
        ShowOutbox.Map(routes);
        WebhookEndpoints.Map(routes.MapApi("Webhooks できごとの通知"));
        return routes;
    }

    private static void AddServing(this IServiceCollection services)
    {
        services.AddSingleton<UnsubscribeTokens>();
        services.AddSingleton<Preferences>();
        services.AddScoped<RegisteredContacts>();
        services.AddSingleton<ServeNotices>();
        services.AddHostedService<Serving>();
    }

    private static void AddSending(this IServiceCollection services)
    {
        services.AddHttpClient(WebhookOutlet.Client)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        services.AddSingleton<MailWriter>();
        services.AddOutlet<SmtpOutlet>();
        services.AddOutlet<WebhookOutlet>();
        services.AddSingleton<Senders>();
        services.AddHostedService<Sending>();
        services.AddSingleton<TakeBounces>();
        services.AddSingleton<WatchBounces>();
        services.AddHostedService(provider => provider.GetRequiredService<WatchBounces>());
    }

    private static void AddOutlet<TOutlet>(this IServiceCollection services)
        where TOutlet : IOutlet =>
        services.AddSingleton<IOutlet>(provider =>
            ActivatorUtilities.CreateInstance<RecordingOutlet>(provider, ActivatorUtilities.CreateInstance<TOutlet>(provider)));
}
