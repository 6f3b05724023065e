namespace Madoguchi.DesignSystem;

/// <summary>What a notice, badge or entry means; never told by colour alone.</summary>
public enum Tone
{
    Neutral,
    Info,
    Success,
    Warning,
    Danger,
}
