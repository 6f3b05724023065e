using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>No letter waits to be printed.</summary>
internal sealed record NothingToPost() : Refusal("nothing-to-post", RefusalKind.Conflict);

/// <summary>The day of posting is no day, lies ahead, or before the batch was made.</summary>
internal sealed record NotAPostingDay() : Refusal("not-a-posting-day", RefusalKind.Invalid);

internal sealed record AlreadyPosted(DateOnly On) : Refusal("already-posted", RefusalKind.Conflict);

/// <summary>The letter is not where this could happen to it: a letter that never left cannot come back.</summary>
internal sealed record NotOnItsWay() : Refusal("letter-not-on-its-way", RefusalKind.Conflict);

/// <summary>The register knows no address with a postcode, as before.</summary>
internal sealed record StillNoAddress() : Refusal("still-no-address", RefusalKind.Conflict);

/// <summary>One of the reasons offered must be chosen.</summary>
internal sealed record LetterReasonMissing() : Refusal("letter-reason-missing", RefusalKind.Invalid);

/// <summary>The letter was withdrawn or replaced before.</summary>
internal sealed record LetterEnded() : Refusal("letter-ended", RefusalKind.Conflict);
