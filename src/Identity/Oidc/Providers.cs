using Madoguchi.Kernel;

namespace Madoguchi.Identity;

/// <summary>A provider as it is configured, under its name.</summary>
internal sealed record Provider(string Name, ProviderSettings Settings)
{
    private const string SchemePrefix = "oidc-";

    public string Scheme => SchemePrefix + Name;

    public string Method => Methods.Oidc(Name);

    public string StartPath => $"/sign-in/oidc/{Name}";

    public string CallbackPath => $"{StartPath}/callback";

    public string SignedOutPath => $"{StartPath}/signed-out";

    /// <summary>How sure a sign-in is whose token says this; null for a word nobody agreed on.</summary>
    public Assurance? AssuranceOf(string? acr) =>
        Settings.Acr.Count == 0 ? Settings.Assurance : Settings.Acr.Find(known => known.Value == acr)?.Assurance;

    /// <summary>What to ask for so that a sign-in is at least so sure; the surest where nothing says how much is needed.</summary>
    public AcrSettings? AcrFor(Assurance? needed) => needed is { } least
        ? Settings.Acr.Where(known => known.Assurance >= least).MinBy(known => known.Assurance) ?? Settings.Acr.MaxBy(known => known.Assurance)
        : Settings.Acr.MaxBy(known => known.Assurance);
}

/// <summary>The configured providers.</summary>
internal sealed class Providers(ProvidersSettings settings)
{
    public IReadOnlyList<Provider> All { get; } =
        [.. settings.Providers.OrderBy(entry => entry.Value.Kind).ThenBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new Provider(entry.Key, entry.Value))];

    public Provider? Find(string name) => All.FirstOrDefault(provider => provider.Name == name);

    public Provider? OfIssuer(string issuer) => All.FirstOrDefault(provider => provider.Settings.Authority == issuer);

    public Provider OfScheme(string scheme) => All.First(provider => provider.Scheme == scheme);

    /// <summary>The provider by which a session was begun; null for any other way.</summary>
    public Provider? OfMethod(string? method) => All.FirstOrDefault(provider => provider.Method == method);
}
