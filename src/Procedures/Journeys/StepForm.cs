using System.Globalization;
using Madoguchi.DesignSystem;

namespace Madoguchi.Procedures;

/// <summary>Who answers and when: written into every answer.</summary>
public sealed record Answering(string By, DateTimeOffset At, long Version);

/// <summary>A file already kept by the file store, offered as (part of) an answer.</summary>
public sealed record GivenFile(Guid FileId, string Name, string Type, long Size);

/// <summary>What a posted step changes, or why it is not accepted. A change to null removes the answer.</summary>
public sealed record StepResult(IReadOnlyList<KeyValuePair<string, Answer?>> Changes, IReadOnlyList<AnswerError> Errors)
{
    public bool IsAccepted => Errors.Count == 0;

    internal static StepResult Refused(string field, string key, params object[] args) => new([], [new(field, key, args)]);
}

/// <summary>Reads one posted step of a journey, whatever its kind. Pure: the caller stores the changes.</summary>
public static class StepForm
{
    /// <summary>
    /// The field of a question's answer; its parts are <c>answer.year</c> and the like, kept files <c>answer.keep</c>.
    /// </summary>
    public const string Field = "answer";

    /// <summary>In a confirmation: once per disputed path.</summary>
    public const string WrongField = "wrong";

    /// <summary>In a confirmation: <see cref="Seen"/> of each line, so that nobody confirms what they were not shown.</summary>
    public const string SeenField = "seen";

    /// <summary>In a list of items: <c>add</c>, <c>remove.N</c> or <c>continue</c>.</summary>
    public const string DoField = "do";

    /// <summary>What a confirmation's page sends back for a line: the path and the fact shown.</summary>
    public static string Seen(ConfirmLine line) => $"{line.Path}:{line.Fact.FactId}";

    /// <summary>Reads a posted step. <paramref name="files"/> are those newly kept; files of the stored answer stay when the form keeps them.</summary>
    public static StepResult Read(JourneyState state, Step step, FormFields form, IReadOnlyList<GivenFile> files, Answering answering) =>
        step.Kind switch
        {
            StepKind.Confirm => Confirm(state, step, form, answering),
            StepKind.Items => ChangeItems(state, step, form, answering),
            _ => ReadQuestion(state, step, form, files, answering),
        };

    /// <summary>The fields to show for a step: the stored answer, or the fact it contests, as it would be typed.</summary>
    public static FormFields Fill(JourneyState state, Step step)
    {
        if (step.Kind == StepKind.Confirm)
        {
            return FormFields.Of([.. step.Lines.Where(line => line.IsDisputed).Select(line => (WrongField, line.Path))]);
        }

        if (step.Question is not { } question)
        {
            return FormFields.Empty;
        }

        var value = state.Answers[step.Path] is { How: not How.Disputed } answer ? answer.Value : step.Contests?.Value;
        return value is null ? FormFields.Empty : FormFields.Of([.. question.Type.Fields(value, Field)]);
    }

    private static StepResult ReadQuestion(JourneyState state, Step step, FormFields form, IReadOnlyList<GivenFile> files, Answering answering)
    {
        var question = step.Question!;
        var before = state.Answers[step.Path];
        var keep = form.All(Field + ".keep");
        var kept = before?.Value is FilesValue had ? had.Files.Where(file => keep.Contains(file.FileId.ToString(), StringComparer.OrdinalIgnoreCase)) : [];
        var parsed = question.Type.Parse(form, Field, new(state.Today, state.MembersToChoose(step), [.. kept, .. files]));
        if (parsed.Errors.Count > 0)
        {
            return new([], [.. parsed.Errors.Select(error => error with { Field = Field + error.Field })]);
        }

        if (parsed.IsBlank && question.Required)
        {
            return StepResult.Refused(Field, question.Type.RequiredKey);
        }

        var value = parsed.Value ?? NoAnswer.Value;
        // Who marks a value as wrong and then leaves it as it is agrees with it after all.
        var how = step.Contests is null ? How.Typed : value == step.Contests.Value ? How.Confirmed : How.Contested;
        var answer = new Answer(value, answering.By, answering.At, how, answering.Version, Provenance(step.Contests));
        var changes = new List<KeyValuePair<string, Answer?>>();
        if (before is null || before.Value != value || before.How != how)
        {
            changes.Add(new(step.Path, answer));
        }

        var after = Again(state, state.Answers.With(step.Path, answer)).At(step.Path);
        if (after?.Problem is { } problem)
        {
            return new([], [new(Field, "answer.check", [], problem)]);
        }

        return new(Anchored(state, step, answering, changes), []);
    }

