using System.Globalization;
using System.Numerics;
using Madoguchi.Feel.Dmn;
using Madoguchi.Feel.Evaluation;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Checks;

/// <summary>
/// What a table leaves open, says twice, or never says. The columns are cut into stretches of values that no cell tells apart
/// (<see cref="IndexColumn"/>), each with the rows it passes: a case is a stretch of each column, and its rows are what they have in common.
/// A column with cells that are no constants is taken to pass whatever it may, so that nothing is said that is not so.
/// </summary>
internal sealed class TableChecks
{
    /// <summary>Findings of one kind for one table; the last says how many more there are.</summary>
    private const int MostShown = 10;

    /// <summary>Gaps that are looked for before they are put together.</summary>
    private const int MostGaps = 200;

    private readonly Node node;
    private readonly TableOf table;
    private readonly DmnTable written;
    private readonly Tables.Plan plan;
    private readonly DmnCheckOptions options;
    private readonly List<DmnFinding> findings = [];
    private readonly int words;

    /// <summary>Null where all cells pass all values, and where some are no constants (<see cref="isOpaque"/>).</summary>
    private readonly CheckedColumn?[] columns;
    private readonly bool[] isOpaque;

    /// <summary>For each column the rows that pass whatever stands in it.</summary>
    private readonly ulong[][] open;

    /// <summary>For each column and row the values that the row passes.</summary>
    private readonly ulong[][][] passes;
    private long steps;

    public TableChecks(Node node, TableOf table, Tables.Plan plan, DmnCheckOptions options)
    {
        (this.node, this.table, this.plan, this.options, written) = (node, table, plan, options, table.Written!);
        words = (plan.Rows.Length + 63) / 64;
        columns = new CheckedColumn?[plan.Inputs.Length];
        isOpaque = new bool[columns.Length];
        for (var at = 0; at < columns.Length; at++)
        {
            var place = at;
            if (!Array.TrueForAll(table.Rows, row => row.Cells[place] is null))
            {
                var column = plan.MayHaveIndex ? IndexColumn.Of(plan, at, TypesOf(at), words) : null;
                isOpaque[at] = column is null;
                columns[at] = column is null ? null : new CheckedColumn(column, words, IsWhole(at));
            }
        }

        open = [.. Enumerable.Range(0, columns.Length).Select(at => Where(row => table.Rows[row].Cells[at] is null))];
        passes = Array.ConvertAll(columns, column => column is null ? [] : Passes(column));
    }

    public IReadOnlyList<DmnFinding> All()
    {
        Types();
        foreach (var (at, input) in written.Inputs.Index())
        {
            if (columns[at] is null && !isOpaque[at] && plan.Rows.Length > 0)
            {
                Say(DmnSeverity.Note, null, at, "unused-column", $"「{Head(at)}」の列はどの行でも見ていません。", $"No row looks at \"{input.Expression}\".");
            }
        }

        if (plan.Rows.Length == 0)
        {
            Say(DmnSeverity.Warning, null, null, "empty-table", "行がありません。", "There is no row.");
            return findings;
        }

        var impossible = Impossible();
        Gaps();
        switch (plan.Policy)
        {
            case HitPolicy.Unique or HitPolicy.Any or HitPolicy.First:
                Overlaps(impossible);
                break;
        }

        if (plan.Policy is HitPolicy.First or HitPolicy.Priority)
        {
            Beaten(impossible);
        }

        if (steps > options.MaxSteps)
        {
            Say(
                DmnSeverity.Note, null, null, "not-finished", "表が大きいので、すき間と重なりを全部は調べていません。ここに書かれていないものが残っているかもしれません。",
                "The table is large: not all gaps and overlaps were looked for.");
        }

        var opaque = Enumerable.Range(0, columns.Length).Where(at => isOpaque[at]).Select(Head).ToArray();
        if (opaque.Length > 0)
        {
            Say(
                DmnSeverity.Note, null, null, "not-checked", $"「{string.Join("」「", opaque)}」の列には決まった値でない条件があるので、すき間と重なりは確かなものだけを挙げています。",
                $"Some conditions of {string.Join(", ", opaque)} are no constants: only gaps and overlaps that are certain are told.");
        }

        return findings;
    }

