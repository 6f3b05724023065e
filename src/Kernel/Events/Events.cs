namespace Madoguchi.Kernel;

/// <summary>A fact in the past tense, stored with the change that made it true and delivered to whoever listens.</summary>
public interface IEvent
{
    Guid EventId { get; }
}

/// <summary>
/// A reaction to another module's event. It runs as a unit of the writer whose key is the handler and the event,
/// so it happens exactly once, in one transaction with what it changes. It is synchronous and touches nothing but the unit:
/// what leaves the house (mail, push) belongs to Delivery.
/// </summary>
public interface IHandles<in TEvent>
    where TEvent : IEvent
{
    void Handle(TEvent happened, Unit unit);
}
