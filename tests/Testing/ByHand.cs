using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Madoguchi.Testing;

/// <summary>Background work that a test does itself, when it wants to.</summary>
public static class ByHand
{
    /// <summary>
    /// Takes out what the module does by itself while a host runs. A test that moves time by days would else ring each of its
    /// clocks once a second on the way.
    /// </summary>
    /// <param name="services">The services, with the module added.</param>
    /// <param name="module">Any type of the module's assembly.</param>
    public static IServiceCollection RunByHand(this IServiceCollection services, Type module)
    {
        foreach (var background in services.Where(service =>
            service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == module.Assembly).ToList())
        {
            services.Remove(background);
        }

        return services;
    }
}
