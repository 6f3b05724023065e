using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Components.Rendering;

namespace Madoguchi.DesignSystem;

/// <summary>Readings written in texts as <c>{児童手当|じどうてあて}</c>.</summary>
public static class Ruby
{
    private const int Remembered = 4096;
    private static readonly ConcurrentDictionary<string, Piece[]> Parsed = new(StringComparer.Ordinal);

    /// <summary>The text without readings: for titles, <c>alt</c>, <c>aria-label</c>, e-mail subjects.</summary>
    public static string Strip(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        if (!text.Contains('{'))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        foreach (var piece in Pieces(text))
        {
            plain.Append(piece.Text);
        }

        return plain.ToString();
    }

    /// <summary>One reading at the beginning of <paramref name="rest"/>, which starts with <c>{</c>.</summary>
    internal static bool TryReadOne(ReadOnlySpan<char> rest, out ReadOnlySpan<char> written, out ReadOnlySpan<char> reading, out int length)
    {
        written = reading = default;
        length = 0;
        var end = rest.IndexOf('}');
        if (end < 0)
        {
            return false;
        }

        var inside = rest[1..end];
        var bar = inside.IndexOf('|');
        if (bar <= 0 || bar == inside.Length - 1 || inside.ContainsAny('{', '\n'))
        {
            return false;
        }

        written = inside[..bar];
        reading = inside[(bar + 1)..];
        length = end + 1;
        return true;
    }

    internal static void Write(RenderTreeBuilder builder, string? text, bool shown)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        if (!text.Contains('{'))
        {
            builder.AddContent(0, text);
            return;
        }

        if (!shown)
        {
            builder.AddContent(0, Strip(text));
            return;
        }

        builder.OpenRegion(0);
        foreach (var piece in Pieces(text))
        {
            if (piece.Reading is null)
            {
                builder.AddContent(0, piece.Text);
                continue;
            }

            builder.OpenElement(1, "ruby");
            builder.AddContent(2, piece.Text);
            builder.OpenElement(3, "rp");
            builder.AddContent(4, "（");
            builder.CloseElement();
            builder.OpenElement(5, "rt");
            builder.AddContent(6, piece.Reading);
            builder.CloseElement();
            builder.OpenElement(7, "rp");
            builder.AddContent(8, "）");
            builder.CloseElement();
            builder.CloseElement();
        }

        builder.CloseRegion();
    }

    private static Piece[] Pieces(string text)
    {
        if (Parsed.TryGetValue(text, out var known))
        {
            return known;
        }

        var pieces = Parse(text);
        // Texts of the city are few; what people type is not. The cap keeps the second from filling memory.
        if (Parsed.Count < Remembered)
        {
            Parsed.TryAdd(text, pieces);
        }

        return pieces;
    }

    private static Piece[] Parse(string text)
    {
        var pieces = new List<Piece>();
        var plainFrom = 0;
        var at = 0;
        while (at < text.Length)
        {
            if (text[at] == '{' && TryReadOne(text.AsSpan(at), out var written, out var reading, out var length))
            {
                if (at > plainFrom)
                {
                    pieces.Add(new Piece(text[plainFrom..at], null));
                }

                pieces.Add(new Piece(written.ToString(), reading.ToString()));
                at += length;
                plainFrom = at;
                continue;
            }

            at++;
        }

        if (plainFrom < text.Length)
        {
            pieces.Add(new Piece(text[plainFrom..], null));
        }

        return [.. pieces];
    }

    private readonly record struct Piece(string Text, string? Reading);
}
