using System.Numerics;
using Madoguchi.Feel.Columns;

namespace Madoguchi.Feel;

/// <summary>
/// Facts as columns, one value a row. Of each row a fact is known, or known to be absent (<c>empty</c>), or not known; without bitmaps every
/// value is known.
/// </summary>
public sealed class FactColumns
{
    private readonly Dictionary<string, Column> columns = new(StringComparer.Ordinal);

    internal FactColumns(int count) => Count = count;

    /// <summary>Rows.</summary>
    public int Count { get; }

    internal IReadOnlyDictionary<string, Column> All => columns;

    /// <param name="name">The fact's name in FEEL.</param>
    /// <param name="values">One a row: the number times ten to the <paramref name="scale"/>.</param>
    /// <param name="scale">Digits behind the point.</param>
    /// <param name="known">Rows whose value is known; null means all.</param>
    /// <param name="empty">Rows known to have no value; none of them is <paramref name="known"/>.</param>
    public FactColumns Numbers<T>(string name, ReadOnlySpan<T> values, int scale = 0, Bitmap? known = null, Bitmap? empty = null)
        where T : unmanaged, IBinaryInteger<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 18);
        return AddLanes(name, Kind.Number, scale, values, [], known, empty);
    }

    /// <summary>Dates.</summary>
    /// <param name="name">The fact's name in FEEL.</param>
    /// <param name="values">Days since 1 January of the year 1, as <see cref="DateOnly.DayNumber"/>.</param>
    /// <param name="known">Rows whose value is known; null means all.</param>
    /// <param name="empty">Rows known to have no value.</param>
    public FactColumns Dates(string name, ReadOnlySpan<int> values, Bitmap? known = null, Bitmap? empty = null) =>
        AddLanes(name, Kind.Date, 0, values, [], known, empty);

    /// <summary>Texts, each as its place in a dictionary.</summary>
    public FactColumns Texts<T>(string name, IReadOnlyList<string> dictionary, ReadOnlySpan<T> codes, Bitmap? known = null, Bitmap? empty = null)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (dictionary.Distinct(StringComparer.Ordinal).Count() != dictionary.Count)
        {
            throw new ArgumentException("A text stands twice in the dictionary.", nameof(dictionary));
        }

        foreach (var code in codes)
        {
            if (code < T.Zero || int.CreateSaturating(code) >= Math.Max(1, dictionary.Count))
            {
                throw new ArgumentException("A code lies outside of the dictionary.", nameof(codes));
            }
        }

        return AddLanes(name, Kind.Coded, 0, codes, [.. dictionary.Select(text => new FeelString(text))], known, empty);
    }

    /// <summary>Texts; a null is one that is not known.</summary>
    public FactColumns Texts(string name, IReadOnlyList<string?> values, Bitmap? empty = null)
    {
        var (places, codes, known) = (new Dictionary<string, int>(StringComparer.Ordinal), new int[values.Count], new Bitmap(values.Count));
        for (var row = 0; row < codes.Length; row++)
        {
            if (values[row] is { } text)
            {
                codes[row] = places.TryGetValue(text, out var place) ? place : places[text] = places.Count;
                known[row] = true;
            }
        }

        return Texts(name, [.. places.Keys], codes.AsSpan(), known, empty);
    }

    public FactColumns Truths(string name, Bitmap values, Bitmap? known = null, Bitmap? empty = null)
    {
        Check(name, values.Length, known, empty);
        return Add(name, new Column(Count, Shape.Truths(Lacks(known, empty), empty is not null), null, known is null ? values : values.And(known), known, empty));
    }

    /// <summary>Describes numbers that lie elsewhere; for populations without residents.</summary>
    /// <param name="name">The fact's name in FEEL.</param>
    /// <param name="least">No value is less, times ten to the scale.</param>
    /// <param name="most">No value is greater, times ten to the scale.</param>
    /// <param name="scale">Digits behind the point.</param>
    /// <param name="mayBeUnknown">The value of some is not known.</param>
    /// <param name="mayBeEmpty">Some are known to have none.</param>
    public FactColumns DescribeNumbers(string name, long least, long most, int scale = 0, bool mayBeUnknown = true, bool mayBeEmpty = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(least, most);
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, 18);
        return Describe(name, new Shape(Kind.Number, scale, least, most, [], mayBeUnknown, mayBeEmpty));
    }

    /// <summary>Describes dates that lie elsewhere; for populations without residents.</summary>
    public FactColumns DescribeDates(string name, DateOnly first, DateOnly last, bool mayBeUnknown = true, bool mayBeEmpty = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, last);
        return Describe(name, new Shape(Kind.Date, 0, first.DayNumber, last.DayNumber, [], mayBeUnknown, mayBeEmpty));
    }

    /// <summary>Describes texts that lie elsewhere, all there can be; for populations without residents.</summary>
    public FactColumns DescribeTexts(string name, IReadOnlyList<string> dictionary, bool mayBeUnknown = true, bool mayBeEmpty = false) =>
        Describe(name, new Shape(Kind.Coded, 0, 0, dictionary.Count - 1, [.. dictionary.Distinct(StringComparer.Ordinal).Select(text => new FeelString(text))], mayBeUnknown, mayBeEmpty));

    /// <summary>Describes truths that lie elsewhere; for populations without residents.</summary>
    public FactColumns DescribeTruths(string name, bool mayBeUnknown = true, bool mayBeEmpty = false) => Describe(name, Shape.Truths(mayBeUnknown, mayBeEmpty));

    private FactColumns Describe(string name, Shape shape)
    {
        if (Count != 0)
        {
            throw new InvalidOperationException("A population with residents has their facts.");
        }

        var isTruth = shape.Kind == Kind.Truth;
        var none = shape.HasUnknown || shape.HasEmpty ? new Bitmap(0) : null;
        return Add(name, new Column(0, shape, isTruth ? null : Lanes.Make(0, shape.Min, Math.Max(shape.Min, shape.Max)), isTruth ? new Bitmap(0) : null, none, shape.HasEmpty ? none : null));
    }

    internal FactColumns Add(string name, Column column)
    {
        columns.Add(FeelName.Normalise(name), column);
        return this;
    }

    private FactColumns AddLanes<T>(string name, Kind kind, int scale, ReadOnlySpan<T> values, FeelValue[] dictionary, Bitmap? known, Bitmap? empty)
        where T : unmanaged, IBinaryInteger<T>
    {
        Check(name, values.Length, known, empty);
        var (min, max) = (long.MaxValue, long.MinValue);
        for (var row = 0; row < values.Length; row++)
        {
            var value = long.CreateChecked(values[row]);
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        }

        (min, max) = kind == Kind.Coded ? (0, dictionary.Length - 1) : (min, max);
        var lanes = Lanes.Make(values.Length, Math.Min(min, max), Math.Max(min, max));
        for (var row = 0; row < values.Length; row++)
        {
            lanes[row] = long.CreateTruncating(values[row]);
        }

        return Add(name, new Column(Count, new Shape(kind, scale, min, max, dictionary, Lacks(known, empty), empty is not null), lanes, null, known, empty));
    }

    private static bool Lacks(Bitmap? known, Bitmap? empty) => known is not null && known.Count() + (empty?.Count() ?? 0) < known.Length;

    private void Check(string name, int rows, Bitmap? known, Bitmap? empty)
    {
        if (rows != Count || (known?.Length ?? Count) != Count || (empty?.Length ?? Count) != Count)
        {
            throw new ArgumentException($"The column \"{name}\" has {rows} rows where there are {Count}.", nameof(name));
        }

        if (empty is not null && (known is null || known.And(empty).Count() > 0))
        {
            throw new ArgumentException($"A row of \"{name}\" is both known and empty.", nameof(name));
        }
    }
}
