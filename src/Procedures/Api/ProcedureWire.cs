using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Madoguchi.DesignSystem;

namespace Madoguchi.Procedures;

/// <summary>A text in Japanese, and in plain Japanese (やさしい日本語) and English where the city wrote them. No markup, no readings.</summary>
public sealed record TextResponse
{
    /// <summary>Japanese.</summary>
    public required string Ja { get; init; }

    /// <summary>Plain Japanese.</summary>
    public string? Easy { get; init; }

    /// <summary>English.</summary>
    public string? En { get; init; }

    public static TextResponse Of(Localised text) => new()
    {
        Ja = Ruby.Strip(text.Ja),
        Easy = text.Easy is { } easy ? Ruby.Strip(easy) : null,
        En = text.En,
    };
}

/// <summary>A procedure (手続) as the list shows it.</summary>
public record ProcedureResponse
{
    /// <summary>Stable; the procedure's name in addresses.</summary>
    public required string Code { get; init; }

    /// <summary>The version: SHA-256 of the definition. The same version always asks the same.</summary>
    public required string Version { get; init; }

    /// <summary>What it is called.</summary>
    public required TextResponse Name { get; init; }

    /// <summary>What it is about.</summary>
    public required TextResponse Summary { get; init; }

    /// <summary>Who may apply: <c>person</c>, <c>organisation</c>.</summary>
    public required IReadOnlyList<string> Audience { get; init; }

    /// <summary>Standard processing period (標準処理期間) in the city's working days.</summary>
    public required int StandardDays { get; init; }

    /// <summary>Categories by which people find it.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>Life events by which people find it.</summary>
    public required IReadOnlyList<string> LifeEvents { get; init; }
}

/// <summary>All procedures the city offers now.</summary>
public sealed record ProcedureListResponse
{
    /// <summary>By code.</summary>
    public required IReadOnlyList<ProcedureResponse> Items { get; init; }
}

/// <summary>A procedure with its questions and decisions.</summary>
public sealed record ProcedureDetailResponse : ProcedureResponse
{
    /// <summary>The questions, in the order of the journey.</summary>
    public required IReadOnlyList<SectionResponse> Sections { get; init; }

    /// <summary>The kinds of decision (処分) it may end in.</summary>
    public required IReadOnlyList<DecisionResponse> Decisions { get; init; }
}

/// <summary>A part of the journey.</summary>
public sealed record SectionResponse
{
    /// <summary>Stable.</summary>
    public required string Code { get; init; }

    /// <summary>Its heading.</summary>
    public required TextResponse Title { get; init; }

    /// <summary>Asked once for each of several people or things: the paths of its answers are <c>CODE/1/QUESTION</c>, <c>CODE/2/QUESTION</c> and so on.</summary>
    public required bool IsRepeated { get; init; }

    /// <summary>Its questions.</summary>
    public required IReadOnlyList<QuestionResponse> Questions { get; init; }
}

/// <summary>A question. Whether it is asked follows from the answers before it: <c>check</c> tells.</summary>
public sealed record QuestionResponse
{
    /// <summary>Where its answer lies; in a repeated section the last part of the path.</summary>
    public required string Path { get; init; }

    /// <summary>The question.</summary>
    public required TextResponse Label { get; init; }

    /// <summary>How it is asked: <c>text</c>, <c>date</c>, <c>address</c>, <c>choose-one</c>, <c>file</c> …</summary>
    public required string Type { get; init; }

    /// <summary>The JSON its answer has: <c>text</c>, <c>choice</c> and <c>date</c> (<c>yyyy-MM-dd</c>) a string, <c>choices</c> and <c>files</c> (ids) a list, <c>yes-no</c> true or false, <c>money</c> and <c>number</c> a number, <c>address</c> an object of <c>postcode</c>, <c>prefecture</c>, <c>city</c>, <c>town</c>, <c>street</c>, <c>building</c>, <c>bank-account</c> one of <c>bank</c>, <c>bankCode</c>, <c>branch</c>, <c>branchCode</c>, <c>kind</c>, <c>number</c>, <c>holder</c>, <c>member</c> one of <c>party</c> (an id).</summary>
    public required string Kind { get; init; }

    /// <summary>False where it may be left out.</summary>
    public required bool IsRequired { get; init; }

    /// <summary>The fact of the city's catalogue that it asks for; what the city holds of it need not be given again.</summary>
    public string? Fact { get; init; }

    /// <summary>What can be chosen.</summary>
    public IReadOnlyList<OptionResponse>? Options { get; init; }

