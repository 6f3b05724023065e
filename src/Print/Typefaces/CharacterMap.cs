namespace Madoguchi.Print.Typefaces;

/// <summary>
/// Which glyph a character has: the table 'cmap' in the forms that Unicode fonts use (4, 12), and 14 for variation sequences
/// (異体字: a base character and U+E0100 … after it).
/// </summary>
internal sealed class CharacterMap
{
    private const int HeaderLength = 4;
    private const int RecordLength = 8;
    private const int GroupLength = 12;
    private const int SelectorLength = 11;

    private readonly FontTable table;
    private readonly int segments = -1;
    private readonly int groups = -1;
    private readonly int variations = -1;

    public CharacterMap(string font, FontTable table)
    {
        this.table = table;
        var count = table.U16(2);
        for (var index = 0; index < count; index++)
        {
            var record = HeaderLength + (index * RecordLength);
            var (platform, encoding, offset) = (table.U16(record), table.U16(record + 2), table.Offset(record + 4));
            switch (table.U16(offset), platform, encoding)
            {
                case (12, 0, _) or (12, 3, 10):
                    groups = offset;
                    break;
                case (4, 0, _) or (4, 3, 1):
                    segments = offset;
                    break;
                case (14, 0, 5):
                    variations = offset;
                    break;
            }
        }

        if (groups < 0 && segments < 0)
        {
            throw new FontException(font, "It has no Unicode character map (cmap 4 or 12).");
        }
    }

    /// <summary>The glyph, or 0 for none.</summary>
    public int Glyph(int point) => groups >= 0 ? InGroups(point) : point <= 0xFFFF ? InSegments(point) : 0;

    /// <summary>The glyph of a base character with a variation selector, or 0 if the font does not know the sequence.</summary>
    public int Glyph(int point, int selector)
    {
        if (variations < 0 || Find(variations + 10, table.U32(variations + 6), SelectorLength, selector, at => (table.U24(at), table.U24(at))) is not { } record)
        {
            return 0;
        }

        var (defaults, others) = (table.Offset(record + 3), table.Offset(record + 7));
        if (others > 0 && Find(variations + others + 4, table.U32(variations + others), 5, point, at => (table.U24(at), table.U24(at))) is { } other)
        {
            return table.U16(other + 3);
        }

        return defaults > 0
            && Find(variations + defaults + 4, table.U32(variations + defaults), 4, point, at => (table.U24(at), table.U24(at) + table.U8(at + 3))) is not null
            ? Glyph(point) : 0;
    }

    public IEnumerable<int> Points()
    {
        if (groups >= 0)
        {
            for (var index = 0; index < table.U32(groups + 12); index++)
            {
                var at = groups + 16 + (index * GroupLength);
                for (var point = table.U32(at); point <= Math.Min(table.U32(at + 4), 0x10FFFF); point++)
                {
                    if (Glyph((int)point) != 0)
                    {
                        yield return (int)point;
                    }
                }
            }

            yield break;
        }

        for (var point = 0; point < 0xFFFF; point++)
        {
            if (InSegments(point) != 0)
            {
                yield return point;
            }
        }
    }

    public IEnumerable<(int Point, int Selector)> Sequences()
    {
        for (var index = 0; variations >= 0 && index < table.U32(variations + 6); index++)
        {
            var record = variations + 10 + (index * SelectorLength);
            var (selector, defaults, others) = (table.U24(record), table.Offset(record + 3), table.Offset(record + 7));
            for (var at = 0; defaults > 0 && at < table.U32(variations + defaults); at++)
            {
                var range = variations + defaults + 4 + (at * 4);
                for (var more = 0; more <= table.U8(range + 3); more++)
                {
                    yield return (table.U24(range) + more, selector);
                }
            }

            for (var at = 0; others > 0 && at < table.U32(variations + others); at++)
            {
                yield return (table.U24(variations + others + 4 + (at * 5)), selector);
            }
        }
    }

    private int InGroups(int point) =>
        Find(groups + 16, table.U32(groups + 12), GroupLength, point, at => (table.U32(at), table.U32(at + 4))) is { } group
            ? (int)Math.Min(table.U32(group + 8) + (point - (long)table.U32(group)), ushort.MaxValue)
            : 0;

    private int InSegments(int point)
    {
        var twice = table.U16(segments + 6);
        var (ends, starts, deltas, ranges) = (segments + 14, segments + 16 + twice, segments + 16 + (2 * twice), segments + 16 + (3 * twice));
        var (low, high) = (0, (twice / 2) - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = table.U16(ends + (2 * middle)) < point ? (middle + 1, high) : (low, middle);
        }

        var start = twice == 0 ? int.MaxValue : table.U16(starts + (2 * low));
        if (point < start || point > table.U16(ends + (2 * low)))
        {
            return 0;
        }

        var (delta, range) = (table.U16(deltas + (2 * low)), table.U16(ranges + (2 * low)));
        var glyph = range == 0 ? point : table.U16(ranges + (2 * low) + range + (2 * (point - start)));
        return range != 0 && glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
    }

    /// <summary>Binary search among sorted records, each of which covers a stretch of values.</summary>
    private static int? Find(int first, uint count, int size, int wanted, Func<int, (long From, long To)> stretch)
    {
        var (low, high) = (0L, (long)count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var at = first + (middle * size);
            if (at > int.MaxValue)
            {
                return null;
            }

            var (from, to) = stretch((int)at);
            if (wanted < from)
            {
                high = middle - 1;
            }
            else if (wanted > to)
            {
                low = middle + 1;
            }
            else
            {
                return (int)at;
            }
        }

        return null;
    }
}
