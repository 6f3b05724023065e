using System.Globalization;
using System.Text;
using Madoguchi.Feel.Columns;

namespace Madoguchi.Feel.Sql;

/// <summary>
/// Decisions as a query: lowered to nodes over columns as for a sweep, and each node written in SQL. What a sweep decides row by row is
/// refused.
/// </summary>
internal sealed class SqlQuery(DmnDecisions decisions, Population population, SqlDialect dialect, PopulationTables tables)
{
    public PopulationSql Write(IReadOnlyList<string> names)
    {
        var refused = new List<PopulationFallback>();
        string[] said = [.. names.Where(name => CanBeSaid(name, refused))];
        var (query, columns) = said.Length == 0 ? ("", []) : Query(new City(population), said);
        return new PopulationSql(query, new SqlOutside(population, tables).Query(), columns, refused);
    }

    /// <summary>Tried by itself: what one decision cannot say is no fault of the others.</summary>
    private bool CanBeSaid(string name, List<PopulationFallback> refused)
    {
        var city = new City(population);
        try
        {
            Query(city, [name]);
        }
        catch (SqlRefusedException)
        {
            city.Tell(decisions.Graph.Decision(FeelName.Normalise(name))!.Tree ?? new Syntax.NameUse(default, name));
        }

        refused.AddRange(city.Fallbacks.Select(fallback => fallback with
        {
            Japanese = "この式はSQLで同じ結果になるように書けません。" + fallback.Japanese,
            English = "This cannot be written in SQL with the same verdicts. " + fallback.English,
        }));
        return city.Fallbacks.Count == 0;
    }

    private (string Query, PopulationSqlColumn[] Columns) Query(City city, string[] names)
    {
        var (compartment, persons) = (new Compartment(city.Persons), new SqlPersons(new SqlNames(dialect), population, tables));
        var (results, columns) = (new StringBuilder(), new List<PopulationSqlColumn>());
        foreach (var name in names)
        {
            var decision = decisions.Graph.Decision(FeelName.Normalise(name)) ?? throw new ArgumentException($"There is no decision \"{name}\".", nameof(names));
            city.Element = name;
            var lowered = city.Decide(compartment, decision);
            if (city.Fallbacks.Count > 0 || lowered is not (Lowered.Constant or Lowered.OfTruth or Lowered.OfValue))
            {
                // A fallback that was told is reason enough.
                return city.Fallbacks.Count > 0 ? ("", []) : throw new SqlRefusedException();
            }

            var (value, state, type) = persons.Result(lowered);
            var column = new PopulationSqlColumn(name, name, name + " state", type);
            columns.Add(column);
            results.Append(CultureInfo.InvariantCulture, $",\n  {value} AS {SqlNames.Name(column.Value)}, {state} AS {SqlNames.Name(column.State)}");
        }

        return (persons.Query(results.ToString()), [.. columns]);
    }
}

/// <summary>Something that would be no query worth writing.</summary>
internal sealed class SqlRefusedException : Exception;

/// <summary>Residents, a row each.</summary>
internal sealed class SqlPersons(SqlNames names, Population population, PopulationTables tables) : SqlSpace(names)
{
    private readonly Dictionary<Source, object> sources = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<SqlColumn> wanted = [];
    private bool asksHouseholds;

    /// <summary>The value of a decision, its state, and what it is.</summary>
    public (string Value, string State, FeelType Type) Result(Lowered lowered)
    {
        switch (lowered)
        {
            case Lowered.OfTruth { Truth: var truth }:
                var (code, uses) = Writing(() => Code(truth));
                wanted.UnionWith(uses);
                return ($"CASE {code} WHEN 3 THEN TRUE WHEN 0 THEN FALSE END", $"CASE {code} WHEN 1 THEN 'null' WHEN 2 THEN 'unknown' ELSE 'value' END", FeelType.Boolean);
            case Lowered.OfValue { Value: var value }:
                var (found, used) = Writing(() => Value(value));
                wanted.UnionWith(used);
                var (text, type) = Written(value.Shape, found.Text);
                return (text, $"CASE WHEN {found.Text} IS NOT NULL THEN 'value' WHEN {found.Empty} THEN 'null' ELSE 'unknown' END", type);
            default:
                var constant = ((Lowered.Constant)lowered).Value;
                return constant is FeelNull none
                    ? ("NULL", none.IsUnknown ? "'unknown'" : "'null'", FeelType.Any)
                    : constant is FeelBoolean flag ? (flag.Value ? "TRUE" : "FALSE", "'value'", FeelType.Boolean)
                    : Written(new Shape(Kind.Coded, 0, 0, 0, [constant], false, false), "0") is var (written, kind) ? (written, "'value'", kind) : default;
        }
    }

