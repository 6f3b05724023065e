using Madoguchi.DesignSystem;

namespace Madoguchi.Intake;

/// <summary>A fee as the resident reads it before and after submitting.</summary>
internal static class FeeWords
{
    public static string Of(long? yen, Wording wording) => yen switch
    {
        null => wording.Plain("intake.check.fee.unknown"),
        0 => wording.Plain("intake.check.fee.none"),
        { } known => wording.Display.Yen(known),
    };
}
