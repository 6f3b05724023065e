using System.Numerics;
using Madoguchi.Feel.Functions;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Evaluation;

/// <summary>
/// Which rows of a table a value of a column passes, asked beforehand: constant tests cut the values of a column into stretches that no
/// test tells apart, so one value of each stretch stands for all, and a bit for each row says how the evaluator found it. A case is then
/// one search in each column and the rows that all columns have in common, instead of a test of each cell.
/// </summary>
internal sealed class TableIndex
{
    /// <summary>Of all masks together: 32 MB.</summary>
    public const long MostWords = 1 << 22;

    private readonly int rowCount;

    private TableIndex(IndexColumn?[] columns, int rowCount, bool isWhole) => (Columns, this.rowCount, IsWhole) = (columns, rowCount, isWhole);

    /// <summary>Null where any value passes, and where only asking can tell.</summary>
    public IndexColumn?[] Columns { get; }

    /// <summary>Words of 64 bits that the rows of the table take.</summary>
    public int Words => (rowCount + 63) / 64;

    /// <summary>Whether every test of the table is in it, so that known values leave nothing to ask.</summary>
    public bool IsWhole { get; }

    /// <summary>Null when it would help in no column, or be too large.</summary>
    /// <param name="plan">The table.</param>
    /// <param name="types">What the inputs are fitted to before they are tested; one type after another.</param>
    public static TableIndex? Of(Tables.Plan plan, Dmn.ItemType[][]? types = null)
    {
        var source = plan.Source;
        var words = (plan.Rows.Length + 63) / 64;
        var columns = new IndexColumn?[plan.Inputs.Length];
        var (isWhole, size) = (true, 0L);
        for (var at = 0; at < columns.Length; at++)
        {
            var place = at;
            if (Array.TrueForAll(source.Rows, row => row.Cells[place] is null) && source.Inputs[at].Allowed is null)
            {
                continue;
            }

            columns[at] = IndexColumn.Of(plan, at, types?[at] ?? [], words);
            isWhole &= columns[at] is not null;
            size += columns[at]?.Size ?? 0;
        }

        return size > MostWords || Array.TrueForAll(columns, column => column is null) && !isWhole ? null : new(columns, plan.Rows.Length, isWhole);
    }

    /// <summary>All rows of a table that has no more than a word of them.</summary>
    public ulong All => rowCount == 64 ? ulong.MaxValue : (1UL << rowCount) - 1;

    /// <summary>All rows.</summary>
    public void Start(Span<ulong> rows)
    {
        rows.Fill(ulong.MaxValue);
        if ((rowCount & 63) != 0)
        {
            rows[^1] >>= 64 - (rowCount & 63);
        }
    }

    /// <summary>Leaves the rows that match this value of a column too.</summary>
    public Matching Narrow(int column, FeelValue input, Span<ulong> rows)
    {
        if (Columns[column] is not { } tests)
        {
            return Matching.Told;
        }

        var stretch = tests.Scale.Of(input);
        if (stretch <= Scale.Unknown)
        {
            return Matching.Open;
        }

        IndexColumn.And(tests.Sure, stretch, rows);
        return tests.Refused[stretch] ? Matching.Refused : Matching.Told;
    }

    /// <summary>Leaves the rows that may match this value of a column: the others do not.</summary>
    public void NarrowPossible(int column, FeelValue input, Span<ulong> rows)
    {
        if (Columns[column] is { } tests && tests.Scale.Of(input) is var stretch and >= 0)
        {
            IndexColumn.And(tests.Possible, stretch, rows);
        }
    }

    /// <summary>The first row from here on that is in the set; negative when there is none.</summary>
    public static int Next(ReadOnlySpan<ulong> rows, int from)
    {
        for (var word = from >> 6; word < rows.Length; word++)
        {
            var rest = word == from >> 6 ? rows[word] & (ulong.MaxValue << (from & 63)) : rows[word];
            if (rest != 0)
            {
                return (word << 6) + BitOperations.TrailingZeroCount(rest);
            }
        }

        return -1;
    }

    /// <summary>Constants and what is made of them alone. What asks the clock is none.</summary>
    public static bool IsPlain(Expr expr) => expr switch
    {
        Literal => true,
        Negation negation => IsPlain(negation.Operand),
        Fitted fitted => IsPlain(fitted.Value),
        ListOf list => Array.TrueForAll(list.Items, IsPlain),
        RangeOf range => IsPlain(range.Start) && IsPlain(range.End),
        SignedRange range => IsPlain(range.Bound),
        Call { Target: NameUse called } call => called.Name is not ("today" or "now") && BuiltIns.Find(called.Name) is not null && Array.TrueForAll(call.Arguments, IsPlain),
        _ => false,
    };
}

/// <summary>What is known of the rows after a value was looked at.</summary>
internal enum Matching
{
    Told,

    /// <summary>The value is not known, or of another kind than the tests: only the evaluator can tell.</summary>
    Open,

    /// <summary>It is none of the allowed values.</summary>
    Refused,
}
