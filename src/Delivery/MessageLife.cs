namespace Madoguchi.Delivery;

/// <summary>The states of a message (送達の状態).</summary>
internal static class MessageState
{
    public const string Created = "created";
    public const string Sending = "sending";
    public const string Delivered = "delivered";
    public const string Temporary = "temporary";
    public const string Permanent = "permanent";
    public const string Returned = "returned";
    public const string Uncertain = "uncertain";

    /// <summary>It was no longer to be sent: the person does not want it, or the notice was taken back.</summary>
    public const string Declined = "declined";

    public static IReadOnlyList<string> All { get; } =
        [Created, Sending, Delivered, Temporary, Uncertain, Permanent, Returned, Declined];
}

/// <summary>Why a message is in its state; server's own words may hold an address and are not kept.</summary>
internal static class Why
{
    public const string ReplyLost = "reply-lost";
    public const string Interrupted = "interrupted";
    public const string ConnectionLost = "connection-lost";
    public const string GivenUp = "given-up";
    public const string Unwanted = "unwanted";
    public const string SenderRefused = "sender-refused";
    public const string ByStaff = "by-staff";
    public const string Closed = "receiver-closed";

    /// <summary>Something of ours failed before the other side had it all.</summary>
    public const string OurFault = "our-fault";

    /// <summary>The notice no longer holds.</summary>
    public const string TakenBack = "taken-back";
}

/// <summary>What can happen to a message.</summary>
internal abstract record Happening
{
    /// <summary>An attempt begins; marked durably before anything leaves.</summary>
    public sealed record Started : Happening;

    /// <summary>The other side took it over.</summary>
    public sealed record Accepted : Happening;

    /// <param name="Code">Why.</param>
    /// <param name="After">The shortest wait the other side asks for.</param>
    public sealed record RefusedForNow(string Code, TimeSpan After = default) : Happening;

    /// <param name="Code">Why.</param>
    /// <param name="BlamesAddress">Nobody can be reached there; false when it was this message, or we, that were not taken.</param>
    public sealed record RefusedForGood(string Code, bool BlamesAddress = false) : Happening;

    /// <summary>Everything was said, and no answer came: it may have arrived.</summary>
    public sealed record ReplyLost : Happening;

    /// <summary>We died between the mark and the answer: it may have arrived.</summary>
    public sealed record Interrupted : Happening;

    /// <summary>It came back and will again.</summary>
    public sealed record CameBack(string Code) : Happening;

    /// <summary>It came back; another time it may not.</summary>
    public sealed record CameBackForNow(string Code) : Happening;

    /// <summary>The person declined this kind before it was sent.</summary>
    public sealed record Unwanted : Happening;

    /// <summary>The notice it tells of was taken back before it was sent.</summary>
    public sealed record TakenBack : Happening;

    /// <summary>It was tried for long enough.</summary>
    public sealed record Expired : Happening;

    /// <summary>Somebody of staff has it tried once more.</summary>
    public sealed record TriedAgain : Happening;

    /// <summary>Somebody of staff gave the letter to the person, or posted it by itself.</summary>
    /// <param name="How">Of <see cref="PostReasons.ByHand"/>.</param>
    public sealed record ByHand(string How) : Happening;
}

/// <summary>Where a message stands.</summary>
/// <param name="State">Of <see cref="MessageState"/>.</param>
/// <param name="Code">Of <see cref="Why"/>, or the other side's number.</param>
/// <param name="Attempt">How many attempts began.</param>
/// <param name="Repeats">How many of them began while it might have arrived.</param>
/// <param name="LostReplies">How many attempts had no answer since somebody last decided about it.</param>
/// <param name="DueAt">When the machine tries next; null: it does not.</param>
/// <param name="GiveUpAt">When it stops trying.</param>
internal sealed record Standing(
    string State, string? Code, long Attempt, long Repeats, long LostReplies, DateTimeOffset? DueAt, DateTimeOffset GiveUpAt);

/// <summary>The life of a message as a pure function. Never lost: an attempt without an answer is repeated, and shown as uncertain.</summary>
internal static class MessageLife
{
    /// <summary>After this many attempts without an answer the machine stops repeating: people look at it, and an official notice goes by letter.</summary>
    private const int MostLostReplies = 5;

