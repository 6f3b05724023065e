using System.Globalization;
using System.Text.Json;

namespace Madoguchi.Procedures;

/// <summary>What stands at a path was not taken.</summary>
public sealed record FilledFault(string Path, AnswerError Error);

/// <summary>A journey after everything was answered at once.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Answers">Those that were taken.</param>
/// <param name="Faults">Those that were not, in the order of the journey.</param>
public sealed record FilledJourney(JourneyState State, Answers Answers, IReadOnlyList<FilledFault> Faults);

/// <summary>
/// Answers all at once, as another program gives them. They are put into the fields of the same steps a person goes through and read
/// by the same <see cref="StepForm"/>, so that nothing is taken here that a page would refuse.
/// </summary>
public static class FillJourney
{
    private const int MostSteps = 500;

    /// <param name="definition">The procedure.</param>
    /// <param name="known">What is held of the subject.</param>
    /// <param name="today">The day.</param>
    /// <param name="given">By path, in the stored form of the question's kind; at a repeated section's path the number of its items.</param>
    /// <param name="confirms">The person was shown what is held and agreed to whatever <paramref name="given"/> does not say otherwise.</param>
    /// <param name="files">A file that was handed in before, by its id.</param>
    /// <param name="answering">Who answers.</param>
    public static FilledJourney Fill(
        ProcedureDefinition definition, Known known, DateOnly today, IReadOnlyDictionary<string, JsonElement> given, bool confirms,
        Func<Guid, GivenFile?> files, Answering answering)
    {
        var (last, answers, faults, used) = Walk(
            answers => Journey.Walk(definition, answers, known, today), given, confirms, files, answering);
        return new(last, answers, [.. faults, .. Unknown(given.Keys.Where(path => !used.Contains(path) && !IsKnown(definition, path)))]);
    }

    /// <summary>The same for a correction (補正): only what is asked for is answered, and an answer to anything else is a fault, not forgotten.</summary>
    /// <param name="definition">The procedure.</param>
    /// <param name="submitted">The answers it corrects.</param>
    /// <param name="asked">The paths that are asked for again.</param>
    /// <param name="known">What is held of the subject.</param>
    /// <param name="today">The day.</param>
    /// <param name="given">By path, as in <see cref="Fill"/>.</param>
    /// <param name="confirms">As in <see cref="Fill"/>.</param>
    /// <param name="files">A file that was handed in before, by its id.</param>
    /// <param name="answering">Who answers.</param>
    public static FilledJourney Correct(
        ProcedureDefinition definition, Answers submitted, IReadOnlyCollection<string> asked, Known known, DateOnly today,
        IReadOnlyDictionary<string, JsonElement> given, bool confirms, Func<Guid, GivenFile?> files, Answering answering)
    {
        var (last, answers, faults, used) = Walk(
            reply => Journey.Restrict(definition, submitted, reply, asked, known, today), given, confirms, files, answering);

        // An answer may be given in the step that confirms what is held; then it was used there.
        var taken = answers.All.Select(answer => answer.Key).ToHashSet(StringComparer.Ordinal);
        return new(last, answers, [.. faults, .. Unknown(given.Keys.Where(path => !used.Contains(path) && !taken.Contains(path)))]);
    }

    private static (JourneyState Last, Answers Answers, List<FilledFault> Faults, HashSet<string> Used) Walk(
        Func<Answers, JourneyState> walk, IReadOnlyDictionary<string, JsonElement> given, bool confirms, Func<Guid, GivenFile?> files, Answering answering)
    {
        var answers = Answers.Empty;
        var faults = new List<FilledFault>();
        var used = new HashSet<string>(StringComparer.Ordinal);
        for (var step = 0; step < MostSteps; step++)
        {
            var state = walk(answers);
            if (state.Next is not { } next)
            {
                break;
            }

            var result = Answer(state, next, given, confirms, files, answering, used);
            if (result is not { IsAccepted: true, Changes.Count: > 0 })
            {
                faults.AddRange(result?.Errors.Select(error => new FilledFault(next.Path, error)) ?? []);
                break;
            }

            answers = answers.With(result.Changes);
        }

        return (walk(answers), answers, faults, used);
    }

