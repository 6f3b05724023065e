using System.Globalization;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;

namespace Madoguchi.Cases;

internal static class NoticeWords
{
    /// <summary>令和8年度 第12号; in English by the common year.</summary>
    public static string Number(Wording words, NoticeNumber number)
    {
        var year = words.Display.Language == Language.En
            ? number.FiscalYear.ToString(CultureInfo.InvariantCulture)
            : Wareki.FormatYear(new DateOnly((int)number.FiscalYear, 12, 31));
        return words.Format("cases.notice.serial", year, number.Serial);
    }
}
