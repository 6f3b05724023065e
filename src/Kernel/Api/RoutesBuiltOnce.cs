using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Kernel;

/// <summary>
/// Builds every endpoint once. A host asks its sources of endpoints twice when it starts, for routing and for authorisation, and each time
/// every handler is compiled anew: half of the time of a start.
/// </summary>
public static class RoutesBuiltOnce
{
    /// <summary>Maps what <paramref name="map"/> maps, into one source that remembers its endpoints.</summary>
    public static void MapOnce(this IEndpointRouteBuilder routes, Action<IEndpointRouteBuilder> map)
    {
        var collected = new Routes(routes);
        map(collected);
        routes.DataSources.Add(new CompositeEndpointDataSource(collected.DataSources));
    }

    private sealed class Routes(IEndpointRouteBuilder host) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => host.ServiceProvider;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => host.CreateApplicationBuilder();
    }
}
