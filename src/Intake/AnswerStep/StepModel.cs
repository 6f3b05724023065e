using Madoguchi.Procedures;
using FieldError = Madoguchi.DesignSystem.FieldError;
using Step = Madoguchi.Procedures.Step;

namespace Madoguchi.Intake;

/// <summary>What happened before this page of a journey is shown, when something did.</summary>
public enum StepNotice
{
    None,

    /// <summary>The page had expired: what was typed is filled in again, and not saved yet.</summary>
    TypedNotSaved,

    /// <summary>The answer was changed elsewhere since this page was opened.</summary>
    ChangedElsewhere,

    /// <summary>The postcode was looked up.</summary>
    AddressFound,
}

/// <summary>One page of a journey: what to show, as typed, with what is wrong.</summary>
/// <param name="Definition">The version of the procedure.</param>
/// <param name="State">Where the journey stands.</param>
/// <param name="Step">The step shown.</param>
/// <param name="Address">The draft's address.</param>
/// <param name="Version">The draft's version seen: a later answer to the same question is a conflict.</param>
/// <param name="LastDay">The last day before the draft is erased, or to send a correction.</param>
/// <param name="Fields">The answer as typed.</param>
/// <param name="Errors">What is wrong, by field.</param>
/// <param name="Notice">What happened before.</param>
/// <param name="BackToCheck">The resident came from the answers to check and returns there.</param>
/// <param name="IsCorrection">The journey asks only for what a clerk asked again.</param>
/// <param name="Message">What the clerk wrote about this answer.</param>
public sealed record StepModel(
    ProcedureDefinition Definition,
    JourneyState State,
    Step Step,
    string Address,
    long Version,
    DateOnly LastDay,
    FormFields Fields,
    IReadOnlyList<FieldError> Errors,
    StepNotice Notice,
    bool BackToCheck,
    bool IsCorrection,
    string? Message)
{
    /// <summary>The form's name for <see cref="Version"/>.</summary>
    public const string VersionField = "version";

    /// <summary>Pressed instead of the next page: this answer is saved, and the rest comes later.</summary>
    public const string LeaveField = "leave";

    public string StepAddress => $"{Address}/{Step.Path}{(BackToCheck ? "?back=check" : "")}";

    public string Back =>
        BackToCheck ? $"{Address}/check"
        : State.Before(Step.Path) is { } before ? $"{Address}/{before.Path}"
        : IsCorrection ? "/my" : $"/procedures/{Definition.Code}";

    public string? AnyError => Errors.Count > 0 ? Errors[0].Message : null;

    /// <summary>The errors for the summary, each with the id of the input it leads to: the first input of a field has the field's own name.</summary>
    public IReadOnlyList<FieldError> Summary => Errors.Count == 0 ? Errors : [.. Errors.Select(error => error with { Field = InputOf(error.Field) })];

    public string? ErrorAt(string field)
    {
        foreach (var error in Errors)
        {
            if (error.Field == field)
            {
                return error.Message;
            }
        }

        return null;
    }

    private static string InputOf(string field) => field switch
    {
        "answer.year" or "answer.postcode" or "answer.bankName" => StepForm.Field,
        StepForm.WrongField => "wrong-1",
        StepForm.DoField => "",
        _ => field,
    };
}
