using System.Globalization;
using Madoguchi.Feel.Sql;

// Each node in SQL, beside its work over columns: the same cases in the same order.
namespace Madoguchi.Feel.Columns;

internal abstract partial class Truth
{
    /// <summary>The code of a row's truth.</summary>
    public abstract string ToSql(SqlSpace sql);
}

internal abstract partial class Value
{
    /// <summary>The value of a row, NULL where there is none, and whether it is known to be nothing.</summary>
    public abstract (string Text, string Empty) ToSql(SqlSpace sql);
}

internal sealed partial class ConstantTruth
{
    public override string ToSql(SqlSpace sql) => IsTrue ? "3" : Null is not null ? "1" : Possible is not null ? "2" : "0";
}

internal sealed partial class TruthLeaf
{
    public override string ToSql(SqlSpace sql) => sql.TruthOf(Source).Code;
}

internal sealed partial class ValueLeaf
{
    public override (string Text, string Empty) ToSql(SqlSpace sql) => sql.ValueOf(Source) is var found ? (found.Text, found.Empty) : default;
}

internal sealed partial class ConstantValue
{
    public override (string Text, string Empty) ToSql(SqlSpace sql) => ($"CAST({SqlNames.Whole(value)} AS BIGINT)", "FALSE");
}

internal sealed partial class Test
{
    public override string ToSql(SqlSpace sql)
    {
        var tested = sql.Value(value);
        var cases = string.Concat(new[] { (answers.True, "3"), (answers.Null, "1"), (answers.Unknown, "2") }
            .Where(answer => answer.Item1.Length > 0).Select(answer => $" WHEN {Within(tested.Text, answer.Item1)} THEN {answer.Item2}"));
        var ofNone = value.Known is null ? "" : tested.Empty == "FALSE" ? $" WHEN {tested.Text} IS NULL THEN {SqlNames.Code(answers.OfUnknown)}"
            : $" WHEN {tested.Text} IS NULL THEN CASE WHEN {tested.Empty} THEN {SqlNames.Code(answers.OfEmpty)} ELSE {SqlNames.Code(answers.OfUnknown)} END";
        return cases.Length + ofNone.Length == 0 ? "0" : $"CASE{ofNone}{cases} ELSE 0 END";
    }

    private string Within(string text, (long Low, long High)[] stretches)
    {
        var shape = value.Shape;
        var single = stretches.Where(stretch => stretch.Low == stretch.High).Select(stretch => SqlNames.Whole(stretch.Low)).ToArray();
        var parts = stretches.Where(stretch => stretch.Low != stretch.High).Select(stretch => (stretch.Low <= shape.Min, stretch.High >= shape.Max) switch
        {
            (true, true) => "TRUE",
            (true, false) => $"{text} <= {SqlNames.Whole(stretch.High)}",
            (false, true) => $"{text} >= {SqlNames.Whole(stretch.Low)}",
            _ => $"{text} BETWEEN {SqlNames.Whole(stretch.Low)} AND {SqlNames.Whole(stretch.High)}",
        }).ToList();
        if (single.Length > 0)
        {
            parts.Add(single.Length == 1 ? $"{text} = {single[0]}" : $"{text} IN ({string.Join(", ", single)})");
        }

        return string.Join(" OR ", parts);
    }
}

internal sealed partial class Junction
{
    public override string ToSql(SqlSpace sql) => parts.Length == 1 ? sql.Code(parts[0])
        : !isAnd ? $"GREATEST({string.Join(", ", parts.Select(sql.Code))})"
        : Null is null ? $"LEAST({string.Join(", ", parts.Select(sql.Code))})"
        : SqlNames.Swapped($"LEAST({string.Join(", ", parts.Select(part => part.Null is null && part.IsTwoValued ? sql.Code(part) : SqlNames.Swapped(sql.Code(part))))})");
}

internal sealed partial class Chain
{
    public override string ToSql(SqlSpace sql) => $"CASE {sql.Code(first)} WHEN 3 THEN CASE {sql.Code(second)} WHEN 3 THEN 3 WHEN 2 THEN 2 ELSE 0 END WHEN 2 THEN 2 ELSE 0 END";
}

internal sealed partial class Negated
{
    public override string ToSql(SqlSpace sql) => $"CASE {sql.Code(part)} WHEN 0 THEN 3 WHEN 3 THEN 0 WHEN 1 THEN 1 ELSE 2 END";
}

internal sealed partial class Known
{
    public override string ToSql(SqlSpace sql) => $"CASE WHEN {sql.Code(part)} {(isTrue ? "= 3" : "IN (0, 3)")} THEN 3 ELSE 0 END";
}

internal sealed partial class Mapped
{
    public override string ToSql(SqlSpace sql) =>
        $"CASE {sql.Code(part)} WHEN 3 THEN {SqlNames.Code(ofTrue)} WHEN 0 THEN {SqlNames.Code(ofFalse)} WHEN 1 THEN {SqlNames.Code(ofNull)} ELSE 2 END";
}

