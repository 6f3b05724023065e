using Madoguchi.Feel;

// A model is read and compiled once, then asked from many threads.
using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "allowance.dmn"));
var model = DmnModel.Read(file);
var decisions = DmnDecisions.Compile(model);

// One case. Facts that nobody gave leave the answer open, and it says which are missing.
var known = new FeelContext(FeelFacts.Of(("Age", 4), ("Resident", true)));
var half = new FeelContext(FeelFacts.Of(("Age", 4)));
Console.WriteLine($"Decide: {decisions.Decide("Monthly amount", known)}");
Console.WriteLine($"Decide, without knowing where the child lives: {decisions.Decide("Monthly amount", half) switch { FeelNull open => $"open, {string.Join(", ", open.Missing)} is missing", var value => value.ToString() }}");

// Why.
Console.WriteLine($"Explain: {decisions.Explain("Monthly amount", known).Tell(ProofLanguage.English)}");

// What an author should know: a child of five elsewhere meets no rule.
foreach (var finding in DmnChecks.Of(decisions).Where(finding => finding.Severity > DmnSeverity.Note))
{
    Console.WriteLine($"Check: {finding.Error.English} For example {string.Join(", ", finding.Example.Select(fact => $"{fact.Key} = {fact.Value}"))}.");
}

// Case after case.
var prepared = decisions.Prepare("Monthly amount", "Age", "Resident");
Console.WriteLine($"Prepare: {prepared.Decide([2, true])}, {prepared.Decide([40, false])}");

// Everybody at once.
var city = new Population(3);
city.Residents.Numbers<sbyte>("Age", [1, 10, 50]).Truths("Resident", Bitmap.Of(3, resident => resident != 1));
var run = decisions.Over(city, "Monthly amount").Run();
Console.WriteLine($"Over: {string.Join(", ", Enumerable.Range(0, 3).Select(resident => run["Monthly amount"][resident]))}; together {run["Monthly amount"].Total()}");

// The same where the residents lie.
Console.WriteLine($"SQL:\n{decisions.ToSql(city, SqlDialect.PostgreSql, null, "Monthly amount").Query}");

// An expression by itself.
Console.WriteLine($"FEEL: {FeelExpression.Parse("for child in children return child.age + 1", FeelScope.Of("children")).Value.Evaluate(new(FeelFacts.Of(("children", new FeelList(new FeelContextValue(KeyValuePair.Create("age", (FeelValue)3)))))))}");
