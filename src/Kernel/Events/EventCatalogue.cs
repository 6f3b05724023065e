using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Kernel;

/// <summary>An event type under its stored name, and how to read it back.</summary>
internal sealed record EventType(string Name, Type Type, Func<string, IEvent> Read);

/// <summary>One reaction: which event it listens to, and the call. Its name is part of the key that makes it happen once.</summary>
internal sealed record EventHandler(Type Event, string Name, Action<IServiceProvider, IEvent, Unit> Handle);

/// <summary>All events and reactions that the modules registered.</summary>
internal sealed class EventCatalogue(IEnumerable<EventType> types, IEnumerable<EventHandler> handlers)
{
    private readonly Dictionary<string, EventType> byName = types.ToDictionary(type => type.Name, StringComparer.Ordinal);
    private readonly Dictionary<Type, EventType> byType = types.ToDictionary(type => type.Type);
    private readonly ILookup<Type, EventHandler> handlersByEvent = handlers.ToLookup(handler => handler.Event);

    public string NameOf(IEvent happened) => byType.TryGetValue(happened.GetType(), out var type)
        ? type.Name
        : throw new InvalidOperationException($"{happened.GetType().Name} is published but no module registered it with AddEvent.");

    public IEvent Read(string name, string payload) => byName.TryGetValue(name, out var type)
        ? type.Read(payload)
        : throw new InvalidOperationException($"The outbox holds {name}, which no module of this version knows.");

    public IReadOnlyList<EventHandler> HandlersOf(IEvent happened) => [.. handlersByEvent[happened.GetType()]];

    public static string Write(IEvent happened) => JsonSerializer.Serialize(happened, happened.GetType(), JsonSerializerOptions.Web);
}

public static class EventRegistration
{
    /// <summary>Declares an event where its record lives; stored as <c>NAME.v1</c>, so the record may move but not be renamed.</summary>
    public static IServiceCollection AddEvent<TEvent>(this IServiceCollection services)
        where TEvent : class, IEvent =>
        services.AddSingleton(new EventType(
            $"{typeof(TEvent).Name}.v1",
            typeof(TEvent),
            payload => JsonSerializer.Deserialize<TEvent>(payload, JsonSerializerOptions.Web)
                ?? throw new InvalidOperationException($"An empty {typeof(TEvent).Name} was stored.")));

    public static IServiceCollection AddHandler<TEvent, THandler>(this IServiceCollection services)
        where TEvent : class, IEvent
        where THandler : class, IHandles<TEvent>
    {
        services.AddSingleton<THandler>();
        return services.AddSingleton(new EventHandler(
            typeof(TEvent),
            NameOf(typeof(THandler)),
            (provider, happened, unit) => provider.GetRequiredService<THandler>().Handle((TEvent)happened, unit)));
    }

    /// <summary>With its module: two modules react to one event by handlers of the same name.</summary>
    private static string NameOf(Type handler) => handler.FullName!.Replace("Madoguchi.", "", StringComparison.Ordinal);
}
