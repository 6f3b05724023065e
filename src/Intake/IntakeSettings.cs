using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Madoguchi.Intake;

/// <summary>What a city may set under <c>Intake</c>.</summary>
internal sealed class IntakeSettings
{
    [Description("days after the last save until an open draft is erased")]
    [Range(1, 3650)]
    public int DraftsKeptDays { get; init; } = 90;
}
