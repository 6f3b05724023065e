using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Madoguchi.Feel.Proofs;

namespace Madoguchi.Feel;

/// <summary>
/// Why a decision came out as it did. Plain data that stands by itself: it names values as text, holds the words of the rows that were
/// used, and reads the same when the model or the facts have changed since.
/// </summary>
public sealed record DmnProof
{
    /// <summary>Japanese as Japanese.</summary>
    private static readonly ProofJson Json = new(new JsonSerializerOptions(ProofJson.Default.Options!) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });

    public required string Decision { get; init; }

    /// <summary>What <see cref="DmnDecisions.Decide"/> gives.</summary>
    public required ProofValue Value { get; init; }

    /// <summary>The value is known and is not what was wanted.</summary>
    public required bool IsNo { get; init; }

    /// <summary>The decisions reached, each after those it needed; the last is the one asked.</summary>
    public required IReadOnlyList<ProofStep> Steps { get; init; }

    /// <summary>The inputs that were used, the missing ones too, in the order in which they were asked.</summary>
    public required IReadOnlyList<ProofFact> Facts { get; init; }

    /// <summary>For an unknown: the facts without which it stays unknown, and which could change it. See docs/feel/proofs.md for how they are found.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>For an unknown that no missing fact can change: what it comes to, whatever they are.</summary>
    public ProofValue? Whatever { get; init; }

    /// <summary>For a no: what would have made it the other, the fewest conditions first and no way of more; empty where none was found.</summary>
    public IReadOnlyList<ProofWay> Nearest { get; init; } = [];

    /// <summary>False when so much was evaluated that not all of it is here.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>Exactly one condition is missing.</summary>
    [JsonIgnore]
    public bool OnlyOneIsMissing => Nearest is [{ BeatenBy: null, Lacks.Count: 1 }, ..];

    /// <summary>The proof as sentences, one on each line. Easy Japanese has its ruby as <c>{漢字|かんじ}</c>.</summary>
    public string Tell(ProofLanguage language) => Telling.Of(this, language);

    /// <summary>The same proof always gives the same text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json.DmnProof);

    /// <exception cref="JsonException">It is no proof.</exception>
    public static DmnProof FromJson(string json) =>
        JsonSerializer.Deserialize(json, Json.DmnProof) ?? throw new JsonException("null is no proof.");
}

/// <summary>Languages of proofs.</summary>
public enum ProofLanguage
{
    Japanese,

    /// <summary>やさしい日本語.</summary>
    Easy,
    English,
}

/// <summary>What a test came to.</summary>
public enum ProofTruth
{
    True,
    False,

    /// <summary>Neither: a known absence, or a value of another kind.</summary>
    Null,

    /// <summary>A fact is missing.</summary>
    Unknown,
}

/// <summary>A value as it was.</summary>
/// <param name="Type">As FEEL names it: <c>number</c>, <c>string</c>, <c>Null</c> …</param>
/// <param name="Feel">As FEEL writes it.</param>
public sealed record ProofValue(string Type, string Feel)
{
    /// <summary>Why there is none.</summary>
    public FeelReason? Reason { get; init; }

    /// <summary>The facts without which it is not known.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    [JsonIgnore]
    public bool IsUnknown => Missing.Count > 0;

    public static ProofValue Of(FeelValue value) => value is FeelNull nothing
        ? new(value.TypeName, "null") { Reason = nothing.Reason, Missing = nothing.Missing }
        : new(value.TypeName, value.ToString());

    /// <summary>The value again. Functions, and nulls within lists and contexts, come back as plain nulls.</summary>
    public FeelValue ToValue() => Reason is { } reason ? new FeelNull(reason, Missing)
        : FeelExpression.Parse(Feel) is { IsValid: true } parsed ? parsed.Value.Evaluate(FeelContext.Empty) : FeelNull.Value;
}

/// <summary>Words in the three languages.</summary>
public sealed record ProofText(string Japanese, string Easy, string English)
{
    public string In(ProofLanguage language) => language switch
    {
        ProofLanguage.Easy => Easy,
        ProofLanguage.English => English,
        _ => Japanese,
    };
}

/// <summary>An input that was used. <see cref="Source"/> is null when the facts do not say.</summary>
public sealed record ProofFact(string Name, ProofValue Value, FeelFactSource? Source);

public enum ProofStepKind
{
    Decision,

    /// <summary>A call of a business knowledge model, or of another function written in FEEL.</summary>
    Function,

