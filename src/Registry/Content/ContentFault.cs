namespace Madoguchi.Registry;

/// <summary>A place in a city's file that cannot be used, in words (Japanese) that say how to mend it. Lines and columns count from 1.</summary>
public sealed record ContentFault(string File, int Line, int Column, string Message)
{
    public override string ToString() => $"{File}:{Line}:{Column} {Message}";
}

/// <summary>A city's file that is needed to start cannot be used.</summary>
public sealed class ContentException(IReadOnlyList<ContentFault> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<ContentFault> Faults { get; } = faults;
}
