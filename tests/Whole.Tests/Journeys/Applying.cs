using System.Text.RegularExpressions;
using Madoguchi.Testing;

namespace Madoguchi.Whole.Tests;

/// <summary>A whole application step by step, with a browser or without.</summary>
internal static partial class Applying
{
    private const int MostSteps = 120;

    /// <summary>From the first question (or wherever the draft stands) to the page with all answers.</summary>
    public static async Task AnswerAllAsync(this Person person, Replies replies)
    {
        for (var steps = 0; !person.Path.EndsWith("/check", StringComparison.Ordinal); steps++)
        {
            steps.ShouldBeLessThan(MostSteps, $"the journey does not end: {person.Path}");
            await person.AnswerAsync(replies.At(StepOf(person.Path)));
        }
    }

    /// <summary>Answers until a step is shown, without answering it.</summary>
    public static async Task AnswerUntilAsync(this Person person, string step, Replies replies)
    {
        for (var steps = 0; StepOf(person.Path) != step; steps++)
        {
            steps.ShouldBeLessThan(MostSteps, $"the journey does not come to {step}: {person.Path}");
            await person.AnswerAsync(replies.At(StepOf(person.Path)));
        }
    }

    /// <summary>Answers the step that is shown; nothing to answer: looks at it and goes on.</summary>
    public static async Task AnswerAsync(this Person person, Reply? reply)
    {
        var before = person.Page.Url;
        await person.EnterAsync(reply);
        await person.PressMainAsync();
        (await person.ErrorsAsync()).ShouldBeEmpty($"at {before}");
    }

    /// <summary>Fills in the step that is shown without sending it.</summary>
    public static async Task EnterAsync(this Person person, Reply? reply)
    {
        switch (reply)
        {
            case Reply.Typed { Text: var text } when await person.IsChoiceAsync("answer"):
                await person.ChooseAsync("answer", text);
                break;
            case Reply.Typed { Text: var text }:
                await person.FillAsync("answer", text);
                break;
            case Reply.Ticked { Choices: var choices }:
                foreach (var choice in choices)
                {
                    await person.ChooseAsync("answer", choice);
                }

                break;
            case Reply.Dated date:
                await person.FillDateAsync("answer", date.Era, date.Year, date.Month, date.Day);
                break;
            case Reply.Parts { Values: var parts }:
                foreach (var (part, value) in parts)
                {
                    if (await person.IsChoiceAsync($"answer.{part}"))
                    {
                        await person.ChooseAsync($"answer.{part}", value);
                    }
                    else
                    {
                        await person.FillAsync($"answer.{part}", value);
                    }
                }

                break;
            case Reply.Attached { File: var file }:
                await person.AttachAsync("answer", file);
                break;
            case Reply.Wrong { Paths: var paths }:
                foreach (var path in paths)
                {
                    await person.ChooseAsync("wrong", path);
                }

                break;
            default:
                (await person.HasFieldAsync("answer")).ShouldBeFalse($"the test answers nothing at {person.Path}");
                break;
        }
    }

    /// <summary>Applies without a browser, from the start to the receipt.</summary>
    /// <returns>The reference number, canonical.</returns>
    public static async Task<string> ApplyAsync(this Visitor visitor, string procedure, Replies replies)
    {
        var page = await visitor.BeginAsync(procedure);
        page = await visitor.AnswerAllAsync(page, replies);
        var receipt = await visitor.SubmitAsync(page, null, ("declared", true));
        receipt.Path.ShouldEndWith("/receipt", customMessage: receipt.Text);
        return Reference().Match(receipt.Link("状況を見る")).Value;
    }

    /// <summary>Starts an application anew.</summary>
    public static async Task<PageView> BeginAsync(this Visitor visitor, string procedure)
    {
        var page = await visitor.OpenAsync($"/apply/start/{procedure}");
        return await visitor.SubmitAsync(page);
    }

    public static Task<PageView> AnswerAllAsync(this Visitor visitor, PageView page, Replies replies) => visitor.AnswerUntilAsync(page, "check", replies);

    public static async Task<PageView> AnswerUntilAsync(this Visitor visitor, PageView page, string until, Replies replies)
    {
        for (var steps = 0; StepOf(page.Path) is var step && step != until; steps++)
        {
            steps.ShouldBeLessThan(MostSteps, $"the journey does not come to {until}: {page.Path}");
            var reply = replies.At(step);
            (reply is null && page.Controls("answer").Count > 0).ShouldBeFalse($"the test answers nothing at {page.Path}: {page.Text}");
            page = await visitor.SubmitAsync(page, null, FieldsOf(reply));
            page.Errors.ShouldBeEmpty(step);
        }

        return page;
    }

    public static (string, object?)[] FieldsOf(Reply? reply) => reply switch
    {
        Reply.Typed { Text: var text } => [("answer", text)],
        Reply.Ticked { Choices: var choices } => [("answer", choices)],
        Reply.Dated date => [("answer.era", date.Era), ("answer.year", date.Year), ("answer.month", date.Month), ("answer.day", date.Day)],
        Reply.Parts { Values: var parts } => [.. parts.Select(part => ($"answer.{part.Part}", (object?)part.Value))],
        Reply.Attached { File: var file } => [("answer", file)],
        Reply.Wrong { Paths: var paths } => [("wrong", paths)],
        _ => [],
    };

    /// <summary>The part of a step's address that names it.</summary>
    public static string StepOf(string path) => Step().Match(path) is { Success: true } match
        ? match.Groups["step"].Value
        : throw new InvalidOperationException($"{path} is not a step of an application.");

    [GeneratedRegex("^/apply/[0-9a-f-]{36}/(?<step>.+)$")]
    private static partial Regex Step();

    [GeneratedRegex(@"\d{12}")]
    public static partial Regex Reference();
}
