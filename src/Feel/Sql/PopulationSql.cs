namespace Madoguchi.Feel;

/// <summary>Whose SQL it is.</summary>
public enum SqlDialect
{
    DuckDb,
    PostgreSql,
}

/// <summary>
/// Where residents lie in a database: a row each, with a column for each fact of the population under the fact's name. SQL's NULL is a fact
/// that is not known; where facts can be known to have no value, a boolean column beside it says so.
/// </summary>
/// <param name="Residents">The table of residents.</param>
/// <param name="Id">Its key, a number or a text.</param>
/// <param name="Household">Its reference to the household, never NULL.</param>
/// <param name="Households">The table of households; asked only when their facts are.</param>
/// <param name="HouseholdId">Its key.</param>
/// <param name="EmptySuffix">What follows the fact's name in the name of the column that says that it has no value.</param>
public sealed record PopulationTables(
    string Residents = "residents", string Id = "id", string Household = "household_id", string Households = "households", string HouseholdId = "id", string EmptySuffix = "_empty");

/// <summary>Decisions over a whole population as one query.</summary>
/// <param name="Query">A row for each resident: the key as <c>id</c>, and for each decision its value and its state. Empty when no decision could be said.</param>
/// <param name="Outside">A query that gives no row when the tables hold what the population describes, else each fact at fault with its number of rows. Then the verdicts mean nothing.</param>
/// <param name="Columns">The decisions of the query, in the order asked.</param>
/// <param name="Refused">What SQL cannot say with the same verdicts: decision, rule, column and expression. Such a decision is not in the query.</param>
public sealed record PopulationSql(string Query, string Outside, IReadOnlyList<PopulationSqlColumn> Columns, IReadOnlyList<PopulationFallback> Refused);

/// <summary>A decision in the result of a query.</summary>
/// <param name="Decision">Its name.</param>
/// <param name="Value">The column of its value; NULL when there is none.</param>
/// <param name="State">The column that says <c>value</c>, <c>null</c> or <c>unknown</c>.</param>
/// <param name="Type">What the value is: truths, numbers, dates and texts as SQL has them, durations as whole months or days, anything else as FEEL writes it.</param>
public sealed record PopulationSqlColumn(string Decision, string Value, string State, FeelType Type);
