using System.Globalization;
using System.Text;
using Madoguchi.Feel.Columns;

namespace Madoguchi.Feel.Sql;

/// <summary>A column of a step of the query: what it is, made of columns of earlier steps.</summary>
/// <param name="Name">Unique in the query.</param>
/// <param name="Text">What it is.</param>
/// <param name="Level">The step that makes it; 0 is what is read from the tables.</param>
/// <param name="Uses">The columns that the text names.</param>
/// <param name="Join">Steps of its own that come before, and how their result is joined; null for most.</param>
internal sealed record SqlColumn(string Name, string Text, int Level, IReadOnlyCollection<SqlColumn> Uses, (string Steps, string From)? Join = null);

/// <summary>SQL of a truth: 0 false, 1 null, 2 unknown, 3 true, so that "or" is the greatest, and "and" the least where unknown comes before null.</summary>
internal sealed record SqlTruth(string Code, IReadOnlyCollection<SqlColumn> Uses);

/// <summary>SQL of a value: NULL where there is none; and whether that is because it is known to be nothing ("FALSE" where it never is).</summary>
internal sealed record SqlValue(string Text, string Empty, IReadOnlyCollection<SqlColumn> Uses)
{
    public string Unknown => Empty == "FALSE" ? $"{Text} IS NULL" : $"({Text} IS NULL AND NOT {Empty})";
}

/// <summary>Rows of a kind in steps, each of which adds columns to those before. Nodes write themselves with it.</summary>
internal abstract class SqlSpace(SqlNames names)
{
    /// <summary>Longer than this, a truth has a column of its own instead of being repeated.</summary>
    private const int Longest = 400;

    private readonly List<SqlColumn> columns = [];
    private readonly Dictionary<Node, object> said = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Mask, (string Text, IReadOnlyCollection<SqlColumn> Uses)> masks = new(ReferenceEqualityComparer.Instance);

    /// <summary>What the text that is being written names so far.</summary>
    private HashSet<SqlColumn> uses = [];

    protected SqlNames Names { get; } = names;

    protected IReadOnlyList<SqlColumn> Columns => columns;

    /// <summary>The code of a truth.</summary>
    public string Code(Truth truth)
    {
        var found = (SqlTruth)Said(truth, () =>
        {
            var (code, used) = Writing(() => truth.ToSql(this));
            var one = new SqlTruth(code, used);
            return code.Length > Longest ? Kept(one) : one;
        });
        uses.UnionWith(found.Uses);
        return found.Code;
    }

    public SqlValue Value(Value value)
    {
        var found = (SqlValue)Said(value, () =>
        {
            var ((text, empty), used) = Writing(() => value.ToSql(this));
            return value is ConstantValue or ValueLeaf ? new SqlValue(text, empty, used) : Kept(new SqlValue(text, empty, used));
        });
        uses.UnionWith(found.Uses);
        return found;
    }

    /// <summary>Where a mask is set.</summary>
    public string Where(Mask mask)
    {
        var (text, used) = masks[mask];
        uses.UnionWith(used);
        return text;
    }

    /// <summary>The number of the row that decides; −1 none, −2 open, −3 null.</summary>
    public string Row(Hits hits)
    {
        var found = (SqlTruth)Said(hits, () =>
        {
            var (row, used) = Writing(() => hits.ToSql(this));
            var kept = Kept(new SqlTruth(row, used));
            foreach (var (mask, at) in hits.Numbered)
            {
                masks[mask] = ($"{kept.Code} = {at}", kept.Uses);
            }

            return kept;
        });
        uses.UnionWith(found.Uses);
        return found.Code;
    }

    /// <summary>Makes the masks of a node known: those of truths, of the ways of an "if", of the rows of a table.</summary>
    public void Know(Node node)
    {
        switch (node)
        {
            case Truth truth:
                var (code, used) = Writing(() => Code(truth));
                masks[truth.True] = ($"{code} = 3", used);
                break;
            case Ways ways:
                Know(ways.Condition);
                var (condition, named) = Writing(() => Code(ways.Condition));
                masks[ways.Otherwise] = ($"{condition} < 2", named);
                if (ways.Unknown is { } unknown)
                {
                    masks[unknown] = ($"{condition} = 2", named);
                }

                break;
            case Hits hits:
                Row(hits);
                break;
        }
    }

