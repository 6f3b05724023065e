using Madoguchi.DesignSystem;
using Madoguchi.Kernel;

namespace Madoguchi.Cases;

/// <summary>A refusal as the summary of a page lists it: in words, at the field that can mend it.</summary>
internal static class RefusalWords
{
    public static IReadOnlyList<FieldError>? Errors(Wording words, Refusal? refusal, IReadOnlyList<AskableField>? fields = null) => refusal switch
    {
        null or VersionChanged => null,
        MessageMissing it => [new(MessageField(it.Path), words.Format("cases.refusal.message-missing", LabelOf(it.Path, fields)))],
        NotAnAnswer it => [new("ask-0", words.Format("cases.refusal.not-an-answer", it.Path))],
        NothingAsked => [new("ask-0", words["cases.refusal.nothing-asked"])],
        AnswerDayNotAhead => [new("answerBy", words["cases.refusal.answer-day-not-ahead"])],
        TextMissing => [new("note", words["cases.refusal.text-missing"])],
        TextTooLong it => [new("", words.Format("cases.refusal.text-too-long", it.Longest))],
        TextUnprintable it => [new(it.Field, words.Format("cases.refusal.text-unprintable", it.Characters))],
        ReasonMissing => [new("reason", words["cases.refusal.reason-missing"])],
        OutcomeNotOfThisProcedure => [new("outcome", words["cases.refusal.outcome-not-of-this-procedure"])],
        FeeUnpaid it => [new("outcome", words.Format("cases.refusal.fee-unpaid", words.Display.Yen(it.Yen)))],
        GroundMissing => [new("grounds", words["cases.refusal.ground-missing"])],
        GroundNotOfThisProcedure => [new("grounds", words["cases.refusal.ground-not-of-this-procedure"])],
        CorrectionOutstanding it => [new("", words.Format("cases.refusal.correction-outstanding", words.Display.Day(it.AnswerBy)))],
        _ => [new("", words[$"cases.refusal.{refusal.Code}"])],
    };

    /// <summary>The id of the field in which the message for a path is written.</summary>
    public static string MessageField(string path) => $"message.{path}";

    private static string LabelOf(string path, IReadOnlyList<AskableField>? fields) =>
        fields?.FirstOrDefault(field => field.Path == path)?.Label ?? path;
}
