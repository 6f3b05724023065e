using Madoguchi.Feel;
using Madoguchi.Registry;
using YamlDotNet.RepresentationModel;

namespace Madoguchi.Procedures;

/// <summary>The names an expression may use at one place, and those it may not use yet because they are asked later.</summary>
internal sealed record Reach(FeelScope Names, IReadOnlyDictionary<string, string> Later)
{
    public static IReadOnlyDictionary<string, string> NothingLater { get; } = new Dictionary<string, string>();
}

/// <summary>Parses the FEEL of a file; errors point at the very character of the line.</summary>
internal static class ExpressionReader
{
    public static Expression? Read(MapReader map, string key, Reach reach)
    {
        if (map.Scalar(key) is not { Value: { Length: > 0 } text } scalar)
        {
            return null;
        }

        return Read(map.File, scalar, text, reach);
    }

    private static Expression? Read(YamlFile file, YamlScalarNode scalar, string text, Reach reach)
    {
        var parsed = FeelExpression.Parse(text, reach.Names);
        if (!parsed.IsValid)
        {
            foreach (var error in parsed.Errors)
            {
                Fault(file, scalar, error.Span, error.Japanese + (error.Fix is { Length: > 0 } fix ? $" 「{fix}」と書いてください。" : ""));
            }

            return null;
        }

        var expression = parsed.Value;
        foreach (var warning in expression.Warnings.Where(warning => !expression.Names.Any(name => name.Span == warning.Span)))
        {
            Fault(file, scalar, warning.Span, warning.Japanese + (warning.Fix is { Length: > 0 } fix ? $" 「{fix}」ではありませんか。" : ""));
        }

        foreach (var name in expression.Names.Where(name => !name.MayBeMember || name.IsKnown))
        {
            if (!name.IsKnown)
            {
                var near = Nearest.To(name.Name, reach.Names.Names);
                Fault(file, scalar, name.Span, $"「{name.Name}」という名前の質問も本人情報もありません。"
                    + (near is null ? "綴りを確かめてください。" : $"「{near}」ではありませんか。"));
            }
            else if (reach.Later.TryGetValue(name.Name, out var code))
            {
                Fault(file, scalar, name.Span, $"「{name.Name}」は、この質問より後の「{code}」で聞きます。前の質問だけを使ってください。");
            }
        }

        return new(expression);
    }

    private static void Fault(YamlFile file, YamlScalarNode scalar, FeelSpan span, string message)
    {
        var (line, column) = file.PlaceIn(scalar, span.Start);
        file.Fault(line, column, message);
    }
}

/// <summary>The facts as FEEL sees them.</summary>
internal static class FactNames
{
    /// <summary>The facts a file names or binds, and those they are derived from.</summary>
    public static IReadOnlyDictionary<string, FactDefinition> Used(string text, IEnumerable<FactDefinition> all)
    {
        var facts = all.ToArray();
        var used = new Dictionary<string, FactDefinition>(StringComparer.Ordinal);
        var texts = new Queue<string>([text]);
        while (texts.TryDequeue(out var next))
        {
            foreach (var fact in facts.Where(fact => !used.ContainsKey(fact.Code)
                && (next.Contains(fact.Code, StringComparison.Ordinal) || next.Contains(fact.Name, StringComparison.Ordinal))))
            {
                used[fact.Code] = fact;
                if (fact.Derived is { } derived)
                {
                    texts.Enqueue(derived);
                }
            }
        }

        return used;
    }

    public static FeelScope Scope(IEnumerable<FactDefinition> facts)
    {
        var names = facts.Select(fact => KeyValuePair.Create(fact.Name, QuestionTypeReader.Of(fact).FeelType)).ToArray();
        var member = names.Where(name => name.Key != JourneyPlan.RelationName)
            .Append(new(JourneyPlan.RelationName, FeelType.String)).Append(new(JourneyPlan.SelfName, FeelType.Boolean));
        return new FeelScope(
        [
            .. names,
            new(JourneyPlan.TodayName, FeelType.Date),
            new(JourneyPlan.RelationName, FeelType.String),
            new(JourneyPlan.SubjectKindName, FeelType.String),
            new(JourneyPlan.HouseholdName, FeelType.ListOf(FeelType.ContextWith(member))),
        ]);
    }
}