internal sealed partial class Comparison
{
    public override string ToSql(SqlSpace sql)
    {
        var (a, b) = (sql.Value(left), sql.Value(right));
        var none = sign != "=" ? "1" : a.Empty == "FALSE" || b.Empty == "FALSE" ? "0" : $"CASE WHEN {a.Empty} AND {b.Empty} THEN 3 ELSE 0 END";
        return $"CASE WHEN {a.Text} {sign} {b.Text} THEN 3 WHEN {a.Text} IS NOT NULL AND {b.Text} IS NOT NULL THEN 0 WHEN {a.Unknown} OR {b.Unknown} THEN 2 ELSE {none} END";
    }
}

internal sealed partial class SelectTruth
{
    public override string ToSql(SqlSpace sql)
    {
        foreach (var node in Inputs)
        {
            sql.Know(node);
        }

        var ways = string.Concat(cases.Select(one => $" WHEN {sql.Where(one.Where)} THEN {sql.Code(one.Truth)}"));
        return $"CASE{ways}{(unknown is null ? "" : $" WHEN {sql.Where(unknown)} THEN 2")}{(nulls is null ? "" : $" WHEN {sql.Where(nulls)} THEN 1")} ELSE 0 END";
    }
}

internal sealed partial class Verdicts
{
    public override string ToSql(SqlSpace sql)
    {
        var row = sql.Row(hits);
        return $"CASE {row}{string.Concat(outputs.Select((output, at) => string.Create(CultureInfo.InvariantCulture, $" WHEN {at} THEN {SqlNames.Code(output)}")))} WHEN -1 THEN {SqlNames.Code(otherwise)} WHEN -2 THEN 2 ELSE 1 END";
    }
}

internal sealed partial class RowByRow
{
    public override string ToSql(SqlSpace sql) => throw new System.Diagnostics.UnreachableException();
}

internal sealed partial class Hits
{
    /// <summary>The masks with the numbers that stand for them in SQL.</summary>
    public IEnumerable<(Mask Mask, int At)> Numbered =>
        hits.Select((mask, at) => ((Mask)mask, at)).Append((none, -1)).Concat(open is null ? [] : [(open, -2)]).Concat(faults is null ? [] : [(faults, -3)]);

    public string ToSql(SqlSpace sql)
    {
        var matches = Array.ConvertAll(rows, sql.Code);
        var any = string.Concat(rows.Zip(matches).Where(row => row.First.Possible is not null).Select(row => $" OR {row.Second} = 2"));
        var ofOpen = any.Length == 0 ? "" : $" WHEN {any[4..]} THEN -2";
        var ways = string.Concat(refused.Select(truth => $" WHEN {sql.Code(truth)} = 3 THEN -3"));
        if (policy == HitPolicy.Unique)
        {
            ways += matches.Length < 2 ? "" : $" WHEN {string.Join(" + ", matches.Select(match => $"CASE WHEN {match} = 3 THEN 1 ELSE 0 END"))} > 1 THEN -3";
            ways += string.Concat(matches.Select((match, at) => string.Create(CultureInfo.InvariantCulture, $" WHEN {match} = 3 THEN {at}"))) + ofOpen;
        }
        else
        {
            ways += OpenDecides ? ofOpen : "";
            ways += string.Concat(rows.Zip(matches).Select((row, at) => string.Create(
                CultureInfo.InvariantCulture, $" WHEN {row.Second} = 3 THEN {at}{(OpenDecides || row.First.Possible is null ? "" : $" WHEN {row.Second} = 2 THEN -2")}")));
        }

        return ways.Length == 0 ? "-1" : $"CASE{ways} ELSE -1 END";
    }
}

internal sealed partial class Choice
{
    public override (string Text, string Empty) ToSql(SqlSpace sql)
    {
        var row = sql.Row(hits);
        var all = codes.Select((code, at) => (Code: code, At: at)).Append((Code: Otherwise, At: -1)).ToLookup(one => one.Code, one => one.At.ToString(CultureInfo.InvariantCulture));
        var ways = string.Concat(all.Where(code => code.Key is not null).Select(code => string.Create(CultureInfo.InvariantCulture, $" WHEN {row} IN ({string.Join(", ", code)}) THEN {code.Key}")));
        return ($"CAST({(ways.Length == 0 ? "NULL" : $"CASE{ways} END")} AS BIGINT)", Empty is null ? "FALSE" : $"({row} IN ({string.Join(", ", all[null].Append("-3"))}))");
    }
}

