using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Madoguchi.DesignSystem;

/// <summary>How this reader wants pages shown: language and ruby (振り仮名), kept in two cookies.</summary>
public sealed class Display
{
    public const string LanguageCookie = "lang";
    public const string RubyCookie = "ruby";

    private static readonly TimeSpan Japan = TimeSpan.FromHours(9);

    public Display(Language language, bool rubyWanted = false, string path = "/", string query = "", bool repeatsByGet = true)
    {
        Language = language;
        RubyWanted = rubyWanted;
        Path = path;
        Here = path + query;
        ReturnTo = repeatsByGet ? Here : path;
    }

    public Language Language { get; }

    /// <summary>The reader switched ruby on.</summary>
    public bool RubyWanted { get; }

    /// <summary>Ruby is always shown in やさしい日本語, on wish in 日本語, never in English.</summary>
    public bool ShowsRuby => Language == Language.Easy || (Language == Language.Ja && RubyWanted);

    /// <summary>The value of <c>html lang</c>.</summary>
    public string Lang => Language == Language.En ? "en" : "ja";

    /// <summary>The path of the page being shown.</summary>
    public string Path { get; }

    /// <summary>The address of the page being shown, with its query.</summary>
    public string Here { get; }

    /// <summary>Where the reader comes back to after switching language.</summary>
    public string ReturnTo { get; }

    public static Display From(HttpContext? context)
    {
        if (context is null)
        {
            return new Display(Language.Ja);
        }

        var request = context.Request;
        var language = request.Cookies[LanguageCookie] switch
        {
            "easy" => Language.Easy,
            "en" => Language.En,
            _ => Language.Ja,
        };
        // A page answered to a POST is shown again by GET at the same path; its form fields are not repeated.
        return new Display(
            language, request.Cookies[RubyCookie] == "on", request.PathBase + request.Path, request.QueryString.Value ?? "",
            repeatsByGet: HttpMethods.IsGet(request.Method));
    }

    /// <summary>2026年4月1日（水） or 1 April 2026.</summary>
    public string Day(DateOnly day) => Language == Language.En
        ? day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{day.Year}年{day.Month}月{day.Day}日（{"日月火水木金土"[(int)day.DayOfWeek]}）");

    /// <summary>令和8年4月1日 (in English as <see cref="Day"/>).</summary>
    public string LegalDay(DateOnly day) => Language == Language.En ? Day(day) : Era.Of(day);

    /// <summary>The day and time in Japan.</summary>
    public string Moment(DateTimeOffset at)
    {
        var local = at.ToOffset(Japan);
        var time = local.ToString("HH:mm", CultureInfo.InvariantCulture);
        return $"{Day(DateOnly.FromDateTime(local.DateTime))} {time}";
    }

    /// <summary>1,250円 or ¥1,250.</summary>
    public string Yen(long yen) => Language == Language.En
        ? string.Create(CultureInfo.InvariantCulture, $"¥{yen:N0}")
        : string.Create(CultureInfo.InvariantCulture, $"{yen:N0}円");
}
