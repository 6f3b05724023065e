using System.Buffers.Binary;

namespace Madoguchi.Print.Pictures;

/// <summary>Reads of a JPEG what a PDF must say about it; the picture itself goes in as it is.</summary>
internal static class Jpeg
{
    private const byte StartOfScan = 0xDA;

    public static Picture Read(ReadOnlySpan<byte> bytes)
    {
        var isAdobe = false;
        for (var at = 2; at + 4 <= bytes.Length && bytes[at] == 0xFF && bytes[at + 1] != StartOfScan;)
        {
            var marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (length < 2 || at + 2 + length > bytes.Length)
            {
                break;
            }

            var segment = bytes.Slice(at + 4, length - 2);
            isAdobe |= marker == 0xEE && segment.StartsWith("Adobe"u8);
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) && segment.Length >= 6)
            {
                return Of(bytes, segment, isAdobe);
            }

            at += 2 + length;
        }

        throw new PictureException("The JPEG ends before it says how large it is.");
    }

    private static Picture Of(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> frame, bool isAdobe)
    {
        var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), BinaryPrimitives.ReadUInt16BigEndian(frame[3..]));
        if (frame[0] != 8 || width == 0 || height == 0)
        {
            throw new PictureException("Only JPEGs of 8 bits that say their size at the start can be used.");
        }

        var space = frame[5] switch
        {
            1 => "/ColorSpace/DeviceGray",
            3 => "/ColorSpace/DeviceRGB",
            4 => "/ColorSpace/DeviceCMYK" + (isAdobe ? "/Decode[1 0 1 0 1 0 1 0]" : ""),
            var other => throw new PictureException($"A JPEG of {other} colours cannot be used."),
        };
        return new(width, height, space, bytes.ToArray(), isJpeg: true, alpha: null);
    }
}
