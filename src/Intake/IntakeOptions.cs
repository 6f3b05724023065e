namespace Madoguchi.Intake;

/// <summary>What a city may set under <c>Intake</c>.</summary>
internal sealed class IntakeOptions
{
    /// <summary>Days after the last save until an open draft is erased.</summary>
    public int DraftsKeptDays { get; init; } = 90;
}
