using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>Keeps what an act of the city established, beside what was known before.</summary>
internal sealed class WhenFactsEstablished(IFactCatalogue catalogue, Sources sources) : IHandles<FactsEstablished>
{
    public void Handle(FactsEstablished happened, Unit unit)
    {
        var kind = PartyStore.KindOf(unit, happened.PartyId)
            ?? throw new InvalidOperationException($"Facts were established about {happened.PartyId}, who is not in the register.");
        FactStore.Name(unit, happened.Source);
        sources.Remember(happened.Source);
        foreach (var fact in happened.Facts)
        {
            Check(kind, fact);
            FactStore.Add(
                unit,
                new NewFact(
                    unit.NewId(), happened.PartyId, fact.Code, fact.Value.GetRawText(), fact.From, fact.Until, happened.Source.Code,
                    happened.Basis, fact.Supersedes),
                happened.By);
        }

        if (happened.Facts.Any(fact => PartyStore.IsNaming(fact.Code)))
        {
            PartyStore.ShowNames(unit, happened.PartyId);
        }
    }

    /// <summary>The publisher checked the values; a fault here is a bug, parked in the outbox with the event.</summary>
    private void Check(PartyKind kind, EstablishedFact fact)
    {
        var definition = catalogue.Find(fact.Code) ?? throw new InvalidOperationException($"The catalogue has no {fact.Code}.");
        if (definition.Subject != kind)
        {
            throw new InvalidOperationException($"{fact.Code} cannot be held of a {kind}.");
        }

        if (FactValue.Fault(definition, fact.Value) is { } fault)
        {
            throw new InvalidOperationException(fault);
        }
    }
}
