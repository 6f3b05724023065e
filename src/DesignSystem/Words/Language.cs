namespace Madoguchi.DesignSystem;

/// <summary>The three ways the city speaks: 日本語, やさしい日本語, English.</summary>
public enum Language
{
    Ja,
    Easy,
    En,
}
