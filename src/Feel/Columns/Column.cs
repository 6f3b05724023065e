namespace Madoguchi.Feel.Columns;

/// <summary>What a column holds, all of it as whole numbers.</summary>
internal enum Kind
{
    Truth,

    /// <summary>The number times ten to the scale.</summary>
    Number,

    /// <summary>Days since 1 January of the year 1.</summary>
    Date,

    /// <summary>A years and months duration, in months.</summary>
    Months,

    /// <summary>A days and time duration, in whole days.</summary>
    Days,

    /// <summary>Places in a dictionary.</summary>
    Coded,
}

/// <summary>What can be said of a column before there are rows.</summary>
/// <param name="Kind">What its values are.</param>
/// <param name="Scale">Digits behind the point, of numbers.</param>
/// <param name="Min">No value is less.</param>
/// <param name="Max">No value is greater.</param>
/// <param name="Dictionary">The values that codes stand for.</param>
/// <param name="HasUnknown">The value of some may not be known.</param>
/// <param name="HasEmpty">Some may be known to have none.</param>
internal sealed record Shape(Kind Kind, int Scale, long Min, long Max, FeelValue[] Dictionary, bool HasUnknown, bool HasEmpty)
{
    public static Shape Truths(bool hasUnknown, bool hasEmpty) => new(Kind.Truth, 0, 0, 1, [], hasUnknown, hasEmpty);

    public FeelType Type => Kind switch
    {
        Kind.Truth => FeelType.Boolean,
        Kind.Number => FeelType.Number,
        Kind.Date => FeelType.Date,
        Kind.Months => FeelType.YearsDuration,
        Kind.Days => FeelType.DaysDuration,
        _ when Array.TrueForAll(Dictionary, value => value is FeelString) => FeelType.String,
        _ => FeelType.Any,
    };

    /// <summary>How many values there are between the least and the greatest; the most there can be when that is too many to count.</summary>
    public long Width => Kind == Kind.Coded ? Dictionary.Length : Max < Min ? 0 : Max - Min is var span && span >= 0 && span < long.MaxValue ? span + 1 : long.MaxValue;

    public FeelValue Value(long lane) => Kind switch
    {
        Kind.Truth => FeelBoolean.Of(lane != 0),
        Kind.Number => FeelNumber.Scaled(lane, Scale),
        Kind.Date => new FeelDate(lane),
        Kind.Months => new FeelYearsDuration(lane),
        Kind.Days => new FeelDaysDuration((Int128)lane * Calendar.NanosPerDay),
        _ => Dictionary[lane],
    };
}

/// <summary>A column with its rows. A row that is not known and not empty is unknown.</summary>
internal sealed record Column(int Rows, Shape Shape, Lanes? Lanes, Bitmap? Truths, Bitmap? Known, Bitmap? Empty)
{
    private Planes? planes;

    /// <summary>The same as <see cref="Lanes"/>, for tests.</summary>
    public Planes Planes => planes ?? throw new InvalidOperationException("The planes of a column are made before it is read.");

    public void MakePlanes(ParallelOptions options) => planes ??= new Planes(Lanes!, Rows, Shape.Min, Shape.Max, options);

    public FeelValue At(int row, string name) =>
        Known is null || Known[row] ? Shape.Value(Lanes is { } lanes ? lanes[row] : Truths![row] ? 1 : 0)
        : Empty is not null && Empty[row] ? FeelNull.Value
        : FeelNull.Unknown(name);

    public Column Gather(ReadOnlySpan<int> rows) =>
        new(rows.Length, Shape, Lanes?.Gather(rows), Gather(Truths, rows), Gather(Known, rows), Gather(Empty, rows));

    private static Bitmap? Gather(Bitmap? bits, ReadOnlySpan<int> rows)
    {
        if (bits is null)
        {
            return null;
        }

        var gathered = new Bitmap(rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            gathered.Words[i >> 6] |= (bits.Words[rows[i] >> 6] >> (rows[i] & 63) & 1) << (i & 63);
        }

        return gathered;
    }
}
