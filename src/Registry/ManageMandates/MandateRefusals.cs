using Madoguchi.Kernel;

namespace Madoguchi.Registry;

/// <summary>Who acts for somebody else may not pass that on; only the person, or who represents the organisation, invites and ends.</summary>
internal sealed record MayNotDelegate() : Refusal("may-not-delegate", RefusalKind.Forbidden);

/// <summary>No procedure was chosen, or one that cannot be done for others.</summary>
internal sealed record ScopeMissing() : Refusal("scope-missing", RefusalKind.Invalid);

/// <summary>How long the mandate holds was not said, or is none of the terms offered.</summary>
internal sealed record TermMissing() : Refusal("term-missing", RefusalKind.Invalid);

/// <summary>What the person is to whom they act for was not said, or at too great length.</summary>
internal sealed record BasisMissing() : Refusal("basis-missing", RefusalKind.Invalid);

/// <summary>No open invitation has this code: mistyped, used, withdrawn or too old. Nobody learns which.</summary>
internal sealed record NoSuchInvitation() : Refusal("no-such-invitation", RefusalKind.Invalid);

/// <summary>An invitation is for somebody else.</summary>
internal sealed record OwnInvitation() : Refusal("own-invitation", RefusalKind.Conflict);

/// <summary>There is no such mandate, or it is not this person's to end.</summary>
internal sealed record NoSuchMandate() : Refusal("no-such-mandate", RefusalKind.NotFound);