    public string Query(string results)
    {
        var text = new StringBuilder();
        Steps(text, "p", "id, household", wanted);
        var level = wanted.Count == 0 ? 0 : wanted.Max(column => column.Level);
        var leaves = string.Concat(Columns.Where(column => column.Level == 0).Select(column => $",\n    {column.Text} AS {column.Name}"));
        var household = population.Households is null ? "0" : $"r.{SqlNames.Name(tables.Household)}";
        var join = asksHouseholds ? $"\n  LEFT JOIN {SqlNames.Name(tables.Households)} h ON h.{SqlNames.Name(tables.HouseholdId)} = r.{SqlNames.Name(tables.Household)}" : "";
        return $"WITH p0 AS {Names.Materialized}(\n  SELECT r.{SqlNames.Name(tables.Id)} AS id, {household} AS household{leaves}\n  FROM {SqlNames.Name(tables.Residents)} r{join})\n{text}SELECT id{results}\nFROM p{level}\n";
    }

    protected override object Of(Source source)
    {
        if (!sources.TryGetValue(source, out var known))
        {
            sources[source] = known = source switch
            {
                Given given => Read("r", population.Residents, given.Column),
                Computed { Root: Truth root } => Writing(() => Code(root)) is var (code, uses) ? new SqlTruth(code, uses) : null!,
                Computed { Root: Value root } => Writing(() => Value(root)).Text,
                Gathered { Along: Along.HouseholdOfResident, From: Given given } => OfHousehold(given),
                Gathered { Along: Along.HouseholdOfResident, From: Reduced { OfPairs: false } reduced } => Windowed(reduced),
                Reduced { OfPairs: true } reduced => Joined(reduced),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }

        return known;
    }

    private static (string Text, FeelType Type) Written(Shape shape, string text)
    {
        switch (shape.Kind)
        {
            case Kind.Number when shape.Scale > 0:
                return ($"CAST({text} AS DECIMAL(19, 0)) * 0.{new string('0', shape.Scale - 1)}1", FeelType.Number);
            case Kind.Date:
                return ($"(DATE '0001-01-01' + CAST({text} AS INTEGER))", FeelType.Date);
            case Kind.Coded:
                var isText = Array.TrueForAll(shape.Dictionary, entry => entry is FeelString);
                var isNumber = !isText && Array.TrueForAll(shape.Dictionary, entry => entry is FeelNumber number && number.ToText().Length <= 18);
                var ways = string.Concat(shape.Dictionary.Select((entry, code) => string.Create(CultureInfo.InvariantCulture,
                    $" WHEN {code} THEN {(entry is FeelString one && isText ? SqlNames.Text(one.Value) : isNumber ? ((FeelNumber)entry).ToText() : SqlNames.Text(entry.ToString()))}")));
                return (ways.Length == 0 ? "NULL" : $"CASE {text}{ways} END", isText ? FeelType.String : isNumber ? FeelType.Number : FeelType.Any);
            default:
                return (text, shape.Type);
        }
    }

    private object OfHousehold(Given given)
    {
        asksHouseholds = true;
        return Read("h", population.Households!, given.Column);
    }

    private object Read(string from, FactColumns facts, Column column)
    {
        var name = facts.All.First(fact => ReferenceEquals(fact.Value, column)).Key;
        var (cell, shape) = ($"{from}.{SqlNames.Name(name)}", column.Shape);
        var empty = shape.HasEmpty ? $"COALESCE({from}.{SqlNames.Name(name + tables.EmptySuffix)}, FALSE)" : "FALSE";
        if (shape.Kind == Kind.Truth)
        {
            var truth = Leaf($"CASE WHEN {cell} THEN 3 WHEN NOT {cell} THEN 0{(shape.HasEmpty ? $" WHEN {empty} THEN 1" : "")} ELSE 2 END");
            return new SqlTruth(truth.Name, [truth]);
        }

        var text = shape.Kind switch
        {
            Kind.Date => $"{cell} - DATE '0001-01-01'",
            Kind.Coded => shape.Dictionary.Length == 0 ? "NULL"
                : $"CASE {cell}{string.Concat(shape.Dictionary.Select((entry, code) => string.Create(CultureInfo.InvariantCulture, $" WHEN {SqlNames.Text(((FeelString)entry).Value)} THEN {code}")))} END",
            _ => shape.Scale == 0 ? cell : $"{cell} * 1{new string('0', shape.Scale)}",
        };
        var value = Leaf($"CAST({text} AS BIGINT)");
        var isEmpty = shape.HasEmpty ? Leaf(empty) : null;
        return new SqlValue(value.Name, isEmpty?.Name ?? "FALSE", isEmpty is null ? [value] : [value, isEmpty]);
    }

    private object Windowed(Reduced reduced)
    {
        var ((code, value), uses) = Writing(() => SqlReduced.Of(this, reduced, (function, what) => $"CAST({function}({what}) OVER (PARTITION BY household) AS BIGINT)"));
        return code is not null ? Kept(new SqlTruth(code, uses)) : Kept(value! with { Uses = uses });
    }

    private object Joined(Reduced reduced)
    {
        var pairs = new SqlPairs(Names, this);
        var (steps, name, value, uses) = pairs.Grouped(reduced);
        var join = (steps, $"\n  LEFT JOIN {name} ON {name}.k = id");
        return value.Code is { } code ? Kept(new SqlTruth(code, uses), join) : Kept(value.Value! with { Uses = uses }, join);
    }

    /// <summary>As columns, for those who join residents.</summary>
    public object Column(Source source)
    {
        if (Of(source) is SqlTruth truth)
        {
            return truth.Uses.Any(column => column.Name == truth.Code) ? truth : sources[source] = Kept(truth);
        }

        var value = (SqlValue)Of(source);
        return value.Uses.Any(column => column.Name == value.Text) && (value.Empty == "FALSE" || value.Uses.Any(column => column.Name == value.Empty)) ? value : sources[source] = Kept(value);
    }
}

/// <summary>Each resident with each member of the household, for one column of residents.</summary>
internal sealed class SqlPairs(SqlNames names, SqlPersons persons) : SqlSpace(names)
{
    private readonly Dictionary<Source, object> sources = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<SqlColumn> ofPersons = [];

