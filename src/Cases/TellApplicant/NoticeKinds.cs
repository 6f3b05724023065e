namespace Madoguchi.Cases;

/// <summary>The notices of a case, as the city's <c>letters/</c> name them.</summary>
internal static class NoticeKinds
{
    public const string Received = "application-received";
    public const string CorrectionAsked = "correction-asked";
    public const string Decision = "decision";
    public const string Withdrawn = "application-withdrawn";
    public const string FeeAsked = "fee-asked";
    public const string FeeRefunded = "fee-refunded";

    public static IReadOnlyCollection<string> All { get; } = [Received, CorrectionAsked, Decision, Withdrawn, FeeAsked, FeeRefunded];
}