    /// <summary>A call of a decision service.</summary>
    Service,
}

/// <summary>A decision that was made, or a function that was called.</summary>
public sealed record ProofStep(string Name, ProofStepKind Kind, ProofValue Value)
{
    /// <summary>What it named: inputs, decisions, functions, in the order in which it asked for them.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>The inputs it stands on, by itself and by the decisions it required.</summary>
    public IReadOnlyList<string> Facts { get; init; } = [];

    /// <summary>With what a function was called.</summary>
    public IReadOnlyList<ProofArgument> Arguments { get; init; } = [];

    public IReadOnlyList<ProofTable> Tables { get; init; } = [];

    /// <summary>For an expression: its parts under and, or and if, and the comparison it is.</summary>
    public IReadOnlyList<ProofCondition> Conditions { get; init; } = [];

    /// <summary>Functions it called, and the decisions a service reached.</summary>
    public IReadOnlyList<ProofStep> Steps { get; init; } = [];
}

public sealed record ProofArgument(string Name, ProofValue Value);

/// <summary>A part of an expression. <see cref="Decided"/>: by itself it made the whole what it is.</summary>
public sealed record ProofCondition(string Text, ProofText Words, ProofTruth Truth, bool Decided);

/// <summary>A decision table that was evaluated. <see cref="Id"/> is null where its author gave none.</summary>
public sealed record ProofTable(
    string? Id, HitPolicy Policy, ProofValue Value, IReadOnlyList<ProofInput> Inputs, IReadOnlyList<ProofRow> Rows);

/// <summary>An input column: its label, or the expression where there is none, and what it came to.</summary>
public sealed record ProofInput(string Label, string Expression, ProofValue Value);

/// <summary>A row of a table.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Id">Null where its author gave none.</param>
/// <param name="Truth">Whether it matches.</param>
/// <param name="IsUsed">The value of the table comes from it: it matches, and no other row went before it.</param>
/// <param name="Cells">One for each input.</param>
public sealed record ProofRow(int Number, string? Id, ProofTruth Truth, bool IsUsed, IReadOnlyList<ProofCell> Cells)
{
    /// <summary>Its outputs, if it matches.</summary>
    public IReadOnlyList<ProofOutput> Outputs { get; init; } = [];

    /// <summary>Its annotations as they were written, if it matches.</summary>
    public IReadOnlyList<ProofNote> Notes { get; init; } = [];

    /// <summary>What it says in words, if it matches: its annotation for the language, else its cells.</summary>
    public ProofText? Words { get; init; }

    /// <summary>The legal basis it names, if it matches and names one.</summary>
    public string? Basis { get; init; }
}

/// <summary>A cell: its text, <c>-</c> for any value, and whether the input passes it.</summary>
public sealed record ProofCell(string Text, ProofTruth Truth);

/// <summary>An output of a row. A table of one output may name it with the empty text.</summary>
public sealed record ProofOutput(string Name, ProofValue Value);

/// <summary>An annotation under its heading.</summary>
public sealed record ProofNote(string Heading, string Text);

/// <summary>A row, or an expression, that would have given what was wanted.</summary>
/// <param name="Decision">The decision whose table it belongs to.</param>
/// <param name="Row">Its number from 1; null for an expression.</param>
/// <param name="Outcome">What the table would have given; for a row that was beaten, what the row says.</param>
/// <param name="Lacks">The cells it fails by.</param>
/// <param name="BeatenBy">The row that goes before it even then.</param>
public sealed record ProofWay(string Decision, int? Row, ProofValue Outcome, IReadOnlyList<ProofLack> Lacks, int? BeatenBy);

/// <summary>A condition that is missing.</summary>
/// <param name="Label">The label of the input column, or its expression.</param>
/// <param name="Expression">The expression of the input.</param>
/// <param name="Cell">The cell as it is written.</param>
/// <param name="Now">What the input is.</param>
/// <param name="Proposed">A value that passes, near to what it is.</param>
/// <param name="Words">The condition in words.</param>
public sealed record ProofLack(string Label, string Expression, string Cell, ProofValue Now, ProofValue Proposed, ProofText Words)
{
    /// <summary>When the input is itself a decision: what would have made it so.</summary>
    public IReadOnlyList<ProofWay> Below { get; init; } = [];
}

[JsonSerializable(typeof(DmnProof))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class ProofJson : JsonSerializerContext;
