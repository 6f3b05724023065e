using Madoguchi.Kernel;
using Microsoft.Extensions.Hosting;

namespace Madoguchi.Delivery;

/// <summary>
/// In Development, for a channel that is not set up: keeps what would have been sent, for <c>/demo/outbox</c>. Nothing leaves.
/// </summary>
internal sealed class RecordingOutlet(IOutlet real, MailWriter mails, IWriter writer, TimeProvider time, IHostEnvironment environment) : IOutlet
{
    public string Channel => real.Channel;

    public bool IsReady => real.IsReady || environment.IsDevelopment();

    public int Lines => real.IsReady ? real.Lines : 1;

    public ILine NewLine() => real.IsReady ? real.NewLine() : new Recorder(Channel, mails, writer, time);

    private sealed class Recorder(string channel, MailWriter mails, IWriter writer, TimeProvider time) : ILine
    {
        public Task<bool> OpenAsync(CancellationToken cancellationToken) => Task.FromResult(true);

        public async Task<Happening> SendAsync(OutgoingMessage message)
        {
            var content = channel == Channels.Email ? AsMail(message) : WebhookLine.BodyOf(message);
            await writer.WriteAsync<bool>(
                new Work($"message/{message.Id}", $"record/{Guid.CreateVersion7(time.GetUtcNow())}", Actor.System("delivery"), new Purpose("notify")),
                unit => unit.Execute(
                    """
                    insert into delivery_recorded (id, message_id, channel, at, address, subject, content)
                    values (@id, @message, @channel, @at, @address, @subject, @content)
                    """,
                    ("id", unit.NewId()),
                    ("message", message.Id),
                    ("channel", channel),
                    ("at", unit.Now),
                    ("address", message.Address),
                    ("subject", message.Subject),
                    ("content", content)) == 1,
                CancellationToken.None);
            return new Happening.Accepted();
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private string AsMail(OutgoingMessage message)
        {
            using var mail = mails.Write(message);
            return string.Join('\n', mail.Headers.Select(header => $"{header.Field}: {header.Value}")) + "\n\n" + message.Body;
        }
    }
}