    private string Head(int column) => written.Inputs[column].Label ?? written.Inputs[column].Expression.Trim();

    /// <summary>What a value of the column is fitted to, where it is said.</summary>
    private ItemType[] TypesOf(int column)
    {
        var types = new List<ItemType>();
        var value = table.Inputs[column].Value;
        for (; value is Fitted fitted; value = fitted.Value)
        {
            types.Insert(0, fitted.Wanted);
        }

        if (value is NameUse name && node.Named.TryGetValue(name.Name, out var named) && named.Node?.Type is { } type)
        {
            types.Insert(0, type);
        }

        return [.. types];
    }

    private bool IsWhole(int column)
    {
        var value = table.Inputs[column].Value;
        while (value is Fitted fitted)
        {
            value = fitted.Value;
        }

        return value is NameUse name && options.Facts is { } facts && facts.TryGetValue(name.Name, out var fact) && fact.IsWhole;
    }

    /// <summary>Cells and outputs of another type than their column, and outputs that are none of the values listed.</summary>
    private void Types()
    {
        for (var row = 0; row < table.Rows.Length; row++)
        {
            for (var at = 0; at < table.Rows[row].Cells.Length; at++)
            {
                var wanted = table.Inputs[at].Value.Type;
                foreach (var test in table.Rows[row].Cells[at]?.Alternatives ?? [])
                {
                    if (test is RangeOf && TableIndex.IsPlain(test) && Compiler.Compile(test, FeelScope.Empty).Code(new Run(FeelContext.Empty), null) is FeelNull)
                    {
                        Say(DmnSeverity.Error, row, at, "empty-range", "範囲の両端が逆か、比べられない値です。", "The ends of the range are the wrong way round, or cannot be compared.", test.Span);
                    }
                    else if (TypeOf(test) is { } type && !Typing.IsComparable(type, wanted))
                    {
                        Say(
                            DmnSeverity.Error, row, at, "wrong-type", $"この列は{FeelType.JapaneseName(wanted.Name)}ですが、{FeelType.JapaneseName(type.Name)}と比べています。",
                            $"The column is {wanted}, the cell {type}.", test.Span);
                    }
                }
            }

            for (var at = 0; at < table.Rows[row].Outputs.Length; at++)
            {
                if (table.Rows[row].Outputs[at] is var output && plan.MayHaveIndex && TableIndex.IsPlain(output))
                {
                    Output(row, at, output);
                }
            }
        }
    }

    private void Output(int row, int at, Expr output)
    {
        var (run, place) = (new Run(FeelContext.Empty), plan.Inputs.Length + at);
        var bare = output;
        while (bare is Fitted fitted)
        {
            bare = fitted.Value;
        }

        var (given, fits) = (Compiler.Compile(bare, FeelScope.Empty).Code(run, null), plan.Rows[row].Outputs[at](run, null));
        if (given is not FeelNull && fits is FeelNull && output is Fitted { Wanted: var wanted })
        {
            Say(
                DmnSeverity.Error, row, place, "wrong-type", $"結果の型「{wanted.Name}」に合いません。この行は値を返しません。", $"The output is not of the type \"{wanted.Name}\": the row gives null.", bare.Span);
        }
        else if (given is not FeelNull && plan.Outputs[at].Values is { Length: > 0 } values && !Array.Exists(values, test => test(run, new Frame(null, given)) is FeelBoolean { Value: true }))
        {
            Say(
                DmnSeverity.Warning, row, place, "unlisted-output", $"{given}は、結果の値の一覧（{written.Outputs[at].Values}）にありません。",
                $"{given} is none of the values listed for the output.", bare.Span);
        }
    }

