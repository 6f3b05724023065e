using System.Text;

namespace Madoguchi.Print.Pictures;

/// <summary>Text to the bits of a QR code: mode, length, data, padding, error correction, then blocks interleaved (JIS X 0510, level M).</summary>
internal static class QrEncoder
{
    private const string Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    private const int AlphanumericMode = 0b0010;
    private const int ByteMode = 0b0100;
    private const int LastVersion = 40;

    /// <summary>By version: codewords of error correction in each block, and blocks.</summary>
    private static readonly (int Correction, int Blocks)[] LevelM =
    [
        (0, 0),
        (10, 1), (16, 1), (26, 1), (18, 2), (24, 2), (16, 4), (18, 4), (22, 4), (22, 5), (26, 5),
        (30, 5), (22, 8), (22, 9), (24, 9), (24, 10), (28, 10), (28, 11), (26, 13), (26, 14), (26, 16),
        (26, 17), (28, 17), (28, 18), (28, 20), (28, 21), (28, 23), (28, 25), (28, 26), (28, 28), (28, 29),
        (28, 31), (28, 33), (28, 35), (28, 37), (28, 38), (28, 40), (28, 43), (28, 45), (28, 47), (28, 49),
    ];

    public static bool[,] Encode(string text)
    {
        var mode = text.All(Alphanumeric.Contains) ? AlphanumericMode : ByteMode;
        var payload = mode == ByteMode ? Encoding.UTF8.GetBytes(text) : [];
        var count = mode == ByteMode ? payload.Length : text.Length;
        var length = mode == ByteMode ? 8 * count : (count / 2 * 11) + (count % 2 * 6);
        for (var version = 1; version <= LastVersion; version++)
        {
            var room = 8 * DataCodewords(version);
            if (4 + CountBits(mode, version) + length > room)
            {
                continue;
            }

            var bits = new List<bool>(room);
            Append(bits, mode, 4);
            Append(bits, count, CountBits(mode, version));
            AppendData(bits, mode, text, payload);
            return QrMatrix.Draw(version, Interleave(Pad(bits, room), version));
        }

        throw new DoesNotFitException($"A text of {count} characters does not fit a QR code.");
    }

    public static int Codewords(int version)
    {
        var modules = (((16 * version) + 128) * version) + 64;
        if (version >= 2)
        {
            var aligned = (version / 7) + 2;
            modules -= (((25 * aligned) - 10) * aligned) - 55;
        }

        return (modules - (version >= 7 ? 36 : 0)) / 8;
    }

    private static int DataCodewords(int version) => Codewords(version) - (LevelM[version].Correction * LevelM[version].Blocks);

    private static int CountBits(int mode, int version) => mode == ByteMode ? version <= 9 ? 8 : 16 : version <= 9 ? 9 : version <= 26 ? 11 : 13;

    private static void Append(List<bool> bits, int value, int count)
    {
        for (var shift = count - 1; shift >= 0; shift--)
        {
            bits.Add(((value >> shift) & 1) != 0);
        }
    }

    private static void AppendData(List<bool> bits, int mode, string text, byte[] payload)
    {
        if (mode == ByteMode)
        {
            foreach (var value in payload)
            {
                Append(bits, value, 8);
            }

            return;
        }

        var at = 0;
        for (; at + 1 < text.Length; at += 2)
        {
            Append(bits, (Alphanumeric.IndexOf(text[at], StringComparison.Ordinal) * 45) + Alphanumeric.IndexOf(text[at + 1], StringComparison.Ordinal), 11);
        }

        if (at < text.Length)
        {
            Append(bits, Alphanumeric.IndexOf(text[at], StringComparison.Ordinal), 6);
        }
    }

    private static byte[] Pad(List<bool> bits, int room)
    {
        Append(bits, 0, Math.Min(4, room - bits.Count));
        Append(bits, 0, -bits.Count & 7);
        var bytes = new byte[room / 8];
        for (var index = 0; index < bits.Count; index++)
        {
            bytes[index / 8] |= (byte)(bits[index] ? 0x80 >> (index % 8) : 0);
        }

        for (var (at, filler) = (bits.Count / 8, 0xEC); at < bytes.Length; at++, filler ^= 0xEC ^ 0x11)
        {
            bytes[at] = (byte)filler;
        }

        return bytes;
    }

    private static byte[] Interleave(byte[] data, int version)
    {
        var (correction, count) = LevelM[version];
        var shorter = data.Length / count;
        var firstLonger = count - (data.Length % count);
        var blocks = new List<(byte[] Data, byte[] Correction)>();
        for (var (index, from) = (0, 0); index < count; index++)
        {
            var block = data.AsSpan(from, shorter + (index >= firstLonger ? 1 : 0)).ToArray();
            blocks.Add((block, ReedSolomon.Remainder(block, correction)));
            from += block.Length;
        }

        return
        [
            .. Enumerable.Range(0, shorter + 1).SelectMany(at => blocks.Where(block => at < block.Data.Length).Select(block => block.Data[at])),
            .. Enumerable.Range(0, correction).SelectMany(at => blocks.Select(block => block.Correction[at])),
        ];
    }
}

/// <summary>Error correction over the field of 256 elements of QR codes.</summary>
internal static class ReedSolomon
{
    private const int Polynomial = 0x11D;

    public static byte[] Remainder(byte[] data, int degree)
    {
        var generator = Generator(degree);
        var remainder = new byte[degree];
        foreach (var value in data)
        {
            var factor = (byte)(value ^ remainder[0]);
            remainder.AsSpan(1).CopyTo(remainder);
            remainder[^1] = 0;
            for (var index = 0; index < degree; index++)
            {
                remainder[index] ^= Multiply(generator[index], factor);
            }
        }

        return remainder;
    }

    /// <summary>The product of (x − 2^i), without its first coefficient, which is one.</summary>
    private static byte[] Generator(int degree)
    {
        var generator = new byte[degree];
        generator[^1] = 1;
        byte root = 1;
        for (var step = 0; step < degree; step++)
        {
            for (var index = 0; index < degree; index++)
            {
                generator[index] = (byte)(Multiply(generator[index], root) ^ (index + 1 < degree ? generator[index + 1] : 0));
            }

            root = Multiply(root, 2);
        }

        return generator;
    }

    private static byte Multiply(byte a, byte b)
    {
        var product = 0;
        for (var bit = 7; bit >= 0; bit--)
        {
            product = (product << 1) ^ ((product >> 7) * Polynomial);
            product ^= ((b >> bit) & 1) * a;
        }

        return (byte)product;
    }
}