    /// <summary>What a happening makes of it; null when it cannot happen to a message that stands so.</summary>
    /// <param name="now">Where it stands.</param>
    /// <param name="happening">What happened.</param>
    /// <param name="at">When.</param>
    /// <param name="wait">Until the next attempt, if there is one.</param>
    public static Standing? After(Standing now, Happening happening, DateTimeOffset at, TimeSpan wait) => (now.State, happening) switch
    {
        (MessageState.Created or MessageState.Temporary or MessageState.Uncertain, Happening.Started) when now.DueAt is not null =>
            now with
            {
                State = MessageState.Sending,
                Code = null,
                Attempt = now.Attempt + 1,
                Repeats = now.Repeats + (now.State == MessageState.Uncertain ? 1 : 0),
                DueAt = null,
            },
        (MessageState.Sending, Happening.Accepted) => now with { State = MessageState.Delivered, Code = null },
        (MessageState.Sending, Happening.RefusedForNow refused) => TryAgain(now, refused, at, wait),
        (MessageState.Sending, Happening.RefusedForGood refused) =>
            Ended(now, now.Repeats > 0 ? MessageState.Uncertain : MessageState.Permanent, refused.Code),
        (MessageState.Sending, Happening.ReplyLost) => now with
        {
            State = MessageState.Uncertain,
            Code = Why.ReplyLost,
            LostReplies = now.LostReplies + 1,
            DueAt = (now.LostReplies + 1) switch
            {
                1 => at,
                < MostLostReplies => at + wait,
                _ => null,
            },
        },
        (MessageState.Sending, Happening.Interrupted) => now with { State = MessageState.Uncertain, Code = Why.Interrupted, DueAt = at },
        (MessageState.Delivered or MessageState.Sending or MessageState.Uncertain or MessageState.Temporary, Happening.CameBack back) =>
            Ended(now, MessageState.Returned, back.Code),
        (MessageState.Delivered or MessageState.Uncertain, Happening.CameBackForNow back) =>
            at + wait < now.GiveUpAt
                ? now with { State = MessageState.Temporary, Code = back.Code, DueAt = at + wait }
                : Ended(now, MessageState.Returned, back.Code),
        (MessageState.Created or MessageState.Temporary, Happening.Unwanted) => Ended(now, MessageState.Declined, Why.Unwanted),
        (MessageState.Uncertain, Happening.Unwanted) when now.DueAt is not null => now with { Code = Why.Unwanted, DueAt = null },
        (MessageState.Created or MessageState.Temporary, Happening.TakenBack) => Ended(now, MessageState.Declined, Why.TakenBack),
        (MessageState.Created or MessageState.Temporary, Happening.Expired) => Ended(now, MessageState.Permanent, Why.GivenUp),
        (MessageState.Uncertain, Happening.Expired) when now.DueAt is not null => now with { Code = Why.GivenUp, DueAt = null },
        (MessageState.Created or MessageState.Returned, Happening.ByHand hand) =>
            now with { State = MessageState.Delivered, Code = hand.How, Attempt = now.Attempt + 1, DueAt = null },
        (MessageState.Uncertain, Happening.TriedAgain) => Renewed(now, MessageState.Uncertain, at),
        (MessageState.Permanent or MessageState.Returned or MessageState.Temporary, Happening.TriedAgain) => Renewed(now, MessageState.Created, at),
        _ => null,
    };

    /// <summary>The machine will do nothing more, and the person may not have it: an official notice then goes by letter.</summary>
    public static bool IsLostToMachine(Standing standing) =>
        standing.State is MessageState.Permanent or MessageState.Returned || (standing.State == MessageState.Uncertain && standing.DueAt is null);

    /// <summary>A refusal after an attempt without an answer does not make it certain.</summary>
    private static Standing TryAgain(Standing now, Happening.RefusedForNow refused, DateTimeOffset at, TimeSpan wait)
    {
        var isInDoubt = now.Repeats > 0;
        return at + wait < now.GiveUpAt
            ? now with { State = isInDoubt ? MessageState.Uncertain : MessageState.Temporary, Code = refused.Code, DueAt = NextTry(now, at, wait, refused.After) }
            : Ended(now, isInDoubt ? MessageState.Uncertain : MessageState.Permanent, Why.GivenUp);
    }

    /// <summary>Not before the time the other side names; but who names one beyond the end is asked a last time shortly before it.</summary>
    private static DateTimeOffset NextTry(Standing now, DateTimeOffset at, TimeSpan wait, TimeSpan asked)
    {
        var (first, last) = (at + wait, now.GiveUpAt - wait);
        return asked <= wait ? first
            : at + asked < now.GiveUpAt ? at + asked
            : last > first ? last
            : first;
    }

    private static Standing Ended(Standing now, string state, string code) => now with { State = state, Code = code, DueAt = null };

    private static Standing Renewed(Standing now, string state, DateTimeOffset at) =>
        now with { State = state, Code = Why.ByStaff, LostReplies = 0, DueAt = at, GiveUpAt = at + (now.GiveUpAt > at ? now.GiveUpAt - at : TimeSpan.FromDays(1)) };
}

/// <summary>The wait between two attempts: doubled each time, and spread, so that a thousand failures do not come back together.</summary>
internal static class BackOff
{
    private const int MostDoublings = 20;

    /// <param name="attempt">The attempt that failed; the first is 1.</param>
    /// <param name="first">The wait after the first.</param>
    /// <param name="longest">The longest.</param>
    /// <param name="chance">From 0 up to 1; a quarter less to a quarter more.</param>
    public static TimeSpan After(long attempt, TimeSpan first, TimeSpan longest, double chance)
    {
        var doubled = first * Math.Pow(2, Math.Clamp(attempt - 1, 0, MostDoublings));
        return (doubled < longest ? doubled : longest) * (0.75 + (chance / 2));
    }
}
