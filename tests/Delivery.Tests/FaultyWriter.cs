using Madoguchi.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Delivery.Tests;

/// <summary>The real writer, with a disk that is full while a test says so, and a database whose answer is lost once.</summary>
internal sealed class FaultyWriter(IWriter real) : IWriter
{
    public bool IsFull { get; set; }

    /// <summary>Of the next change to an aggregate that begins so, no answer comes back, though it is kept.</summary>
    public string? LosesAnswerTo { get; set; }

    public async Task<Result<T>> WriteAsync<T>(Work work, Func<Unit, Result<T>> change, CancellationToken cancellationToken)
    {
        if (IsFull)
        {
            throw new WriteFailedException("The disk is full.", new IOException());
        }

        var result = await real.WriteAsync(work, change, cancellationToken);
        if (LosesAnswerTo is { } begin && work.Aggregate.StartsWith(begin, StringComparison.Ordinal))
        {
            LosesAnswerTo = null;
            throw new WriteFailedException("The database went away.", new IOException());
        }

        return result;
    }

    public Task<Result<T>?> RecallAsync<T>(Work work, CancellationToken cancellationToken) => real.RecallAsync<T>(work, cancellationToken);

    /// <summary>Puts it before the one writer.</summary>
    public static void AddTo(IServiceCollection services)
    {
        var real = services.Last(service => service.ServiceType == typeof(IWriter)).ImplementationType!;
        services.AddSingleton(real);
        services.AddSingleton(provider => new FaultyWriter((IWriter)provider.GetRequiredService(real)));
        services.AddSingleton<IWriter>(provider => provider.GetRequiredService<FaultyWriter>());
    }
}