internal sealed partial class Collected
{
    public override (string Text, string Empty) ToSql(SqlSpace sql)
    {
        var matches = Array.ConvertAll(rows, sql.Code);
        var any = string.Join(" OR ", matches.Select(match => $"{match} = 3"));
        var isRefused = string.Join(" OR ", refused.Select(truth => $"{sql.Code(truth)} = 3"));
        var isUnknown = string.Join(" OR ", rows.Zip(matches).Where(row => row.First.Possible is not null).Select(row => $"{row.Second} = 2"));
        var none = aggregation switch { Aggregation.Min => long.MaxValue, Aggregation.Max => long.MinValue, _ => 0 };
        string[] terms = [.. matches.Select((match, at) => $"CASE WHEN {match} = 3 THEN {SqlNames.Whole(aggregation == Aggregation.Count ? 1 : outputs[at])} ELSE {SqlNames.Whole(none)} END")];
        var made = terms.Length == 0 ? "0" : aggregation switch
        {
            Aggregation.Min => $"LEAST({string.Join(", ", terms)})",
            Aggregation.Max => $"GREATEST({string.Join(", ", terms)})",
            _ => string.Join(" + ", terms),
        };
        var without = otherwise is { } given ? SqlNames.Whole(given) : "NULL";
        string Ways(string refusal, string open, string hit, string rest) =>
            $"CASE{When(isRefused, refusal)}{When(isUnknown, open)}{When(any.Length == 0 ? "FALSE" : any, hit)} ELSE {rest} END";
        static string When(string condition, string then) => condition.Length == 0 ? "" : $" WHEN {condition} THEN {then}";
        return ($"CAST({Ways("NULL", "NULL", made, without)} AS BIGINT)", Empty is null ? "FALSE" : Ways("TRUE", "FALSE", "FALSE", otherwise is null ? "TRUE" : "FALSE"));
    }
}

internal sealed partial class Arithmetic
{
    public override (string Text, string Empty) ToSql(SqlSpace sql)
    {
        var (a, b) = (sql.Value(left), sql.Value(right));
        var empty = Empty is null ? "FALSE" : $"(({a.Empty} OR {b.Empty}) AND NOT ({a.Unknown} OR {b.Unknown}))";
        return ($"({Times(a, leftFactor)} {sign} {Times(b, rightFactor)})", empty);

        static string Times(SqlValue value, long factor) => factor == 1 ? value.Text : $"{value.Text} * {SqlNames.Whole(factor)}";
    }
}

internal sealed partial class LookUp
{
    /// <summary>Stretches of one result at most; a query with more would be a table and no condition.</summary>
    private const int MostStretches = 2000;

    public override (string Text, string Empty) ToSql(SqlSpace sql)
    {
        var from = sql.Value(value);
        var starts = Enumerable.Range(0, table.Length).Where(at => at == 0 || table[at] != table[at - 1]).ToArray();
        if (starts.Length > MostStretches)
        {
            throw new SqlRefusedException();
        }

        var text = starts.Length == 0 ? "NULL" : Search(0, starts.Length);
        var isKnown = known is null ? $"{from.Text} IS NOT NULL" : $"{sql.Code(known)} = 3";
        return ($"CAST(CASE WHEN {isKnown} THEN {text} END AS BIGINT)", Empty is null ? "FALSE" : empty is null ? from.Empty : $"({sql.Code(empty)} = 3)");

        // Halves again and again, so that the database asks few of them.
        string Search(int first, int end)
        {
            var middle = (first + end) / 2;
            return end - first == 1 ? SqlNames.Whole(table[starts[first]])
                : $"CASE WHEN {from.Text} < {SqlNames.Whole(value.Shape.Min + starts[middle])} THEN {Search(first, middle)} ELSE {Search(middle, end)} END";
        }
    }
}

internal sealed partial class Select
{
    public override (string Text, string Empty) ToSql(SqlSpace sql)
    {
        foreach (var node in Inputs)
        {
            sql.Know(node);
        }

        var ways = cases.Select(one => (Where: sql.Where(one.Where), Value: sql.Value(one.Value))).ToArray();
        var text = ways.Length == 0 ? "NULL" : $"CASE{string.Concat(ways.Select(way => $" WHEN {way.Where} THEN {way.Value.Text}"))} END";
        var empty = string.Concat(ways.Select(way => $" WHEN {way.Where} THEN {way.Value.Empty}"));
        var open = unknown is null ? "" : $" WHEN {sql.Where(unknown)} THEN FALSE";
        return ($"CAST({text} AS BIGINT)", Empty is null ? "FALSE" : empty.Length + open.Length == 0 ? "TRUE" : $"CASE{open}{empty} ELSE TRUE END");
    }
}

internal sealed partial class TruthAsValue
{
    public override (string Text, string Empty) ToSql(SqlSpace sql) =>
        ($"CAST(CASE {sql.Code(part)} WHEN 3 THEN 1 WHEN 0 THEN 0 END AS BIGINT)", Empty is null ? "FALSE" : $"({sql.Code(part)} = 1)");
}

internal sealed partial class Ways
{
    public Truth Condition => condition;
}
