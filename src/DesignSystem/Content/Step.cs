namespace Madoguchi.DesignSystem;

public enum StepState
{
    Ahead,
    Current,
    Done,
}

/// <summary>A stage of a journey or of a case. The note says more than the state: 4月3日に受け付けました.</summary>
public sealed record Step(string Text, StepState State, string? Href = null, string? Note = null);
