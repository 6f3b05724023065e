using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>Letters on paper, under <c>Letters</c>.</summary>
internal sealed class LettersSettings
{
    [Description("days after which a new key signs letters; older letters stay genuine")]
    [Range(1, 3650)]
    public int KeyDays { get; init; } = 90;

    [Description("millimetres from the left edge of the folded letter to the address, as the window of the city's envelope has it (未確認: 封筒ごとに違う)")]
    [Range(10, 100)]
    public int AddressLeft { get; init; } = 24;

    [Description("millimetres from the top edge of the folded letter to the address")]
    [Range(10, 60)]
    public int AddressTop { get; init; } = 18;

    [Unset("公印省略")]
    [Description("a PNG of the official seal (公印の印影), within the city's folder")]
    public string? Seal { get; init; }

    [Description("font files for 外字 and rare kanji, within the city's folder, asked after the fonts that come along")]
    [Unset("none")]
    public IReadOnlyList<string> Fonts { get; init; } = [];

    [Description("most letters in one print batch")]
    [Range(1, 5000)]
    public int BatchSize { get; init; } = 500;
}
