using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Madoguchi.Testing;

/// <summary>
/// A real mail server of a test's own: Debian's Postfix with its configuration, queue and mailboxes in a temporary folder, on a free port.
/// It delivers everything for its domains into one maildir, and returns what cannot be delivered to the sender, as any server would.
/// </summary>
public sealed class MailServer : IAsyncDisposable
{
    /// <summary>Refused at once: 550. So is every address of this domain that begins like it.</summary>
    public const string Nobody = "nobody@example.test";

    /// <summary>Refused for now: 450.</summary>
    public const string Busy = "busy@example.test";

    /// <summary>Taken, and returned a moment later: no such user.</summary>
    public const string Vanished = "someone@vanished.test";

    /// <summary>Taken, and returned when the server gave up: mailbox full for now.</summary>
    public const string Full = "someone@full.test";

    private const string Programs = "/usr/lib/postfix/sbin";
    private const string Postfix = "/usr/sbin/postfix";
    private const string Unprivileged = "65534";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string folder;

    private MailServer(string folder, int port)
    {
        this.folder = folder;
        Port = port;
    }

    /// <summary>Why it cannot be started here; null when it can.</summary>
    public static string? Missing =>
        !File.Exists(Postfix) ? "Postfix is not installed (Debian: postfix)"
        : Environment.UserName != "root" ? "Postfix starts only as root"
        : null;

    public int Port { get; }

    /// <summary>Mail that was delivered.</summary>
    public string Inbox => Path.Combine(folder, "mail", "inbox");

    /// <summary>Mail that came back to the sender.</summary>
    public string Returned => Path.Combine(folder, "mail", "returned");

    /// <param name="inMemory">Queue and mailboxes in memory: the server is not what is measured.</param>
    public static async Task<MailServer> StartAsync(bool inMemory = false)
    {
        if (Missing is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        var parent = inMemory && Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var server = new MailServer(Path.Combine(parent, $"madoguchi-mail-{Path.GetRandomFileName()}"), FreePort());
        await server.ConfigureAsync();
        await server.ControlAsync("start");
        await server.UntilItAnswersAsync();
        return server;
    }

    /// <summary>What was delivered so far, one text a mail.</summary>
    public IReadOnlyList<string> Mails() => Read(Inbox);

    public IReadOnlyList<string> ReturnedMails() => Read(Returned);

    /// <summary>The mails' Message-IDs without their brackets, one for each arrival.</summary>
    public IEnumerable<string> MessageIds() => Files(Inbox).Select(MessageIdOf);

    /// <summary>Waits until so many mails lie in a mailbox.</summary>
    public static async Task UntilAsync(string mailbox, int mails)
    {
        var began = Stopwatch.GetTimestamp();
        while (Files(mailbox).Count() < mails)
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"{Files(mailbox).Count()} mails arrived, not {mails}.");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Waits until the server has nothing more to deliver.</summary>
    public async Task UntilDeliveredAsync(TimeSpan atMost)
    {
        string[] queues = ["incoming", "active", "maildrop"];
        var began = Stopwatch.GetTimestamp();
        while (queues.Any(queue => Directory.EnumerateFiles(Path.Combine(folder, "spool", queue), "*", SearchOption.AllDirectories).Any()))
        {
            if (Stopwatch.GetElapsedTime(began) > atMost)
            {
                throw new TimeoutException("The mail server still has mail to deliver.");
            }

            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ControlAsync("abort");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 20)
            {
                // Its processes write until they have noticed.
                await Task.Delay(50);
            }
        }
    }

    private static IReadOnlyList<string> Read(string mailbox) => [.. Files(mailbox).Order(StringComparer.Ordinal).Select(file => File.ReadAllText(file, Encoding.UTF8))];

    private static IEnumerable<string> Files(string mailbox)
    {
        var arrived = Path.Combine(mailbox, "new");
        return Directory.Exists(arrived) ? Directory.EnumerateFiles(arrived) : [];
    }

    private static string MessageIdOf(string file)
    {
        foreach (var line in File.ReadLines(file))
        {
            if (line.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase))
            {
                return line["Message-Id:".Length..].Trim().Trim('<', '>');
            }
        }

        return "";
    }

    private async Task ConfigureAsync()
    {
        foreach (var part in (string[])["etc", "spool", "data", "mail"])
        {
            Directory.CreateDirectory(Path.Combine(folder, part));
        }

        // Its processes run under accounts of their own and must find their way in.
        await RunAsync("chmod", "755", folder);
        await RunAsync("chown", "postfix", Path.Combine(folder, "data"));
        await RunAsync("chown", "-R", $"{Unprivileged}:{Unprivileged}", Path.Combine(folder, "mail"));
        await File.WriteAllTextAsync(Path.Combine(folder, "mailboxes"), "/^bounces\\+/ returned/\n/@(example|city)\\.test$/ inbox/\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "refused"), "/^nobody.*@example\\.test$/ 550 5.1.1 no such user\n/^busy@example\\.test$/ 450 4.2.0 busy\n");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "etc", "main.cf"),
            $$"""
            compatibility_level = 3.6
            queue_directory = {{folder}}/spool
            data_directory = {{folder}}/data
            command_directory = /usr/sbin
            daemon_directory = {{Programs}}
            mail_owner = postfix
            setgid_group = postdrop
            myhostname = mx.example.test
            mydestination =
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            maillog_file_prefixes = {{folder}}
            maillog_file = {{folder}}/spool/mail.log
            virtual_mailbox_domains = example.test, city.test, vanished.test, full.test
            virtual_mailbox_base = {{folder}}/mail
            virtual_mailbox_maps = regexp:{{folder}}/mailboxes
            virtual_uid_maps = static:{{Unprivileged}}
            virtual_gid_maps = static:{{Unprivileged}}
            transport_maps = inline:{ { full.test = retry:4.2.2 mailbox full } }
            smtpd_reject_unlisted_recipient = no
            smtpd_recipient_restrictions = check_recipient_access regexp:{{folder}}/refused
            smtpd_relay_restrictions = reject_unauth_destination
            smtpd_client_connection_count_limit = 0
            smtpd_peername_lookup = no
            alias_maps =
            alias_database =
            local_recipient_maps =
            queue_run_delay = 1s
            minimal_backoff_time = 1s
            maximal_backoff_time = 1s
            maximal_queue_lifetime = 1s
            bounce_queue_lifetime = 1d

            """);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "etc", "master.cf"),
            $"""
            127.0.0.1:{Port} inet n - n - - smtpd
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            verify unix - - n - 1 verify
            flush unix n - n 1000? 0 flush
            proxymap unix - - n - - proxymap
            error unix - - n - - error
            retry unix - - n - - error
            virtual unix - n n - - virtual
            anvil unix - - n - 1 anvil
            postlog unix-dgram n - n - 1 postlogd
            showq unix n - n - - showq

            """);
    }

    private Task ControlAsync(string verb) => RunAsync(Postfix, "-c", Path.Combine(folder, "etc"), verb);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        // What it leaves behind keeps the pipes: read beside, and wait for the program alone.
        var said = process.StandardError.ReadToEndAsync();
        process.BeginOutputReadLine();
        await process.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await said}");
        }
    }

    private async Task UntilItAnswersAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                using var reader = new StreamReader(client.GetStream());
                if (await reader.ReadLineAsync() is { } greeting && greeting.StartsWith("220", StringComparison.Ordinal))
                {
                    return;
                }
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(20);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