    /// <summary>Of constants and comparisons what can be told cheaply; null where it cannot.</summary>
    private static FeelType? TypeOf(Expr test) => test switch
    {
        Literal { Value: not FeelNull } literal when literal.Value is not FeelBoolean => literal.Type,
        SignedRange range => range.Bound.Type,
        RangeOf range => range.Start.Type,
        Call { Target: NameUse } call when TableIndex.IsPlain(call) => call.Type,
        _ => null,
    };

    /// <summary>Rows that no case can pass by themselves.</summary>
    private HashSet<int> Impossible()
    {
        var impossible = new HashSet<int>();
        for (var row = 0; row < plan.Rows.Length; row++)
        {
            for (var at = 0; at < columns.Length; at++)
            {
                if (columns[at] is not null && IsEmpty(passes[at][row]) && impossible.Add(row))
                {
                    Say(
                        DmnSeverity.Error, row, at, "unreachable-row", $"「{Head(at)}」の条件を満たす値がないので、この行には誰も当てはまりません。",
                        $"No value of \"{Head(at)}\" passes: nobody matches this row.");
                }
            }
        }

        return impossible;
    }

    private void Gaps()
    {
        if (plan.Policy is HitPolicy.Collect or HitPolicy.RuleOrder or HitPolicy.OutputOrder || Array.Exists(plan.Outputs, output => output.Default is not null))
        {
            return;
        }

        var gaps = new List<int[]?[]>();
        Search(Everybody(), at => columns[at] is { } column ? Enumerable.Range(1, column.Values.Count - 1) : [], gaps, MostGaps);
        Join(gaps);
        var shown = gaps.OrderByDescending(gap => gap.Count(chosen => chosen is null)).ThenBy(gap => gap.Sum(chosen => chosen?.Length ?? 0)).ToList();
        foreach (var gap in shown.Take(MostShown))
        {
            Gap(gap, DmnSeverity.Warning, "gap", "どの行にも当てはまらない場合があります", "Some cases match no row");
        }

        More(shown.Count, "gap");
        for (var at = 0; at < columns.Length; at++)
        {
            var (column, without) = (at, new List<int[]?[]>());
            if (columns[at] is not null)
            {
                Search(Everybody(), other => other == column ? [0] : columns[other] is { } one ? Enumerable.Range(1, one.Values.Count - 1) : [], without, 1);
            }

            if (without is [var gap])
            {
                Gap(gap, DmnSeverity.Note, "gap-null", $"「{Head(at)}」に値がないときに、どの行にも当てはまらない場合があります", $"Without a value of \"{Head(at)}\" some cases match no row", at);
            }
        }
    }

    private void Gap(int[]?[] gap, DmnSeverity severity, string code, string japanese, string english, int? at = null)
    {
        var cells = columns.Index().Where(column => column.Item is not null).Select(column => $"{Head(column.Index)}: {(gap[column.Index] is { } chosen ? column.Item!.Cell(chosen) : "-")}").ToArray();
        Say(
            severity, null, at, code, $"{japanese}（{string.Join("、", cells)}）。行を足すか、既定の結果を書いてください。", $"{english} ({string.Join(", ", cells)}). Add a row or a default output.",
            example: Example(column => gap[column]?[0] ?? Math.Min(1, columns[column]!.Values.Count - 1)));
    }

    private List<KeyValuePair<string, FeelValue>> Example(Func<int, int> chosen) =>
        [.. columns.Index().Where(column => column.Item is not null).Select(column => KeyValuePair.Create(written.Inputs[column.Index].Expression.Trim(), column.Item!.Values[chosen(column.Index)]))];

