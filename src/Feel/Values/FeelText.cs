namespace Madoguchi.Feel;

/// <summary>Values as text.</summary>
internal static class FeelText
{
    /// <summary>As FEEL source.</summary>
    public static string Literal(FeelValue value) => value.TypeName;
}
