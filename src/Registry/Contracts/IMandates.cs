using Madoguchi.DesignSystem;

namespace Madoguchi.Registry;

public enum MandateKind
{
    /// <summary>Represents an organisation by law (代表者).</summary>
    Representative,

    /// <summary>Acts for an organisation in named procedures (担当者・代理人).</summary>
    Delegate,

    /// <summary>Acts for a person: family, guardian, supporter (委任・後見).</summary>
    Helper,
}

/// <summary>The right to act for another party.</summary>
/// <param name="Id">The mandate.</param>
/// <param name="Holder">Who may act.</param>
/// <param name="For">For whom.</param>
/// <param name="ForName">Their name to show.</param>
/// <param name="Kind">By what standing.</param>
/// <param name="Procedures">The procedures' codes; null: all.</param>
/// <param name="From">The first day.</param>
/// <param name="Until">The last day, when there is one.</param>
/// <param name="Basis">The document or law it rests on, in words.</param>
public sealed record Mandate(
    Guid Id, Guid Holder, Guid For, string ForName, MandateKind Kind, IReadOnlyList<string>? Procedures, DateOnly From, DateOnly? Until,
    Localised Basis)
{
    public bool Covers(string procedureCode, DateOnly day) =>
        From <= day && (Until is not { } last || day <= last) && (Procedures is null || Procedures.Contains(procedureCode));
}

public interface IMandates
{
    /// <summary>The mandates somebody holds on that day.</summary>
    Task<IReadOnlyList<Mandate>> ForHolderAsync(Guid holder, DateOnly day, CancellationToken cancellationToken);

    /// <summary>Whether the holder may act for the subject in this procedure on that day. For oneself: always.</summary>
    Task<bool> MayActForAsync(Guid holder, Guid subject, string procedureCode, DateOnly day, CancellationToken cancellationToken);
}
