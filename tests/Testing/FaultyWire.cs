using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Madoguchi.Testing;

/// <summary>What goes wrong with one mail on its way.</summary>
public enum MailFault
{
    None,

    /// <summary>The server took it, and nobody hears of it.</summary>
    LosesReply,

    /// <summary>451 to the sender.</summary>
    RefusesForNow,

    /// <summary>550 to the recipient.</summary>
    RefusesForGood,

    /// <summary>554 to the recipient: it relays nothing for us.</summary>
    DeniesRelay,

    /// <summary>550 to the recipient, and as the reason a policy.</summary>
    RefusesByPolicy,

    /// <summary>530 to the sender: sign in first.</summary>
    DemandsSignIn,

    /// <summary>421, and the connection ends.</summary>
    Closes,

    /// <summary>The connection ends where the text would begin.</summary>
    ClosesBeforeText,

    /// <summary>The server gets half of the text. The sender cannot tell it from a lost reply: all of it had left its hands.</summary>
    CutsText,
}

/// <summary>A wire between our sender and a real mail server on which things go wrong as told, mail by mail.</summary>
public sealed class FaultyWire : IAsyncDisposable
{
    private static readonly Encoding Bytes = Encoding.Latin1;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<int, Task> connections = new();
    private readonly int server;
    private readonly Func<int, MailFault> faults;
    private readonly Task accepting;
    private int mails;
    private int accepted;

    /// <param name="server">The port of the server behind.</param>
    /// <param name="faults">By the number of the mail, from 1.</param>
    public FaultyWire(int server, Func<int, MailFault> faults)
    {
        this.server = server;
        this.faults = faults;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Mails that were begun.</summary>
    public int Mails => mails;

    /// <summary>How often each fault happened; one that was meant for a later command than the mail came to did not.</summary>
    public ConcurrentDictionary<MailFault, int> Happened { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(connections.Values);
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(stopping.Token);
                var number = Interlocked.Increment(ref accepted);
                connections[number] = Task.Run(async () =>
                {
                    await ServeAsync(client);
                    connections.TryRemove(number, out _);
                });
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            using (var behind = new TcpClient { NoDelay = true })
            {
                client.NoDelay = true;
                await behind.ConnectAsync(IPAddress.Loopback, server, stopping.Token);
                using var ending = stopping.Token.Register(() =>
                {
                    client.Close();
                    behind.Close();
                });
                using var conversation = new Conversation(this, client, behind);
                await conversation.RunAsync();
            }
        }
        catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Either side went away: killed, or told to.
        }
    }

    private MailFault Next() => faults(Interlocked.Increment(ref mails));

    private void Count(MailFault fault) => Happened.AddOrUpdate(fault, 1, (_, count) => count + 1);

    /// <summary>One connection, command by command: each is answered before the next is read, so nothing overtakes.</summary>
    private sealed class Conversation(FaultyWire wire, TcpClient client, TcpClient behind) : IDisposable
    {
        private readonly StreamReader fromClient = new(client.GetStream(), Bytes);
        private readonly StreamReader fromServer = new(behind.GetStream(), Bytes);
        private readonly StreamWriter toClient = new(client.GetStream(), Bytes) { NewLine = "\r\n" };
        private readonly StreamWriter toServer = new(behind.GetStream(), Bytes) { NewLine = "\r\n" };
        private MailFault fault;

        public async Task RunAsync()
        {
            await SayAsync(await ReplyAsync());
            while (await fromClient.ReadLineAsync() is { } command)
            {
                if (!await AnswerAsync(command))
                {
                    return;
                }
            }
        }

        public void Dispose()
        {
            fromClient.Dispose();
            fromServer.Dispose();
        }

        private async Task<bool> AnswerAsync(string command)
        {
            if (Is(command, "MAIL"))
            {
                fault = wire.Next();
            }

            switch (fault)
            {
                case MailFault.ClosesBeforeText when Is(command, "DATA"):
                    wire.Count(fault);
                    return false;
                case MailFault.Closes when Is(command, "MAIL"):
                    wire.Count(fault);
                    await SayAsync("421 4.3.2 closing\r\n");
                    return false;
                case MailFault.RefusesForNow when Is(command, "MAIL"):
                    return await RefuseAsync("451 4.3.0 not now");
                case MailFault.DemandsSignIn when Is(command, "MAIL"):
                    return await RefuseAsync("530 5.7.0 sign in first");
                case MailFault.RefusesForNow or MailFault.DemandsSignIn when Is(command, "RCPT"):
                    await SayAsync("503 5.5.1 no sender\r\n");
                    return true;
                case MailFault.RefusesForGood when Is(command, "RCPT"):
                    return await RefuseAsync("550 5.1.1 no such user");
                case MailFault.DeniesRelay when Is(command, "RCPT"):
                    return await RefuseAsync("554 5.7.1 relay access denied");
                case MailFault.RefusesByPolicy when Is(command, "RCPT"):
                    return await RefuseAsync("550 5.7.1 blocked by policy");
            }

            await toServer.WriteLineAsync(command);
            await toServer.FlushAsync();
            var reply = await ReplyAsync();
            await SayAsync(reply);
            return Is(command, "DATA") && reply.StartsWith("354", StringComparison.Ordinal) ? await TextAsync() : !Is(command, "QUIT");
        }

        private async Task<bool> TextAsync()
        {
            const int linesBeforeCut = 5;
            for (var lines = 1; await fromClient.ReadLineAsync() is { } line; lines++)
            {
                if (fault == MailFault.CutsText && lines == linesBeforeCut)
                {
                    wire.Count(fault);
                    return false;
                }

                await toServer.WriteLineAsync(line);
                if (line == ".")
                {
                    await toServer.FlushAsync();
                    var reply = await ReplyAsync();
                    if (fault == MailFault.LosesReply)
                    {
                        wire.Count(fault);
                        return false;
                    }

                    await SayAsync(reply);
                    return true;
                }
            }

            return false;
        }

        private async Task<string> ReplyAsync()
        {
            var reply = new StringBuilder();
            while (await fromServer.ReadLineAsync() is { } line)
            {
                reply.Append(line).Append("\r\n");
                if (line.Length < 4 || line[3] != '-')
                {
                    return reply.ToString();
                }
            }

            throw new IOException("The server went away.");
        }

        private async Task<bool> RefuseAsync(string reply)
        {
            wire.Count(fault);
            await SayAsync(reply + "\r\n");
            return true;
        }

        private async Task SayAsync(string reply)
        {
            await toClient.WriteAsync(reply);
            await toClient.FlushAsync();
        }

        private static bool Is(string command, string verb) => command.StartsWith(verb, StringComparison.OrdinalIgnoreCase);
    }
}
