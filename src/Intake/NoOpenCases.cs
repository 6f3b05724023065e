using Madoguchi.Intake.Contracts;

namespace Madoguchi.Intake;

/// <summary>Where nobody handles cases, none is open.</summary>
internal sealed class NoOpenCases : IOpenCases
{
    public Task<IReadOnlyList<OpenCase>> ForAsync(Guid subject, string procedureCode, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OpenCase>>([]);
}