    internal static QuestionResponse Of(Question question, string path) => new()
    {
        Path = path,
        Label = TextResponse.Of(question.Label),
        Type = question.Type.Code,
        Kind = question.Type.ValueKind,
        IsRequired = question.Required,
        Fact = question.Fact,
        Options = question.Type switch
        {
            ChooseOneQuestion one => OptionResponse.Of(one.Options),
            ChooseManyQuestion many => OptionResponse.Of(many.Options),
            _ => null,
        },
    };
}

/// <summary>Something to choose.</summary>
public sealed record OptionResponse
{
    /// <summary>What is sent.</summary>
    public required string Code { get; init; }

    /// <summary>What is shown.</summary>
    public required TextResponse Label { get; init; }

    internal static IReadOnlyList<OptionResponse> Of(IEnumerable<Option> options) =>
        [.. options.Select(option => new OptionResponse { Code = option.Code, Label = TextResponse.Of(option.Label) })];
}

/// <summary>A kind of decision and the grounds it may rest on.</summary>
public sealed record DecisionResponse
{
    /// <summary>The code of the outcome: <c>granted</c>, <c>refused</c> …</summary>
    public required string Outcome { get; init; }

    /// <summary>What it is called.</summary>
    public required TextResponse Label { get; init; }

    /// <summary>The grounds to choose from.</summary>
    public required IReadOnlyList<GroundResponse> Grounds { get; init; }
}

/// <summary>A ground of a decision.</summary>
public sealed record GroundResponse
{
    /// <summary>What is sent.</summary>
    public required string Code { get; init; }

    /// <summary>What the notice says.</summary>
    public required TextResponse Text { get; init; }

    /// <summary>The article it rests on, in Japanese.</summary>
    public string? Law { get; init; }
}

/// <summary>Answers to look over.</summary>
public sealed record CheckAnswersRequest
{
    /// <summary>The party the application would be for. Only for the city's own systems; without it nothing is known beforehand and everything is asked.</summary>
    public Guid? Subject { get; init; }

    /// <summary>The person was shown what the city holds and agrees to whatever is not answered otherwise.</summary>
    public bool ConfirmsKnown { get; init; }

    /// <summary>The answers by path, each in the JSON of its question's kind; at the path of a repeated section the number of its items.</summary>
    [Required]
    public required IReadOnlyDictionary<string, JsonElement> Answers { get; init; }
}

/// <summary>Where the journey stands with these answers.</summary>
public sealed record CheckAnswersResponse
{
    /// <summary>Everything is answered: the same answers may be submitted.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>The fee in yen, once it can be known.</summary>
    public long? FeeYen { get; init; }

    /// <summary>Why the journey ends here and what to do instead.</summary>
    public TextResponse? Ended { get; init; }

    /// <summary>What is wrong with the answers.</summary>
    public required IReadOnlyList<AnswerErrorResponse> Errors { get; init; }

    /// <summary>What is still to be answered, as far as it can be told.</summary>
    public required IReadOnlyList<QuestionResponse> Open { get; init; }

    /// <summary>What the city holds and the person must see and confirm.</summary>
    public required IReadOnlyList<KnownResponse> ToConfirm { get; init; }
}

/// <summary>An answer that is not taken, and why.</summary>
public sealed record AnswerErrorResponse
{
    /// <summary>Where it lies.</summary>
    public required string Path { get; init; }

    /// <summary>Stable; the kind of fault.</summary>
    public required string Code { get; init; }

    /// <summary>What a person would be told.</summary>
    public required TextResponse Message { get; init; }

    /// <summary>What is wrong with the answers, in the order of the journey.</summary>
    public static IReadOnlyList<AnswerErrorResponse> Of(FilledJourney filled, Texts texts)
    {
        var (ja, en) = (new Wording(texts, new Display(Language.Ja)), new Wording(texts, new Display(Language.En)));
        return
        [
            .. filled.Faults.Select(fault => new AnswerErrorResponse
            {
                Path = fault.Path,
                Code = fault.Error.Key,
                Message = new() { Ja = Ruby.Strip(fault.Error.In(ja, Language.Ja)), En = fault.Error.In(en, Language.En) },
            }),
        ];
    }
}

/// <summary>Something the city holds about the subject.</summary>
public sealed record KnownResponse
{
    /// <summary>The path of its question.</summary>
    public required string Path { get; init; }

    /// <summary>What is held, in the JSON of the question's kind.</summary>
    public required JsonElement Value { get; init; }

    /// <summary>Who says so.</summary>
    public required TextResponse Source { get; init; }

    /// <summary>Since when it is so.</summary>
    public required DateOnly AsOf { get; init; }
}