    /// <summary>Cases within the domains that pass none of the rows, as values of each column; null stands for whatever is left of the domains.</summary>
    private void Search(ulong[] among, Func<int, IEnumerable<int>> domain, List<int[]?[]> found, int most)
    {
        int[][] domains = [.. Enumerable.Range(0, columns.Length).Select(at => domain(at).ToArray())];
        if (Enumerable.Range(0, columns.Length).Any(at => columns[at] is not null && domains[at].Length == 0))
        {
            return;
        }

        // Columns of few values first: they part the rows most. For each, the rows that pass whatever stands in it and in those behind it.
        int[] order = [.. Enumerable.Range(0, columns.Length).Where(at => columns[at] is not null || isOpaque[at]).OrderBy(at => domains[at].Length)];
        var rest = new ulong[order.Length + 1][];
        rest[^1] = Everybody();
        for (var step = order.Length - 1; step >= 0; step--)
        {
            rest[step] = [.. rest[step + 1]];
            And(rest[step], open[order[step]]);
        }

        // All values of a column need no mention; that it is nothing does.
        static int[]? Whole(int[] all) => all is [0] ? all : null;
        var path = Array.ConvertAll(domains, Whole);
        var covered = new HashSet<(int Step, Rows Rows)>();
        Down(0, among[..(among.AsSpan().LastIndexOfAnyExcept(0UL) + 1)]);

        void Down(int step, ulong[] rows)
        {
            if (found.Count >= most || steps > options.MaxSteps)
            {
                return;
            }

            if (IsEmpty(rows))
            {
                found.Add([.. path]);
                return;
            }

            // A row that passes everything that is left covers it all.
            if (step == order.Length || Meet(rows, rest[step]) || covered.Contains((step, new Rows(rows))))
            {
                return;
            }

            var at = order[step];
            if (columns[at] is not { } column)
            {
                Down(step + 1, rows);
                return;
            }

            var before = found.Count;
            var groups = new Dictionary<Rows, List<int>>();
            foreach (var value in domains[at])
            {
                var left = new Rows([.. rows]);
                And(left.Words, column.Rows[value]);
                steps += rows.Length;
                (groups.TryGetValue(left, out var alike) ? alike : groups[left] = []).Add(value);
            }

            foreach (var (left, alike) in groups)
            {
                path[at] = alike.Count == domains[at].Length ? Whole(domains[at]) : [.. alike];
                Down(step + 1, left.Words);
            }

            path[at] = Whole(domains[at]);
            if (found.Count == before)
            {
                covered.Add((step, new Rows(rows)));
            }
        }
    }

    /// <summary>Two gaps that differ in one column are one.</summary>
    private void Join(List<int[]?[]> gaps)
    {
        for (var isJoined = true; isJoined;)
        {
            isJoined = false;
            for (var one = 0; one < gaps.Count; one++)
            {
                for (var other = gaps.Count - 1; other > one; other--)
                {
                    var differ = Enumerable.Range(0, columns.Length).Where(at => !Same(gaps[one][at], gaps[other][at])).Take(2).ToArray();
                    if (differ is [var at] && gaps[one][at] is { } mine && gaps[other][at] is { } theirs)
                    {
                        int[] both = [.. mine.Union(theirs).Order()];
                        gaps[one][at] = both.Length == columns[at]!.Values.Count - 1 ? null : both;
                        gaps.RemoveAt(other);
                        isJoined = true;
                    }
                }
            }
        }

        static bool Same(int[]? left, int[]? right) => left is null ? right is null : right is not null && left.AsSpan().SequenceEqual(right);
    }

    private void Overlaps(HashSet<int> impossible)
    {
        var (count, isFirst) = (0, plan.Policy == HitPolicy.First);
        for (var one = 0; one < plan.Rows.Length && steps <= options.MaxSteps && !(isFirst && count > 0); one++)
        {
            for (var other = one + 1; other < plan.Rows.Length && steps <= options.MaxSteps; other++)
            {
                if (impossible.Contains(one) || impossible.Contains(other) || (plan.Policy != HitPolicy.Unique && SayTheSame(one, other)) || !Meets(one, other))
                {
                    continue;
                }

                count++;
                if (count > MostShown)
                {
                    continue;
                }

                var (first, second) = (one, other);
                var example = Example(column => Common(passes[column][first], passes[column][second]));
                Overlap(one, other, example);
                if (isFirst)
                {
                    break;
                }
            }
        }

        More(isFirst ? 0 : count, "overlap");

        bool Meets(int one, int other)
        {
            for (var at = 0; at < columns.Length; at++)
            {
                if (isOpaque[at] && (table.Rows[one].Cells[at] is not null || table.Rows[other].Cells[at] is not null)
                    && written.Rules[one].Inputs[at].Trim() != written.Rules[other].Inputs[at].Trim())
                {
                    return false;
                }

                if (columns[at] is { } column)
                {
                    steps += (column.Values.Count + 63) / 64;
                    if (Common(passes[at][one], passes[at][other]) < 0)
                    {
                        return false;
                    }
                }
            }

            return true;
        }
    }

