namespace Madoguchi.Procedures;

/// <summary>A definition made ready for walking: places of routes, names, facts by name. Worked out once per version.</summary>
internal sealed class JourneyPlan
{
    public const string TodayName = "今日";
    public const string HouseholdName = "世帯員";
    public const string RelationName = "続柄";
    public const string SubjectKindName = "主体の種類";
    public const string SelfName = "本人";
    public const string AnswerName = "値";

    private readonly Dictionary<string, (PlannedSection Section, PlannedQuestion Question)> byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlannedSection> bySection = new(StringComparer.Ordinal);

    public required IReadOnlyList<PlannedSection> Sections { get; init; }

    /// <summary>The facts by their FEEL name.</summary>
    public required IReadOnlyDictionary<string, FactUse> FactsByName { get; init; }

    /// <summary>Names that questions outside repeated sections answer.</summary>
    public required IReadOnlySet<string> TopNames { get; init; }

    public static JourneyPlan For(ProcedureDefinition definition)
    {
        var order = 0;
        var sections = definition.Sections.Select(section => new PlannedSection
        {
            Section = section,
            First = order,
            Questions = [.. section.Questions.Select(question => new PlannedQuestion { Question = question, Order = order++ })],
            Names = section.Questions.SelectMany(question => new[] { question.Name, question.Code }).ToHashSet(StringComparer.Ordinal),
        }).ToArray();
        var plan = new JourneyPlan
        {
            Sections = sections,
            FactsByName = definition.Facts.Values.ToDictionary(fact => fact.Name, StringComparer.Ordinal),
            TopNames = sections.Where(section => section.Section.Repeat is null).SelectMany(section => section.Names).ToHashSet(StringComparer.Ordinal),
        };
        foreach (var section in sections)
        {
            plan.bySection[section.Section.Code] = section;
            foreach (var question in section.Questions)
            {
                plan.byPath[section.Section.Repeat is null ? question.Question.Code : $"{section.Section.Code}//{question.Question.Code}"] = (section, question);
            }
        }

        foreach (var section in sections)
        {
            foreach (var question in section.Questions)
            {
                question.Goes = [.. question.Question.Next.Select(rule => rule.Go is { } go ? plan.OrderOf(section, go) : -1)];
            }
        }

        return plan;
    }

    public Question? QuestionAt(string path) => At(path)?.Question.Question;

    public Section? SectionAt(string path) => At(path)?.Section.Section ?? bySection.GetValueOrDefault(path)?.Section;

    private (PlannedSection Section, PlannedQuestion Question)? At(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return byPath.TryGetValue(path, out var top) ? top : null;
        }

        return Answers.ItemOf(path, path[..slash]) is { } item && byPath.TryGetValue($"{path[..slash]}//{item.Remainder}", out var inItem) ? inItem : null;
    }

    /// <summary>The place of a route's target; within a repeated section its own questions come first.</summary>
    private int OrderOf(PlannedSection from, string target)
    {
        var local = from.Questions.FirstOrDefault(question => question.Question.Code == target);
        return local?.Order
            ?? (byPath.TryGetValue(target, out var question) ? question.Question.Order
                : bySection.TryGetValue(target, out var section) ? section.First
                : -1);
    }
}

internal sealed class PlannedSection
{
    public required Section Section { get; init; }
    public required int First { get; init; }
    public required IReadOnlyList<PlannedQuestion> Questions { get; init; }
    public required IReadOnlySet<string> Names { get; init; }
    public int End => First + Questions.Count;
}

internal sealed class PlannedQuestion
{
    public required Question Question { get; init; }

    /// <summary>Its place among all questions; a route goes to a place.</summary>
    public required int Order { get; init; }

    /// <summary>Per route rule the place it goes to, or -1 for an end.</summary>
    public int[] Goes { get; set; } = [];
}
