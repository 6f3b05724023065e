namespace Madoguchi.Print.Pictures;

/// <summary>The square of a QR code: patterns to find it by, data in its zigzag, and the mask under which it reads best.</summary>
internal sealed class QrMatrix
{
    private const int Masks = 8;

    private readonly int version;
    private readonly int size;
    private readonly bool[,] dark;
    private readonly bool[,] reserved;

    private QrMatrix(int version)
    {
        this.version = version;
        size = 17 + (4 * version);
        (dark, reserved) = (new bool[size, size], new bool[size, size]);
    }

    public static bool[,] Draw(int version, byte[] codewords)
    {
        var matrix = new QrMatrix(version);
        matrix.DrawPatterns();
        matrix.DrawData(codewords);
        var best = Enumerable.Range(0, Masks).MinBy(mask =>
        {
            matrix.Apply(mask);
            var penalty = matrix.Penalty();
            matrix.Mask(mask);
            return penalty;
        });
        matrix.Apply(best);
        return matrix.dark;
    }

    private void Apply(int mask)
    {
        Mask(mask);
        DrawFormat(mask);
    }

    private void Set(int x, int y, bool isDark)
    {
        dark[y, x] = isDark;
        reserved[y, x] = true;
    }

    private void DrawPatterns()
    {
        for (var at = 0; at < size; at++)
        {
            Set(6, at, at % 2 == 0);
            Set(at, 6, at % 2 == 0);
        }

        DrawFinder(3, 3);
        DrawFinder(size - 4, 3);
        DrawFinder(3, size - 4);
        var centres = AlignmentCentres();
        for (var i = 0; i < centres.Length; i++)
        {
            for (var j = 0; j < centres.Length; j++)
            {
                if (!((i == 0 && (j == 0 || j == centres.Length - 1)) || (i == centres.Length - 1 && j == 0)))
                {
                    DrawAlignment(centres[i], centres[j]);
                }
            }
        }

        DrawFormat(0);
        DrawVersion();
    }

    private int[] AlignmentCentres()
    {
        if (version == 1)
        {
            return [];
        }

        var count = (version / 7) + 2;
        var step = version == 32 ? 26 : ((version * 4) + (count * 2) + 1) / ((count * 2) - 2) * 2;
        return [6, .. Enumerable.Range(0, count - 1).Select(index => size - 7 - (step * (count - 2 - index)))];
    }

    private void DrawFinder(int x, int y)
    {
        for (var dy = -4; dy <= 4; dy++)
        {
            for (var dx = -4; dx <= 4; dx++)
            {
                if (x + dx >= 0 && x + dx < size && y + dy >= 0 && y + dy < size)
                {
                    Set(x + dx, y + dy, Math.Max(Math.Abs(dx), Math.Abs(dy)) is not (2 or 4));
                }
            }
        }
    }

    private void DrawAlignment(int x, int y)
    {
        for (var dy = -2; dy <= 2; dy++)
        {
            for (var dx = -2; dx <= 2; dx++)
            {
                Set(x + dx, y + dy, Math.Max(Math.Abs(dx), Math.Abs(dy)) != 1);
            }
        }
    }

    /// <summary>Fifteen bits, twice: the level (M is 00) and the mask, with a check of ten bits.</summary>
    private void DrawFormat(int mask)
    {
        var bits = ((mask << 10) | Check(mask, 10, 0x537)) ^ 0x5412;
        for (var at = 0; at < 15; at++)
        {
            var isDark = ((bits >> at) & 1) != 0;
            var (x, y) = at switch
            {
                < 6 => (8, at),
                6 => (8, 7),
                7 => (8, 8),
                8 => (7, 8),
                _ => (14 - at, 8),
            };
            Set(x, y, isDark);
            (x, y) = at < 8 ? (size - 1 - at, 8) : (8, size - 15 + at);
            Set(x, y, isDark);
        }

        Set(8, size - 8, true);
    }

    private void DrawVersion()
    {
        if (version < 7)
        {
            return;
        }

        var bits = (version << 12) | Check(version, 12, 0x1F25);
        for (var at = 0; at < 18; at++)
        {
            var isDark = ((bits >> at) & 1) != 0;
            Set(size - 11 + (at % 3), at / 3, isDark);
            Set(at / 3, size - 11 + (at % 3), isDark);
        }
    }

    private static int Check(int value, int length, int polynomial)
    {
        var remainder = value;
        for (var step = 0; step < length; step++)
        {
            remainder = (remainder << 1) ^ ((remainder >> (length - 1)) * polynomial);
        }

        return remainder;
    }

    private void DrawData(byte[] codewords)
    {
        var bit = 0;
        for (var right = size - 1; right >= 1; right -= 2)
        {
            right = right == 6 ? 5 : right;
            for (var step = 0; step < size; step++)
            {
                var y = ((right + 1) & 2) == 0 ? size - 1 - step : step;
                for (var x = right; x > right - 2; x--)
                {
                    if (!reserved[y, x] && bit < 8 * codewords.Length)
                    {
                        dark[y, x] = ((codewords[bit / 8] >> (7 - (bit % 8))) & 1) != 0;
                        bit++;
                    }
                }
            }
        }
    }

    private void Mask(int mask)
    {
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                dark[y, x] ^= !reserved[y, x] && mask switch
                {
                    0 => (x + y) % 2 == 0,
                    1 => y % 2 == 0,
                    2 => x % 3 == 0,
                    3 => (x + y) % 3 == 0,
                    4 => ((x / 3) + (y / 2)) % 2 == 0,
                    5 => (x * y % 2) + (x * y % 3) == 0,
                    6 => ((x * y % 2) + (x * y % 3)) % 2 == 0,
                    _ => (((x + y) % 2) + (x * y % 3)) % 2 == 0,
                };
            }
        }
    }

    private int Penalty()
    {
        var (penalty, darks) = (0, 0);
        for (var at = 0; at < size; at++)
        {
            penalty += Penalty(along => dark[at, along]) + Penalty(along => dark[along, at]);
        }

        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                darks += dark[y, x] ? 1 : 0;
                penalty += x > 0 && y > 0 && dark[y, x] == dark[y - 1, x] && dark[y, x] == dark[y, x - 1] && dark[y, x] == dark[y - 1, x - 1] ? 3 : 0;
            }
        }

        var modules = size * size;
        return penalty + (10 * (Math.Abs((20 * darks) - (10 * modules)) / modules));
    }

    /// <summary>One row or column: five and more alike, and what looks like a finder pattern.</summary>
    private int Penalty(Func<int, bool> isDark)
    {
        var (penalty, alike, window) = (0, 0, 0);
        for (var at = 0; at < size; at++)
        {
            alike = at > 0 && isDark(at) == isDark(at - 1) ? alike + 1 : 1;
            penalty += alike == 5 ? 3 : alike > 5 ? 1 : 0;
            window = ((window << 1) | (isDark(at) ? 1 : 0)) & 0x7FF;
            penalty += at >= 10 && window is 0b10111010000 or 0b00001011101 ? 40 : 0;
        }

        return penalty;
    }
}