    private void Overlap(int one, int other, List<KeyValuePair<string, FeelValue>> example)
    {
        var rows = string.Create(CultureInfo.InvariantCulture, $"{one + 1}行目と{other + 1}行目");
        var english = string.Create(CultureInfo.InvariantCulture, $"Rows {one + 1} and {other + 1}");
        switch (plan.Policy)
        {
            case HitPolicy.Unique:
                Say(DmnSeverity.Error, other, null, "overlap", $"{rows}の両方に当てはまる場合があり、そのときは結果が出ません。", $"{english} both match some cases; then there is no result.", example: example);
                break;
            case HitPolicy.Any:
                Say(DmnSeverity.Error, other, null, "overlap", $"{rows}の両方に当てはまり、結果が違う場合があります。そのときは結果が出ません。", $"{english} both match some cases with different outputs; then there is no result.", example: example);
                break;
            default:
                Say(
                    DmnSeverity.Note, other, null, "order-matters", $"上から順に見る表です。{rows}の両方に当てはまる場合は、上の行の結果になります。行を入れ替えると結果が変わります。",
                    $"The order of the rows matters: {english} both match some cases.", example: example);
                break;
        }
    }

    /// <summary>Rows that never decide, because those that go before them take all their cases.</summary>
    private void Beaten(HashSet<int> impossible)
    {
        var rank = plan.Policy == HitPolicy.Priority ? Ranks() : null;
        if (plan.Policy == HitPolicy.Priority && rank is null)
        {
            return;
        }

        // A row counts for certain only where none of its cells is opaque.
        var certain = Where(row => Enumerable.Range(0, columns.Length).All(at => !isOpaque[at] || table.Rows[row].Cells[at] is null));
        var anything = open.Aggregate(Everybody(), (rows, column) => And(rows, column));
        var above = new ulong[words];
        for (var row = 0; row < plan.Rows.Length && steps <= options.MaxSteps; row++)
        {
            var here = row;
            var before = And(rank is null ? [.. above] : Where(other => rank[other] < rank[here]), certain);
            above[row >> 6] |= 1UL << (row & 63);
            if (impossible.Contains(row) || IsEmpty(before))
            {
                continue;
            }

            if (Meet(before, anything))
            {
                Never(row);
                continue;
            }

            // Rows that share no case with this one take none from it.
            var domains = new int[columns.Length][];
            for (var at = 0; at < columns.Length; at++)
            {
                domains[at] = columns[at] is null ? [] : [.. Bits(passes[at][row])];
                if (columns[at] is { } column)
                {
                    And(before, domains[at].Aggregate(new ulong[words], (any, value) => Or(any, column.Rows[value])));
                    steps += domains[at].Length * words;
                }
            }

            var found = new List<int[]?[]>();
            Search(before, at => domains[at], found, 1);
            if (found.Count == 0 && steps <= options.MaxSteps)
            {
                Never(row);
            }
        }

        void Never(int row) => Say(
            DmnSeverity.Error, row, null, "unreachable-row", "この行に当てはまる場合は、先に見る行がすべて取ってしまうので、この行の結果になることはありません。",
            "Rows that go before it take all of its cases: this row never decides.");
    }

