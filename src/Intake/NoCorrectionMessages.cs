using Madoguchi.Intake.Contracts;

namespace Madoguchi.Intake;

/// <summary>Where nobody handles cases, nobody wrote anything.</summary>
internal sealed class NoCorrectionMessages : ICorrectionMessages
{
    public static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    public Task<IReadOnlyDictionary<string, string>> ForAsync(Guid correctionId, CancellationToken cancellationToken) => Task.FromResult(None);
}
