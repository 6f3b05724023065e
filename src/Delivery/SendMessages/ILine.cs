namespace Madoguchi.Delivery;

/// <summary>A message as it leaves.</summary>
/// <param name="Id">Ours.</param>
/// <param name="WireId">What it carries at every attempt, so that a receiver can tell a repeat.</param>
/// <param name="Kind">Of notice.</param>
/// <param name="Official">Whether it tells of an official notice.</param>
/// <param name="Recipient">Whose it is.</param>
/// <param name="Category">Of a plain message: what one unsubscribes from.</param>
/// <param name="Address">Where to.</param>
/// <param name="Subject">In one line.</param>
/// <param name="Body">Plain text.</param>
/// <param name="CreatedAt">The date it bears: the same at every attempt.</param>
internal sealed record OutgoingMessage(
    Guid Id, string WireId, string Kind, bool Official, Guid Recipient, string? Category, string Address, string Subject, string Body,
    DateTimeOffset CreatedAt);

/// <summary>A way out of the house, kept open from one message to the next.</summary>
internal interface ILine : IAsyncDisposable
{
    /// <summary>Sees to it that the other side can be reached, before a message is marked as being sent. False: not now, none of them.</summary>
    Task<bool> OpenAsync(CancellationToken cancellationToken);

    /// <summary>One attempt. It ends by itself, and what became of the message is in the answer; one that throws is taken for a lost reply.</summary>
    Task<Happening> SendAsync(OutgoingMessage message);
}

/// <summary>Opens the lines of one channel.</summary>
internal interface IOutlet
{
    /// <summary>Of <see cref="Channels"/>.</summary>
    string Channel { get; }

    /// <summary>Whether the city has set it up.</summary>
    bool IsReady { get; }

    /// <summary>How many lines side by side.</summary>
    int Lines { get; }

    ILine NewLine();
}