    /// <summary>The importance of each row's output; null where outputs are no constants.</summary>
    private int[]? Ranks()
    {
        if (!plan.MayHaveIndex || plan.Outputs.Length != 1 || !table.Rows.All(row => TableIndex.IsPlain(row.Outputs[0])))
        {
            return null;
        }

        var run = new Run(FeelContext.Empty);
        return Array.ConvertAll(plan.Rows, row => Array.FindIndex(plan.Outputs[0].Values, test => test(run, new Frame(null, row.Outputs[0](run, null))) is FeelBoolean { Value: true }) is var at and >= 0
            ? at : plan.Outputs[0].Values.Length);
    }

    private bool SayTheSame(int one, int other) =>
        written.Rules[one].Outputs.Select(text => text.Trim()).SequenceEqual(written.Rules[other].Outputs.Select(text => text.Trim()), StringComparer.Ordinal);

    private void More(int count, string code)
    {
        if (count > MostShown)
        {
            Say(
                DmnSeverity.Note, null, null, code + "-more", string.Create(CultureInfo.InvariantCulture, $"ほかに{count - MostShown}件以上あります。"),
                string.Create(CultureInfo.InvariantCulture, $"There are at least {count - MostShown} more."));
        }
    }

    private void Say(
        DmnSeverity severity, int? row, int? column, string code, string japanese, string english, FeelSpan span = default, IReadOnlyList<KeyValuePair<string, FeelValue>>? example = null) =>
        findings.Add(new DmnFinding(node.Name, row is { } at ? written.Rules[at].Id : written.Id, new FeelError(code, span, japanese, english))
        {
            Severity = severity,
            Row = row + 1,
            Column = column + 1,
            Example = example ?? [],
        });

    private ulong[] Everybody() => Where(_ => true);

    private ulong[] Where(Func<int, bool> isIn)
    {
        var rows = new ulong[words];
        for (var row = 0; row < plan.Rows.Length; row++)
        {
            rows[row >> 6] |= isIn(row) ? 1UL << (row & 63) : 0;
        }

        return rows;
    }

    private static bool IsEmpty(ulong[] rows) => !rows.AsSpan().ContainsAnyExcept(0UL);

    private static bool Meet(ulong[] left, ulong[] right)
    {
        for (var word = 0; word < left.Length; word++)
        {
            if ((left[word] & right[word]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static ulong[] And(ulong[] into, ulong[] other)
    {
        for (var word = 0; word < into.Length; word++)
        {
            into[word] &= other[word];
        }

        return into;
    }

    private static ulong[] Or(ulong[] into, ulong[] other)
    {
        for (var word = 0; word < into.Length; word++)
        {
            into[word] |= other[word];
        }

        return into;
    }

    private static IEnumerable<int> Bits(ulong[] set)
    {
        for (var at = TableIndex.Next(set, 0); at >= 0; at = TableIndex.Next(set, at + 1))
        {
            yield return at;
        }
    }

    private ulong[][] Passes(CheckedColumn column)
    {
        var sets = Array.ConvertAll(plan.Rows, _ => new ulong[(column.Values.Count + 63) / 64]);
        foreach (var (value, rows) in column.Rows.Index())
        {
            foreach (var row in Bits(rows))
            {
                sets[row][value >> 6] |= 1UL << (value & 63);
            }
        }

        return sets;
    }

    /// <summary>The first that is in both, a value before null; negative when there is none.</summary>
    private static int Common(ulong[] left, ulong[] right)
    {
        for (var word = 0; word < left.Length; word++)
        {
            var both = left[word] & right[word] & (word == 0 ? ~1UL : ulong.MaxValue);
            if (both != 0)
            {
                return (word << 6) + BitOperations.TrailingZeroCount(both);
            }
        }

        return (left[0] & right[0] & 1) != 0 ? 0 : -1;
    }

    /// <summary>A set of rows that can be looked up.</summary>
    private readonly record struct Rows(ulong[] Words)
    {
        public bool Equals(Rows other) => Words.AsSpan().SequenceEqual(other.Words);

        public override int GetHashCode()
        {
            var hash = 0UL;
            foreach (var word in Words)
            {
                hash = BitOperations.RotateLeft(hash * 0x9E3779B97F4A7C15, 31) ^ word;
            }

            return hash.GetHashCode();
        }
    }
}
