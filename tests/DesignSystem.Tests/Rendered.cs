using System.Text.Encodings.Web;
using System.Text.Unicode;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.DesignSystem.Tests;

/// <summary>A component rendered as a reader with a given display gets it.</summary>
internal static class Rendered
{
    public static readonly Shell Shell = new()
    {
        CityName = "{緑|みどり}市",
        UserName = "山田 花子",
        SubjectName = "株式会社みどり食堂",
        ChangeSubjectHref = "/acting",
        SignInHref = "/sign-in",
        IsDemo = true,
        Navigation = [new("手続", "/procedures"), new("マイページ", "/my"), new("お知らせ", "/my/notices")],
        Contacts = [new("市民課", "028-000-0000", "平日", "1階")],
        FooterLinks = [new("アクセシビリティ", "/accessibility")],
    };

    public static Task<string> HtmlAsync(Type component, Display? display = null, IDictionary<string, object?>? parameters = null)
    {
        var services = WebApplication.CreateEmptyBuilder(new WebApplicationOptions()).Services;
        services.AddDesignSystem();
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddScoped(_ => display ?? new Display(Language.Ja));
        services.AddScoped(_ => Shell);
        return RenderAsync(services.BuildServiceProvider(), component, parameters ?? new Dictionary<string, object?>());
    }

    public static async Task<IHtmlDocument> PageAsync<TPage>(Display? display = null, IDictionary<string, object?>? parameters = null) =>
        Parse(await HtmlAsync(typeof(TPage), display, parameters));

    /// <summary>The part's elements, inside a body of their own.</summary>
    public static async Task<IElement> PartAsync<TPart>(IDictionary<string, object?> parameters, Display? display = null) =>
        Parse("<!DOCTYPE html><html><body>" + await HtmlAsync(typeof(TPart), display, parameters) + "</body></html>").Body!;

    public static IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    private static async Task<string> RenderAsync(ServiceProvider services, Type component, IDictionary<string, object?> parameters)
    {
        await using var provider = services;
        await using var scope = provider.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<Microsoft.Extensions.Logging.ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync(component, ParameterView.FromDictionary(parameters))).ToHtmlString());
    }
}