    /// <summary>The steps, the name of their result, what there is in it, and the residents' columns that it needs.</summary>
    public (string Steps, string Name, (string? Code, SqlValue? Value) Result, IReadOnlyCollection<SqlColumn> Uses) Grouped(Reduced reduced)
    {
        var ((code, value), uses) = Writing(() => SqlReduced.Of(this, reduced, (function, what) => $"CAST({function}({what}) AS BIGINT)"));
        var (name, from) = ($"g_{Names.Next()}", ofPersons.Count == 0 ? 0 : ofPersons.Max(column => column.Level));
        var leaves = string.Concat(Columns.Where(column => column.Level == 0).Select(column => $", {column.Text} AS {column.Name}"));
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture,
            $", q{name}0 AS {Names.Materialized}(\n  SELECT r.id AS id{leaves}\n  FROM p{from} r JOIN p{from} m ON m.household = r.household)\n");
        Steps(text, "q" + name, "id", uses);
        var last = uses.Count == 0 ? 0 : uses.Max(column => column.Level);
        var made = code is not null ? $"{code} AS v" : $"{value!.Text} AS v, {value.Empty} AS e";
        text.Append(CultureInfo.InvariantCulture, $", {name} AS {Names.Materialized}(\n  SELECT id AS k, {made}\n  FROM q{name}{last} GROUP BY id)\n");
        return (text.ToString(), name, code is not null ? ($"{name}.v", null) : (null, new SqlValue($"{name}.v", value!.Empty == "FALSE" ? "FALSE" : $"{name}.e", [])), ofPersons);
    }

