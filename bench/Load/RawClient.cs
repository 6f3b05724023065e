using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Madoguchi.Bench.Load;

/// <summary>
/// One keep-alive HTTP/1.1 connection that sends bytes prepared beforehand. HttpClient costs more CPU per request than the pages
/// measured here, and the driver shares the machine with the server.
/// </summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket socket;
    private byte[] buffer = new byte[64 * 1024];
    private int filled;

    private RawClient(Socket socket) => this.socket = socket;

    public static async Task<RawClient> ConnectAsync(IPEndPoint server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        return new RawClient(socket);
    }

    public static byte[] Get(string path, string cookies) =>
        Encoding.UTF8.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n\r\n");

    public static byte[] Post(string path, string cookies, string form) =>
        Post(path, cookies, "application/x-www-form-urlencoded", Encoding.UTF8.GetBytes(form));

    public static byte[] Post(string path, string cookies, string type, byte[] body) =>
    [
        .. Encoding.UTF8.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n"),
        .. body,
    ];

    /// <summary>Sends one request and reads its whole answer.</summary>
    public async ValueTask<Answer> SendAsync(ReadOnlyMemory<byte> request)
    {
        await socket.SendAsync(request);
        filled = 0;
        int head;
        while ((head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            await ReceiveAsync();
        }

        head += 4;
        var status = (buffer[9] - '0') * 100 + (buffer[10] - '0') * 10 + buffer[11] - '0';
        var end = LengthOf(buffer.AsSpan(0, head)) is { } length ? await ReadToAsync(head + length) : await ReadChunksAsync(head);
        return new Answer(status, buffer.AsMemory(0, head), buffer.AsMemory(head, end - head));
    }

    public void Dispose() => socket.Dispose();

    private static int? LengthOf(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(head[(at + 16)..], out int length, out _) ? length : null;
    }

    private async ValueTask<int> ReadToAsync(int end)
    {
        while (filled < end)
        {
            await ReceiveAsync();
        }

        return end;
    }

    /// <summary>Reads a chunked body up to its end; the chunk marks stay in it.</summary>
    private async ValueTask<int> ReadChunksAsync(int at)
    {
        while (true)
        {
            int line;
            while ((line = buffer.AsSpan(at, filled - at).IndexOf("\r\n"u8)) < 0)
            {
                await ReceiveAsync();
            }

            if (!Utf8Parser.TryParse(buffer.AsSpan(at, line), out int size, out _, 'x'))
            {
                throw new InvalidDataException("The server sent neither a length nor chunks.");
            }

            at = await ReadToAsync(at + line + 2 + size + 2);
            if (size == 0)
            {
                return at;
            }
        }
    }

    private async ValueTask ReceiveAsync()
    {
        if (filled == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var received = await socket.ReceiveAsync(buffer.AsMemory(filled));
        filled += received > 0 ? received : throw new IOException("The server closed the connection.");
    }

    internal readonly record struct Answer(int Status, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body);
}
