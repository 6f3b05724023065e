using Madoguchi.DesignSystem;
using Madoguchi.Procedures;

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

    /// <summary>オンライン、窓口で現金</summary>
    public static string Ways(ProcedureDefinition definition, Wording wording) =>
        string.Join(wording.Display.Language == Language.En ? ", " : "、", definition.Fee.Ways.Select(way => wording[$"fee.way.{way}"]));
}