    protected override object Of(Source source)
    {
        if (!sources.TryGetValue(source, out var known))
        {
            sources[source] = known = source switch
            {
                Gathered { Along: Along.ResidentOfPair } gathered => Read("r", gathered.From),
                Gathered { Along: Along.MemberOfPair } gathered => Read("m", gathered.From),
                Computed { Root: Truth root } => Writing(() => Code(root)) is var (code, uses) ? new SqlTruth(code, uses) : null!,
                Computed { Root: Value root } => Writing(() => Value(root)).Text,
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }

        return known;
    }

    private object Read(string from, Source source)
    {
        var column = persons.Column(source);
        ofPersons.UnionWith(column is SqlTruth truth ? truth.Uses : ((SqlValue)column).Uses);
        if (column is SqlTruth { Code: var code })
        {
            var leaf = Leaf($"{from}.{code}");
            return new SqlTruth(leaf.Name, [leaf]);
        }

        var value = (SqlValue)column;
        var (text, empty) = (Leaf($"{from}.{value.Text}"), value.Empty == "FALSE" ? null : Leaf($"{from}.{value.Empty}"));
        return new SqlValue(text.Name, empty?.Name ?? "FALSE", empty is null ? [text] : [text, empty]);
    }
}

/// <summary>The members of a household in one value: the counterpart of <see cref="Reduced"/>.</summary>
internal static class SqlReduced
{
    /// <summary>A truth's code, or a value.</summary>
    /// <param name="sql">Where the members are.</param>
    /// <param name="reduced">What is made of them.</param>
    /// <param name="over">A function of SQL over the members.</param>
    public static (string? Code, SqlValue? Value) Of(SqlSpace sql, Reduced reduced, Func<string, string, string> over)
    {
        var passes = reduced.Condition is null ? null : sql.TruthOf(reduced.Condition).Code;
        string Passed(string and, string then, string otherwise) => (passes, and) switch
        {
            (null, "") => then,
            (null, _) => $"CASE WHEN {and} THEN {then} ELSE {otherwise} END",
            (_, "") => $"CASE WHEN {passes} = 3 THEN {then} ELSE {otherwise} END",
            _ => $"CASE WHEN {passes} = 3 AND {and} THEN {then} ELSE {otherwise} END",
        };

        // Whether somebody belongs is not known, so neither is anything of them all.
        var open = reduced.Condition is { Shape.HasUnknown: true } ? over("MAX", $"CASE WHEN {passes} = 2 THEN 1 ELSE 0 END") + " = 1" : null;
        var count = over("SUM", Passed("", "1", "0"));
        if (reduced.Reduction == Reduction.Count)
        {
            return (null, new SqlValue(open is null ? count : $"CASE WHEN {open} THEN NULL ELSE {count} END", "FALSE", []));
        }

        if (reduced.Reduction is Reduction.Some or Reduction.Every)
        {
            var code = sql.TruthOf(reduced.Values!).Code;
            var all = reduced.Reduction == Reduction.Some ? over("MAX", Passed("", code, "0"))
                : reduced.Values!.Shape.HasEmpty ? SqlNames.Swapped(over("MIN", Passed("", SqlNames.Swapped(code), "3")))
                : over("MIN", Passed("", code, "3"));
            return (open is null ? all : $"CASE WHEN {open} THEN 2 ELSE {all} END", null);
        }

        var value = sql.ValueOf(reduced.Values!);
        var isEmpty = string.Join(" OR ", new[] { passes is null ? "" : $"{count} = 0", value.Empty == "FALSE" ? "" : $"{over("MAX", Passed(value.Empty, "1", "0"))} = 1" }.Where(part => part.Length > 0));
        isEmpty = isEmpty.Length == 0 ? "FALSE" : isEmpty;
        var isUnknown = reduced.Values!.Shape.HasUnknown ? $" OR {over("MAX", Passed(value.Unknown, "1", "0"))} = 1" : "";
        var function = reduced.Reduction switch { Reduction.Sum => "SUM", Reduction.Min => "MIN", _ => "MAX" };
        return (null, new SqlValue(
            $"CASE WHEN {(open is null ? "" : open + " OR ")}{isEmpty}{isUnknown} THEN NULL ELSE {over(function, Passed("", value.Text, "NULL"))} END",
            $"CASE{(open is null ? "" : $" WHEN {open} THEN FALSE")} WHEN {isEmpty} THEN TRUE ELSE FALSE END", []));
    }
}

/// <summary>Whether the tables hold what the population describes.</summary>
internal sealed class SqlOutside(Population population, PopulationTables tables)
{
    public string Query()
    {
        var checks = population.Residents.All.Select(fact => Check(tables.Residents, fact.Key, fact.Value.Shape)).ToList();
        if (population.Households is { } households)
        {
            checks.AddRange(households.All.Select(fact => Check(tables.Households, fact.Key, fact.Value.Shape)));
            var (residents, household) = (SqlNames.Name(tables.Residents), SqlNames.Name(tables.Household));
            checks.Add($"SELECT {SqlNames.Text(tables.Household)} AS fact, count(*) AS faults FROM {residents} WHERE {household} IS NULL");
            checks.Add(string.Create(CultureInfo.InvariantCulture,
                $"SELECT {SqlNames.Text(tables.Household)} AS fact, count(*) AS faults FROM (SELECT {household} FROM {residents} GROUP BY {household} HAVING count(*) > {population.Membership!.Largest}) o"));
        }

        return checks.Count == 0 ? "SELECT '' AS fact, 0 AS faults WHERE FALSE\n" : $"SELECT fact, faults FROM (\n  {string.Join("\n  UNION ALL ", checks)}\n) checked WHERE faults > 0\n";
    }