    private static IEnumerable<FilledFault> Unknown(IEnumerable<string> paths) =>
        paths.Select(path => new FilledFault(path, new(StepForm.Field, "answer.unknown-path", [path])));

    private static StepResult? Answer(
        JourneyState state, Step step, IReadOnlyDictionary<string, JsonElement> given, bool confirms, Func<Guid, GivenFile?> files,
        Answering answering, HashSet<string> used) => step.Kind switch
        {
            StepKind.Confirm => Confirm(state, step, given, confirms, answering),
            StepKind.Items => Count(state, step, given, answering, used),
            _ => Question(state, step, given, files, answering, used),
        };

    private static StepResult? Question(
        JourneyState state, Step step, IReadOnlyDictionary<string, JsonElement> given, Func<Guid, GivenFile?> files, Answering answering,
        HashSet<string> used)
    {
        var question = step.Question!;
        if (!given.TryGetValue(step.Path, out var json) || json.ValueKind == JsonValueKind.Null)
        {
            used.Add(step.Path);
            return question.Required ? null : StepForm.Read(state, step, FormFields.Empty, [], answering);
        }

        used.Add(step.Path);
        if (question.Type is FileQuestion)
        {
            var named = FilesIn(json).Select(files).ToArray();
            return named.Length == 0 || named.Contains(null)
                ? StepResult.Refused(StepForm.Field, "answer.file")
                : StepForm.Read(state, step, FormFields.Empty, [.. named.OfType<GivenFile>()], answering);
        }

        return ValueOf(question, json) is { } value
            ? StepForm.Read(state, step, FormFields.Of([.. question.Type.Fields(value, StepForm.Field)]), [], answering)
            : StepResult.Refused(StepForm.Field, "answer.wrong-kind", question.Type.ValueKind);
    }

    /// <summary>What differs from what is held is marked as wrong and asked for itself; the rest must be confirmed, in one word or by saying the same.</summary>
    private static StepResult? Confirm(
        JourneyState state, Step step, IReadOnlyDictionary<string, JsonElement> given, bool confirms, Answering answering)
    {
        var wrong = new List<(string, string)>();
        foreach (var line in step.Lines)
        {
            var isGiven = given.TryGetValue(line.Path, out var json);
            if (!isGiven && !confirms)
            {
                return null;
            }

            if (isGiven && ValueOf(line.Question, json) != line.Fact.Value)
            {
                wrong.Add((StepForm.WrongField, line.Path));
            }
        }

        return StepForm.Read(
            state, step, FormFields.Of([.. step.Lines.Select(line => (StepForm.SeenField, StepForm.Seen(line))), .. wrong]), [], answering);
    }

    /// <summary>As many items as the section's path says, or as there are answers for.</summary>
    private static StepResult Count(
        JourneyState state, Step step, IReadOnlyDictionary<string, JsonElement> given, Answering answering, HashSet<string> used)
    {
        used.Add(step.Path);
        var wanted = given.TryGetValue(step.Path, out var json) && json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var number)
            ? number
            : given.Keys.Select(path => Answers.ItemOf(path, step.Path)?.Number ?? 0).Append(step.Items.Count).Max();
        var act = wanted > step.Items.Count ? "add"
            : wanted < step.Items.Count ? string.Create(CultureInfo.InvariantCulture, $"remove.{step.Items.Count}")
            : "continue";
        return StepForm.Read(state, step, FormFields.Of((StepForm.DoField, act)), [], answering);
    }

    private static AnswerValue? ValueOf(Question question, JsonElement json)
    {
        try
        {
            return AnswerValue.FromJson(question.Type.ValueKind, json.GetRawText());
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidOperationException or KeyNotFoundException or JsonException)
        {
            // Somebody else's program wrote it.
            return null;
        }
    }

    private static IEnumerable<Guid> FilesIn(JsonElement json) =>
        json.ValueKind != JsonValueKind.Array ? [] : json.EnumerateArray().Select(file => file.ValueKind == JsonValueKind.String && file.TryGetGuid(out var id) ? id : Guid.Empty);

    /// <summary>A question of the procedure that this journey did not come to is no fault; a path that is none is.</summary>
    private static bool IsKnown(ProcedureDefinition definition, string path) =>
        definition.QuestionAt(path) is not null || definition.Sections.Any(section => section.Repeat is not null && section.Code == path);
}
