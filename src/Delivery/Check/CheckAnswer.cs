namespace Madoguchi.Delivery;

/// <summary>What comes of checking a letter; the first that applies, in this order.</summary>
public enum CheckVerdict
{
    /// <summary>The city never issued a letter with this code, or its record does not bear the city's signature.</summary>
    Forged,

    /// <summary>The letter exists, but the paper or the file says something else.</summary>
    Altered,

    /// <summary>The city took the letter back.</summary>
    Withdrawn,

    /// <summary>Another letter took its place.</summary>
    Replaced,

    /// <summary>It was genuine and no longer holds.</summary>
    Expired,

    /// <summary>It is genuine, and its time of keeping is over: the city no longer has what it said.</summary>
    Erased,

    Genuine,
}

/// <summary>What differs from the letter as it was issued.</summary>
public enum CheckDifference
{
    Number,
    Day,
    File,
}

/// <summary>What the letter must say, for comparing with the paper.</summary>
/// <param name="Title">The letter's title; null once its words are erased.</param>
/// <param name="Number">文書番号.</param>
/// <param name="Day">The day it bears.</param>
/// <param name="HoldsUntil">The last day it holds.</param>
/// <param name="Addressee">As much of the name as is shown to anybody; null once erased.</param>
/// <param name="Essentials">Label and value, as on the paper.</param>
/// <param name="EndedOn">Since when it no longer holds.</param>
/// <param name="ReplacedBy">The number of the letter in its place.</param>
public sealed record CheckedLetter(
    string? Title, string? Number, DateOnly Day, DateOnly? HoldsUntil, string? Addressee, IReadOnlyList<KeyValuePair<string, string>> Essentials,
    DateOnly? EndedOn, string? ReplacedBy);

/// <summary>The answer to somebody who checks a letter.</summary>
/// <param name="Verdict">In a word.</param>
/// <param name="Letter">Null when there is none.</param>
/// <param name="Differences">What was typed or sent and differs.</param>
/// <param name="FileCompared">A file was sent.</param>
public sealed record CheckAnswer(
    CheckVerdict Verdict, CheckedLetter? Letter = null, IReadOnlyList<CheckDifference>? Differences = null, bool FileCompared = false);
