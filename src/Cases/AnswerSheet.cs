using System.Globalization;
using Madoguchi.DesignSystem;
using Madoguchi.Procedures;

namespace Madoguchi.Cases;

/// <summary>One answer as it is read.</summary>
/// <param name="Path">Its path (<c>bank</c>, <c>children/2/name</c>).</param>
/// <param name="Label">The question.</param>
/// <param name="Value">What was answered, in words; empty for files.</param>
/// <param name="Answer">The answer with who gave it, when and how.</param>
/// <param name="Item">The item of a repeated section it belongs to, from 0.</param>
/// <param name="Fact">The code of the fact it is.</param>
/// <param name="Type">Its question's type.</param>
/// <param name="Registered">What the register says instead, where the answer contests it.</param>
/// <param name="Before">What was submitted first, where a correction changed it.</param>
public sealed record AnswerLine(
    string Path, string Label, string Value, Answer Answer, int? Item, string? Fact, QuestionType Type, string? Registered = null,
    string? Before = null);

public sealed record AnswerGroup(string Title, string Section, IReadOnlyList<AnswerLine> Lines);

/// <summary>The answers in the order of the definition, grouped by section; a repeated section makes a group per item.</summary>
internal static class AnswerSheet
{
    public static IReadOnlyList<AnswerGroup> Of(ProcedureDefinition definition, Answers answers, Language language)
    {
        var groups = new List<AnswerGroup>();
        foreach (var section in definition.Sections)
        {
            if (section.Repeat is null)
            {
                Add(section, section.Title.In(language), "", null);
                continue;
            }

            for (var item = 0; item < ItemsIn(section, answers); item++)
            {
                var number = (item + 1).ToString(CultureInfo.InvariantCulture);
                Add(section, $"{section.Title.In(language)} {number}", $"{section.Code}/{number}/", item);
            }
        }

        return groups;

        void Add(Section section, string title, string prefix, int? item)
        {
            var lines = section.Questions
                .Select(question => (Question: question, Path: prefix + question.Code))
                .Where(asked => answers[asked.Path] is { Value: not NoAnswer })
                .Select(asked => new AnswerLine(
                    asked.Path, asked.Question.Label.In(language), Shown(asked.Question, answers[asked.Path]!.Value, language), answers[asked.Path]!, item,
                    asked.Question.Fact, asked.Question.Type))
                .ToArray();
            if (lines.Length > 0)
            {
                groups.Add(new(title, section.Code, lines));
            }
        }
    }

    public static IEnumerable<string> Paths(ProcedureDefinition definition, Answers answers) =>
        Of(definition, answers, Language.Ja).SelectMany(group => group.Lines).Select(line => line.Path);

    private static string Shown(Question question, AnswerValue value, Language language) =>
        value is FilesValue ? "" : question.Type.Display(value, language);

    private static int ItemsIn(Section section, Answers answers) => answers[section.Code]?.Value is ItemsValue items
        ? items.Members.Count
        : answers.All.Select(answer => answer.Key.Split('/'))
            .Where(parts => parts.Length == 3 && parts[0] == section.Code)
            .Select(parts => int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .DefaultIfEmpty().Max();
}
