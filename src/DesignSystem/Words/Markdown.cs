using System.Collections.Concurrent;
using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Madoguchi.DesignSystem;

/// <summary>
/// The city's Markdown to HTML: raw HTML is text, links go only where links may go, images only from ourselves,
/// headings begin below the page's own. Results are kept per text, because content changes by the day and is read by the second.
/// </summary>
internal static class Markdown
{
    private const int Remembered = 4096;

    private static readonly MarkdownPipeline Pipeline = BuildPipeline();
    private static readonly ConcurrentDictionary<(string Text, int Level, bool Ruby), string> Rendered = new();

    public static string ToHtml(string text, int level, bool ruby)
    {
        if (Rendered.TryGetValue((text, level, ruby), out var known))
        {
            return known;
        }

        var html = Render(text, level, ruby);
        if (Rendered.Count < Remembered)
        {
            Rendered.TryAdd((text, level, ruby), html);
        }

        return html;
    }

    private static string Render(string text, int level, bool ruby)
    {
        var document = Markdig.Markdown.Parse(text, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            heading.Level = Math.Min(6, heading.Level + level - 1);
        }

        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            Tame(link);
        }

        foreach (var link in document.Descendants<AutolinkInline>().ToList())
        {
            if (!link.IsEmail && !MayGo(link.Url))
            {
                link.ReplaceBy(new LiteralInline(link.Url));
            }
            else if (!link.IsEmail)
            {
                link.GetAttributes().AddProperty("rel", "noopener noreferrer");
            }
        }

        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.Add(new RubyRenderer(ruby));
        renderer.Render(document);
        return writer.ToString();
    }

    private static void Tame(LinkInline link)
    {
        if (link.IsImage ? !IsOurs(link.Url) : !MayGo(link.Url))
        {
            // What it says stays; where it leads does not.
            var said = new ContainerInline();
            link.ReplaceBy(said, copyChildren: true);
            return;
        }

        if (!link.IsImage && IsOutside(link.Url!))
        {
            link.GetAttributes().AddProperty("rel", "noopener noreferrer");
        }
    }

    private static bool IsOurs(string? url) => url is ['/', not ('/' or '\\'), ..];

    private static bool IsOutside(string url) => url.StartsWith("http", StringComparison.OrdinalIgnoreCase);

    private static bool MayGo(string? url) =>
        IsOurs(url) || url is "/" or ['#', ..]
        || (Uri.TryCreate(url, UriKind.Absolute, out var absolute) && absolute.Scheme is "https" or "http" or "mailto" or "tel");

    private static MarkdownPipeline BuildPipeline()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables();
        builder.InlineParsers.Insert(0, new RubyParser());
        return builder.Build();
    }

    private sealed class RubyInline : LeafInline
    {
        public required string Written { get; init; }
        public required string Reading { get; init; }
    }

    private sealed class RubyParser : InlineParser
    {
        public RubyParser() => OpeningCharacters = ['{'];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            if (!Ruby.TryReadOne(slice.AsSpan(), out var written, out var reading, out var length))
            {
                return false;
            }

            processor.Inline = new RubyInline { Written = written.ToString(), Reading = reading.ToString() };
            slice.Start += length;
            return true;
        }
    }

    private sealed class RubyRenderer(bool shown) : HtmlObjectRenderer<RubyInline>
    {
        protected override void Write(HtmlRenderer renderer, RubyInline obj)
        {
            if (!shown || !renderer.EnableHtmlForInline)
            {
                renderer.WriteEscape(obj.Written);
                return;
            }

            renderer.Write("<ruby>").WriteEscape(obj.Written).Write("<rp>（</rp><rt>").WriteEscape(obj.Reading).Write("</rt><rp>）</rp></ruby>");
        }
    }
}