    /// <summary>A column of the population or one that is computed, as it is here.</summary>
    public SqlTruth TruthOf(Source source)
    {
        var found = (SqlTruth)Of(source);
        uses.UnionWith(found.Uses);
        return found;
    }

    public SqlValue ValueOf(Source source)
    {
        var found = (SqlValue)Of(source);
        uses.UnionWith(found.Uses);
        return found;
    }

    /// <summary>What the source is here: a truth or a value.</summary>
    protected abstract object Of(Source source);

    protected (T Text, IReadOnlyCollection<SqlColumn> Uses) Writing<T>(Func<T> write)
    {
        var outside = uses;
        uses = [];
        var text = write();
        var used = uses;
        uses = outside;
        return (text, used);
    }

    protected SqlTruth Kept(SqlTruth truth, (string Steps, string From)? join = null, int level = 0)
    {
        var column = Add(truth.Code, truth.Uses, join, level);
        return new SqlTruth(column.Name, [column]);
    }

    protected SqlValue Kept(SqlValue value, (string Steps, string From)? join = null, int level = 0)
    {
        var column = Add(value.Text, value.Uses, join, level);
        if (value.Empty == "FALSE")
        {
            return new SqlValue(column.Name, "FALSE", [column]);
        }

        var empty = Add(value.Empty, value.Uses, join is null ? null : (join.Value.Steps, ""), column.Level);
        return new SqlValue(column.Name, empty.Name, [column, empty]);
    }

    /// <summary>Read from a table.</summary>
    protected SqlColumn Leaf(string text)
    {
        var column = new SqlColumn(Names.Next(), text, 0, []);
        columns.Add(column);
        return column;
    }

    /// <summary>The steps after the first, each with the columns that later steps and the result still need.</summary>
    protected void Steps(StringBuilder text, string prefix, string keys, IReadOnlyCollection<SqlColumn> wanted)
    {
        var last = wanted.Count == 0 ? 0 : wanted.Max(column => column.Level);
        for (var level = 1; level <= last; level++)
        {
            var made = columns.Where(column => column.Level == level).ToList();
            var needed = columns.Where(column => column.Level > level).SelectMany(column => column.Uses).Concat(wanted).ToHashSet();
            var kept = columns.Where(column => column.Level < level && needed.Contains(column)).Select(column => column.Name);
            foreach (var steps in made.Select(column => column.Join?.Steps).OfType<string>().Distinct())
            {
                text.Append(steps);
            }

            text.Append(CultureInfo.InvariantCulture, $", {prefix}{level} AS {Names.Materialized}(\n  SELECT {string.Join(", ", kept.Prepend(keys))}");
            foreach (var column in made)
            {
                text.Append(CultureInfo.InvariantCulture, $",\n    {column.Text} AS {column.Name}");
            }

            text.Append(CultureInfo.InvariantCulture, $"\n  FROM {prefix}{level - 1}{string.Concat(made.Select(column => column.Join?.From))})\n");
        }
    }

    private SqlColumn Add(string text, IReadOnlyCollection<SqlColumn> used, (string Steps, string From)? join, int level)
    {
        var column = new SqlColumn(Names.Next(), text, Math.Max(level, 1 + (used.Count == 0 ? 0 : used.Max(one => one.Level))), used, join);
        columns.Add(column);
        return column;
    }

    private object Said(Node node, Func<object> say) => said.TryGetValue(node, out var known) ? known
        : System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack() ? said[node] = say()
        : throw new SqlRefusedException();
}

/// <summary>Names of columns, and how a database writes things.</summary>
internal sealed class SqlNames(SqlDialect dialect)
{
    private int count;

    /// <summary>PostgreSQL would write each step into the next and compute columns again at each mention.</summary>
    public string Materialized => dialect == SqlDialect.PostgreSql ? "MATERIALIZED " : "";

    public string Next() => string.Create(CultureInfo.InvariantCulture, $"c{++count}");

    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Whole(long number) => number == long.MinValue ? $"(-{long.MaxValue} - 1)" : number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Null and unknown in the order of "and", where unknown is less than null.</summary>
    public static string Swapped(string code) => $"CASE {code} WHEN 0 THEN 0 WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE 3 END";

    public static string Code(FeelValue value) => value switch
    {
        FeelBoolean { Value: true } => "3",
        FeelBoolean => "0",
        FeelNull { IsUnknown: true } => "2",
        _ => "1",
    };
}