    private static StepResult Confirm(JourneyState state, Step step, FormFields form, Answering answering)
    {
        var seen = form.All(SeenField);
        if (!step.Lines.All(line => seen.Contains(Seen(line), StringComparer.Ordinal)))
        {
            return StepResult.Refused(WrongField, "confirm.changed");
        }

        var wrong = form.All(WrongField);
        var changes = new List<KeyValuePair<string, Answer?>>();
        foreach (var line in step.Lines)
        {
            var before = state.Answers[line.Path];
            if (!wrong.Contains(line.Path, StringComparer.Ordinal))
            {
                if (before?.How != How.Confirmed || before.Value != line.Fact.Value)
                {
                    changes.Add(new(line.Path, new(
                        line.Fact.Value, answering.By, answering.At, How.Confirmed, answering.Version, Provenance(line.Fact))));
                }
            }
            else if (!line.IsDisputed)
            {
                changes.Add(new(line.Path, new(
                    NoAnswer.Value, answering.By, answering.At, How.Disputed, answering.Version, Provenance(line.Fact))));
            }
        }

        return new(Anchored(state, step, answering, changes), []);
    }

    private static StepResult ChangeItems(JourneyState state, Step step, FormFields form, Answering answering)
    {
        var repeat = step.Section.Repeat!;
        var items = state.Items[step.Path] with { RewrittenFrom = (state.Reply?[step.Path]?.Value as ItemsValue)?.RewrittenFrom };
        var wish = form[DoField];
        if (wish == "add")
        {
            return !repeat.AllowAdd ? StepResult.Refused(DoField, "items.no-add")
                : items.Members.Count >= repeat.Max ? StepResult.Refused(DoField, "items.too-many", repeat.Max)
                : new([Item(items with { Members = [.. items.Members, null], IsDone = false })], []);
        }

        if (wish.StartsWith("remove.", StringComparison.Ordinal)
            && int.TryParse(wish.AsSpan(7), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1 && number <= items.Members.Count)
        {
            var gone = items.Members[number - 1];
            var left = items with
            {
                Members = [.. items.Members.Take(number - 1), .. items.Members.Skip(number)],
                Dismissed = gone is { } party ? [.. items.Dismissed, party] : items.Dismissed,
                IsDone = false,
                RewrittenFrom = state.Reply is null ? null : Math.Min(number, items.RewrittenFrom ?? number),
            };
            return new([Item(left), .. state.Answers.WithoutItem(step.Path, number)], []);
        }

        if (wish.StartsWith("restore.", StringComparison.Ordinal) && Guid.TryParse(wish.AsSpan(8), out var back) && items.Dismissed.Contains(back))
        {
            var members = WithMember(state, step, items, back);
            return members.Count > repeat.Max ? StepResult.Refused(DoField, "items.too-many", repeat.Max)
                : new([Item(items with { Members = members, Dismissed = [.. items.Dismissed.Where(party => party != back)], IsDone = false })], []);
        }

        if (wish != "continue")
        {
            return StepResult.Refused(DoField, "answer.choose");
        }

        return items.Members.Count < repeat.Min ? StepResult.Refused(DoField, "items.too-few", repeat.Min)
            : items.Members.Count > repeat.Max ? StepResult.Refused(DoField, "items.too-many", repeat.Max)
            : new([Item(items with { IsDone = true })], []);

        KeyValuePair<string, Answer?> Item(ItemsValue value) =>
            new(step.Path, new(value, answering.By, answering.At, How.Typed, answering.Version));
    }

    /// <summary>The items with a member of the household among them: in the place of a blank one that nobody has filled in, else at the end.</summary>
    private static List<Guid?> WithMember(JourneyState state, Step step, ItemsValue items, Guid party)
    {
        var filled = state.Answers.All.Select(answer => Answers.ItemOf(answer.Key, step.Path)?.Number).ToHashSet();
        List<Guid?> members = [.. items.Members];
        var blank = Enumerable.Range(0, members.Count).FirstOrDefault(index => members[index] is null && !filled.Contains(index + 1), members.Count);
        if (blank < members.Count)
        {
            members.RemoveAt(blank);
        }

        members.Insert(blank, party);
        return members;
    }

    /// <summary>The first answer inside a repeated section fixes who the items are, so that numbers keep their meaning.</summary>
    private static List<KeyValuePair<string, Answer?>> Anchored(
        JourneyState state, Step step, Answering answering, List<KeyValuePair<string, Answer?>> changes)
    {
        if (step.Item > 0 && state.Items.TryGetValue(step.Section.Code, out var items) && state.Answers[step.Section.Code]?.Value as ItemsValue != items)
        {
            changes.Add(new(step.Section.Code, new(items, answering.By, answering.At, How.Typed, answering.Version)));
        }

        return changes;
    }

    private static JourneyState Again(JourneyState state, Answers answers) =>
        Journey.Walk(state.Definition, answers, state.Known, state.Today);

    private static Provenance? Provenance(KnownFact? fact) => fact is null ? null : new(fact.FactId, fact.Source, fact.AsOf);
}

/// <summary>An error at a field: a text key with arguments, or a sentence of the definition itself.</summary>
public sealed record AnswerError(string Field, string Key, IReadOnlyList<object> Args, Localised? Text = null)
{
    /// <summary>The sentence as a resident reads it.</summary>
    public string In(Wording wording, Language language) => Text is { } text
        ? text.In(language)
        : wording.Format(Key, [.. Args.Select(arg => arg is DateOnly day ? DateQuestion.Show(day, language) : arg)]);
}
