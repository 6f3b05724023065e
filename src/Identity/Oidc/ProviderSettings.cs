using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Madoguchi.Kernel;

namespace Madoguchi.Identity;

/// <summary>Outside providers of identities: <c>Identity:Providers:NAME</c>.</summary>
internal sealed class ProvidersSettings
{
    public Dictionary<string, ProviderSettings> Providers { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>Whom a provider knows.</summary>
internal enum ProviderKind
{
    /// <summary>People the city may hold in its register; who they are is found by name, birth date and address at the first sign-in.</summary>
    Resident,

    /// <summary>Those who work for the city, by the code of the staff directory.</summary>
    Staff,
}

/// <summary>One provider. What it says is believed as far as it is written here, and no further.</summary>
internal sealed class ProviderSettings : IValidatableObject
{
    [Description("what its button says")]
    [Required]
    public string Label { get; init; } = "";

    [Description("whom it knows")]
    public ProviderKind Kind { get; init; }

    [Description("its issuer, exactly as its metadata and its tokens say, final slash included")]
    [Required]
    public string Authority { get; init; } = "";

    [Description("what the provider calls this city")]
    [Required]
    public string ClientId { get; init; } = "";

    [Description("what proves it at the provider")]
    [Secret]
    public string? ClientSecret { get; init; }

    [Description("the scopes asked for, with spaces between")]
    public string Scopes { get; init; } = "openid";

    [Description("how sure its sign-in is, where it tells no `acr`; below Substantial nobody gets in")]
    public Assurance Assurance { get; init; } = Assurance.Low;

    [Description("its words for how sure a sign-in is; any other is refused")]
    public List<AcrSettings> Acr { get; init; } = [];

    [Description("name, birth date and address come from its userinfo endpoint, not with the token")]
    public bool UserInfo { get; init; }

    [Description("the claim with the code of the staff directory")]
    public string StaffClaim { get; init; } = "employee_number";

    [Description("the claim with the roles somebody may act in, where not all of the directory's")]
    [Unset("the directory alone")]
    public string? RolesClaim { get; init; }

    [Description("the provider's words for roles")]
    public List<RoleSettings> Roles { get; init; } = [];

    [Description("reach it over plain HTTP: for tests on one machine only")]
    public bool AllowHttp { get; init; }

    /// <summary>A provider that anybody could listen to, or that could let nobody in, stops the start and not the sign-in.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var authority) || (authority.Scheme != Uri.UriSchemeHttps && !(AllowHttp && authority.Scheme == Uri.UriSchemeHttp)))
        {
            yield return new ValidationResult("must be an address that begins with https://.", [nameof(Authority)]);
        }

        if (Acr.Count == 0 && Assurance < OidcEvents.Least)
        {
            yield return new ValidationResult(
                $"must be {OidcEvents.Least} or {Assurance.High}, unless {nameof(Acr)} tells the provider's words for it: nobody less sure gets in.", [nameof(Assurance)]);
        }
        else if (Acr.Count > 0 && Acr.TrueForAll(known => known.Assurance < OidcEvents.Least))
        {
            yield return new ValidationResult($"must hold a word that means {OidcEvents.Least} or {Assurance.High}: nobody less sure gets in.", [nameof(Acr)]);
        }
    }
}

/// <summary>A word of the provider for how sure a sign-in is.</summary>
internal sealed class AcrSettings
{
    [Description("the value of `acr`")]
    [Required]
    public string Value { get; init; } = "";

    [Description("how sure that is; below Substantial nobody gets in")]
    public Assurance Assurance { get; init; }
}

/// <summary>A word of the provider for a role.</summary>
internal sealed class RoleSettings
{
    [Description("the value in the claim")]
    [Required]
    public string Value { get; init; } = "";

    [Description("the role: clerk, head, officer or auditor")]
    [Required]
    public string Role { get; init; } = "";
}