    private string Check(string table, string name, Shape shape)
    {
        var cell = SqlNames.Name(name);
        var wrong = shape.Kind switch
        {
            Kind.Truth => "FALSE",
            Kind.Coded => shape.Dictionary.Length == 0 ? $"{cell} IS NOT NULL" : $"{cell} NOT IN ({string.Join(", ", shape.Dictionary.Select(entry => SqlNames.Text(((FeelString)entry).Value)))})",
            Kind.Date => $"{cell} NOT BETWEEN {Day(shape.Min)} AND {Day(shape.Max)}",
            _ when shape.Scale == 0 => $"{cell} NOT BETWEEN {SqlNames.Whole(shape.Min)} AND {SqlNames.Whole(shape.Max)} OR {cell} <> floor({cell})",
            _ => $"{cell} * 1{new string('0', shape.Scale)} NOT BETWEEN {SqlNames.Whole(shape.Min)} AND {SqlNames.Whole(shape.Max)} OR {cell} * 1{new string('0', shape.Scale)} <> floor({cell} * 1{new string('0', shape.Scale)})",
        };
        var empty = shape.HasEmpty ? $"COALESCE({SqlNames.Name(name + tables.EmptySuffix)}, FALSE)" : "FALSE";
        return $"SELECT {SqlNames.Text(name)} AS fact, count(*) AS faults FROM {SqlNames.Name(table)} WHERE {wrong} OR ({cell} IS NOT NULL AND {empty}){(shape.HasUnknown ? "" : $" OR ({cell} IS NULL AND NOT {empty})")}";

        static string Day(long number) => string.Create(CultureInfo.InvariantCulture, $"DATE '{DateOnly.FromDayNumber((int)number):yyyy-MM-dd}'");
    }
}
