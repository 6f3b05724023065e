using System.Text.Json;
using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>An act of the city made facts about a party true; the register keeps them with their source.</summary>
/// <param name="EventId">Once per act.</param>
/// <param name="PartyId">Whom the facts are about.</param>
/// <param name="Facts">What is now known.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Basis">The act, in words the person may read (<c>児童手当の認定 1234-5678-9012</c>).</param>
/// <param name="By">The actor's id.</param>
/// <param name="At">When the act took place.</param>
public sealed record FactsEstablished(
    Guid EventId, Guid PartyId, IReadOnlyList<EstablishedFact> Facts, FactSource Source, string Basis, string By, DateTimeOffset At)
    : IEvent;

/// <summary>One fact an act establishes.</summary>
/// <param name="Code">A code of the fact catalogue.</param>
/// <param name="Value">In the shape of the fact's type.</param>
/// <param name="From">The first day the value holds.</param>
/// <param name="Until">Its last day, when it has one.</param>
/// <param name="Supersedes">The record it corrects: that one was wrong, not merely older.</param>
public sealed record EstablishedFact(string Code, JsonElement Value, DateOnly From, DateOnly? Until = null, Guid? Supersedes = null);
