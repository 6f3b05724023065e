namespace Madoguchi.DesignSystem;

internal static class InputClasses
{
    /// <summary>The width class for an expected number of characters.</summary>
    public static string For(int chars) => chars switch
    {
        <= 0 => "mg-input",
        <= 2 => "mg-input mg-input--2",
        <= 4 => "mg-input mg-input--4",
        <= 8 => "mg-input mg-input--8",
        <= 12 => "mg-input mg-input--12",
        <= 20 => "mg-input mg-input--20",
        _ => "mg-input mg-input--40",
    };
}
