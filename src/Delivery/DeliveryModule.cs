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
        services.AddEvent<NoticeIssued>();
        services.AddSingleton(provider => LetterTemplates.Load(provider.GetRequiredService<CityContent>()));
        services.AddSingleton<CityWords>();
        services.AddSettings<LettersSettings>("Letters");
        services.AddDataProtection();
        services.AddSingleton<LetterKeys>();
        services.AddSingleton<LetterPrinter>();
        services.AddSingleton<ILetterMaker, LetterMaker>();
        services.AddSingleton<ILetters, Letters>();
        services.AddScoped<MyLetterDesk>();
        services.AddScoped<LetterCheck>();
        return services;
    }

    /// <summary>The command <c>-- rotate-letter-keys</c>: a new key signs letters; those signed before stay genuine.</summary>
    /// <returns>The new key's name.</returns>
    public static Task<string> RotateLetterKeysAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<LetterKeys>().RotateAsync(cancellationToken);

    public static IEndpointRouteBuilder MapDelivery(this IEndpointRouteBuilder routes)
    {
        CheckLetter.Map(routes);
        MyLetters.Map(routes);
        return routes;
    }
}
