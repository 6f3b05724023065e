using System.Net;
using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace Madoguchi.Delivery;

/// <summary>The city's mail server.</summary>
internal sealed class SmtpOutlet(DeliverySettings settings, MailWriter mails, ILoggerFactory loggers) : IOutlet
{
    public string Channel => Channels.Email;

    public bool IsReady => settings.Mail.Host is { Length: > 0 };

    public int Lines => Math.Max(settings.Mail.Connections, 1);

    public ILine NewLine() => new SmtpLine(settings.Mail, mails, loggers.CreateLogger<SmtpLine>());
}

/// <summary>One connection to the mail server, kept open from mail to mail. Only the reply after the last byte decides.</summary>
internal sealed partial class SmtpLine(MailSettings settings, MailWriter mails, ILogger<SmtpLine> logger) : ILine
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(30);

    /// <summary>A server may think for minutes after the last byte (RFC 5321, 4.5.3.2); shorter than the hold on the message.</summary>
    private static readonly TimeSpan SendWithin = TimeSpan.FromMinutes(3);

    private readonly EndOfData wire = new();
    private SmtpClient? client;

    public async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        if (client?.IsConnected == true)
        {
            return true;
        }

        await DisposeAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ConnectWithin);
        try
        {
            client = new SmtpClient(wire);
            await client.ConnectAsync(settings.Host!, settings.Port, Security(settings), patience.Token);
            if (settings.User is { Length: > 0 } user)
            {
                await client.AuthenticateAsync(user, settings.Password ?? "", patience.Token);
            }

            // One answer to all of the data is what tells whether it was taken: no chunks, each with an answer of its own.
            client.Capabilities &= ~SmtpCapabilities.Chunking;
            return true;
        }
#pragma warning disable CA1031 // whatever it was, nothing is marked yet: the queue waits for the next pass
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogUnreachable(fault.GetType().Name);
            await DisposeAsync();
            return false;
        }
    }

    public async Task<Happening> SendAsync(OutgoingMessage message)
    {
        if (!MailboxAddress.TryParse(message.Address, out var to))
        {
            return new Happening.RefusedForGood("bad-address", BlamesAddress: true);
        }

        using var patience = new CancellationTokenSource(SendWithin);
        wire.Forget();
        try
        {
            using var mail = mails.Write(message);
            await client!.SendAsync(FormatOptions.Default, mail, mails.EnvelopeOf(message), [to], patience.Token);
            return new Happening.Accepted();
        }
        catch (SmtpCommandException refused)
        {
            return await RefusedAsync(refused);
        }
        catch (MailKit.ServiceNotAuthenticatedException)
        {
            // 530: it wants to know us first, which is a matter of the settings.
            return new Happening.RefusedForNow(Why.SenderRefused);
        }
        catch (NotSupportedException)
        {
            // The address needs what our server does not offer: characters beyond ASCII.
            return new Happening.RefusedForGood("not-supported", BlamesAddress: false);
        }
#pragma warning disable CA1031 // whatever it was: a message that began must end in an answer, and the line is opened anew
        catch (Exception fault)
#pragma warning restore CA1031
        {
            var isOfTheWire = IsOfTheWire(fault);
            if (!isOfTheWire)
            {
                LogFailed(fault.GetType().Name);
            }

            await DisposeAsync();
            return wire.WasSent ? new Happening.ReplyLost() : new Happening.RefusedForNow(isOfTheWire ? Why.ConnectionLost : Why.OurFault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (client is { } old)
        {
            client = null;
            using var patience = new CancellationTokenSource(ConnectWithin / 10);
            try
            {
                if (old.IsConnected)
                {
                    await old.DisconnectAsync(quit: true, patience.Token);
                }
            }
#pragma warning disable CA1031 // a farewell that fails changes nothing: what was said before has its answer
            catch (Exception)
#pragma warning restore CA1031
            {
                // It was no connection any more.
            }

            old.Dispose();
        }
    }

    /// <summary>A permanent no to us is a fault of the settings, not of the recipient's address: the mail waits for its mending.</summary>
    private async Task<Happening> RefusedAsync(SmtpCommandException refused)
    {
        var code = $"smtp-{(int)refused.StatusCode}";
        if (refused.StatusCode == SmtpStatusCode.ServiceNotAvailable)
        {
            await DisposeAsync();
        }

        if ((int)refused.StatusCode < 500)
        {
            return new Happening.RefusedForNow(code);
        }

        // After the text a number alone says no more than that this mail was not taken.
        var status = MailRefusal.StatusIn(refused.Message);
        var blamed = refused.ErrorCode switch
        {
            SmtpErrorCode.RecipientNotAccepted => MailRefusal.Of(status, (int)refused.StatusCode),
            SmtpErrorCode.MessageNotAccepted => status is null ? Blamed.Mail : MailRefusal.Of(status, 0),
            _ => Blamed.Us,
        };
        return blamed == Blamed.Us
            ? new Happening.RefusedForNow(Why.SenderRefused)
            : new Happening.RefusedForGood(code, BlamesAddress: blamed == Blamed.Address);
    }

    private static SecureSocketOptions Security(MailSettings settings) => settings.Security switch
    {
        "tls" => SecureSocketOptions.SslOnConnect,
        "none" => SecureSocketOptions.None,
        null when settings.Host == "localhost" || (IPAddress.TryParse(settings.Host, out var address) && IPAddress.IsLoopback(address)) =>
            SecureSocketOptions.None,
        null or "starttls" => SecureSocketOptions.StartTls,
        var other => throw new InvalidOperationException($"Delivery:Mail:Security is starttls, tls or none, not {other}."),
    };

    private static bool IsOfTheWire(Exception fault) =>
        fault is IOException or SocketException or SmtpProtocolException or SmtpCommandException or OperationCanceledException
            or MailKit.ServiceNotConnectedException or ObjectDisposedException;

    [LoggerMessage(EventId = 6002, Level = LogLevel.Warning, Message = "The mail server cannot be used now: {Fault}")]
    private partial void LogUnreachable(string fault);

    // The type alone: what an exception says can hold an address.
    [LoggerMessage(EventId = 6008, Level = LogLevel.Error, Message = "A mail could not be sent: {Fault}")]
    private partial void LogFailed(string fault);

    /// <summary>Notices when the end of the data has left us: from then on the mail may have arrived.</summary>
    private sealed class EndOfData : MailKit.IProtocolLogger
    {
        private static readonly byte[] Mark = "\r\n.\r\n"u8.ToArray();
        private readonly byte[] tail = new byte[Mark.Length];

        public bool WasSent { get; private set; }

        public MailKit.IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

        public void Forget()
        {
            WasSent = false;
            Array.Clear(tail);
        }

        public void LogConnect(Uri uri)
        {
        }

        public void LogClient(byte[] buffer, int offset, int count)
        {
            var sent = buffer.AsSpan(offset, count);
            if (sent.Length >= tail.Length)
            {
                sent[^tail.Length..].CopyTo(tail);
            }
            else
            {
                tail.AsSpan(sent.Length).CopyTo(tail);
                sent.CopyTo(tail.AsSpan(tail.Length - sent.Length));
            }

            WasSent |= tail.AsSpan().SequenceEqual(Mark);
        }

        public void LogServer(byte[] buffer, int offset, int count)
        {
        }

        public void Dispose()
        {
        }
    }
}
