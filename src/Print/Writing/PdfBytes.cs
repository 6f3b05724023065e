using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Madoguchi.Print.Writing;

/// <summary>PDF syntax being written: numbers, names, strings, always in the same form.</summary>
internal sealed class PdfBytes
{
    private readonly ArrayBufferWriter<byte> bytes = new(1024);

    public ReadOnlySpan<byte> Written => bytes.WrittenSpan;

    public int Length => bytes.WrittenCount;

    public PdfBytes Add(string ascii)
    {
        Encoding.ASCII.GetBytes(ascii, bytes);
        return this;
    }

    public PdfBytes Add(ReadOnlySpan<byte> more)
    {
        bytes.Write(more);
        return this;
    }

    public PdfBytes Add(int number)
    {
        Utf8Formatter.TryFormat(number, bytes.GetSpan(12), out var written);
        bytes.Advance(written);
        return this;
    }

    /// <summary>At most three decimals: a thousandth of a point is nothing on paper.</summary>
    public PdfBytes Add(double number)
    {
        var rounded = Math.Round(number, 3, MidpointRounding.AwayFromZero);
        return rounded == Math.Truncate(rounded) && Math.Abs(rounded) < int.MaxValue
            ? Add((int)rounded)
            : Add(rounded.ToString("0.###", CultureInfo.InvariantCulture));
    }

    public PdfBytes Add(params ReadOnlySpan<double> numbers)
    {
        foreach (var number in numbers)
        {
            Add(number).Add(" ");
        }

        return this;
    }

    public PdfBytes Reference(int id) => Add(id).Add(" 0 R");

    public PdfBytes Hex16(int value)
    {
        const string digits = "0123456789ABCDEF";
        var span = bytes.GetSpan(4);
        for (var index = 0; index < 4; index++)
        {
            span[index] = (byte)digits[(value >> (12 - (4 * index))) & 15];
        }

        bytes.Advance(4);
        return this;
    }

    public PdfBytes Utf16(string text)
    {
        foreach (var unit in text)
        {
            Hex16(unit);
        }

        return this;
    }

    /// <summary>A text string: UTF-16 with its mark, as hexadecimal digits.</summary>
    public PdfBytes Text(string text) => Add("<FEFF").Utf16(text).Add(">");

    /// <summary>A string of bytes, for ASCII such as addresses and languages.</summary>
    public PdfBytes Literal(string ascii)
    {
        Add("(");
        foreach (var letter in ascii)
        {
            Add(letter is '(' or ')' or '\\' ? $"\\{letter}" : letter is >= ' ' and <= '~' ? letter.ToString() : throw new ArgumentException($"Not ASCII: {ascii}", nameof(ascii)));
        }

        return Add(")");
    }
}
