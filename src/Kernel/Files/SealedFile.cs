using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Madoguchi.Kernel;

/// <summary>
/// The form of a file on disk: a mark, then chunks of 64 KiB, each under AES-256-GCM with the file's own key. A chunk's nonce is its number
/// and whether it is the last (the STREAM construction), so chunks cannot be changed, swapped, dropped or cut off unnoticed.
/// The key seals one file only, so a nonce never repeats.
/// </summary>
internal static class SealedFile
{
    public const int ChunkBytes = 64 * 1024;
    public const int TagBytes = 16;

    public static ReadOnlySpan<byte> Mark => "MDG1"u8;

    public static void Nonce(Span<byte> nonce, long chunk, bool last)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[..8], chunk);
        nonce[11] = last ? (byte)1 : (byte)0;
    }
}

/// <summary>Seals what is written to it into a new file; counts the plain bytes and hashes the sealed ones.</summary>
internal sealed class SealingWriter(string path, byte[] key) : IDisposable
{
    private readonly FileStream target = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
    private readonly AesGcm cipher = new(key, SealedFile.TagBytes);
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] plain = new byte[SealedFile.ChunkBytes];
    private readonly byte[] sealedChunk = new byte[SealedFile.ChunkBytes + SealedFile.TagBytes];
    private int filled;
    private long chunk = -1;

    public long PlainBytes { get; private set; }

    public static SealingWriter Create(string path, byte[] key)
    {
        SealingWriter created = null!;
        FileStore.OnDisk(() => created = new SealingWriter(path, key));
        return created;
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        PlainBytes += bytes.Length;
        while (bytes.Length > 0)
        {
            // A full chunk waits for what follows: only the end knows which chunk is the last.
            if (filled == plain.Length)
            {
                await SealAsync(last: false, cancellationToken);
            }

            var taken = Math.Min(bytes.Length, plain.Length - filled);
            bytes[..taken].CopyTo(plain.AsMemory(filled));
            filled += taken;
            bytes = bytes[taken..];
        }
    }

    /// <summary>Writes the last chunk and waits until all is on disk.</summary>
    /// <returns>The address of the content: SHA-256 of all that was written.</returns>
    public async Task<string> FinishAsync(CancellationToken cancellationToken)
    {
        await SealAsync(last: true, cancellationToken);
        FileStore.OnDisk(() => target.Flush(flushToDisk: true));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose()
    {
        target.Dispose();
        cipher.Dispose();
        hash.Dispose();
        CryptographicOperations.ZeroMemory(plain);
    }

    private async Task SealAsync(bool last, CancellationToken cancellationToken)
    {
        if (++chunk == 0)
        {
            await PutAsync(SealedFile.Mark.ToArray(), cancellationToken);
        }

        Encrypt(last);
        await PutAsync(sealedChunk.AsMemory(0, filled + SealedFile.TagBytes), cancellationToken);
        filled = 0;
    }

    private void Encrypt(bool last)
    {
        Span<byte> nonce = stackalloc byte[12];
        SealedFile.Nonce(nonce, chunk, last);
        cipher.Encrypt(nonce, plain.AsSpan(0, filled), sealedChunk.AsSpan(0, filled), sealedChunk.AsSpan(filled, SealedFile.TagBytes), SealedFile.Mark);
    }

    private async Task PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        hash.AppendData(bytes.Span);
        try
        {
            await target.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException fault)
        {
            // Told apart from a fault of the sender's stream: this one is ours.
            throw FileStore.NotStored(fault);
        }
    }
}

/// <summary>Reads a sealed file chunk by chunk; no byte comes out before its chunk was proven.</summary>
internal sealed class UnsealingStream(Stream source, byte[] key, long length) : Stream
{
    private readonly AesGcm cipher = new(key, SealedFile.TagBytes);

    // One byte more than a chunk: whether it is there says whether the chunk is the last.
    private readonly byte[] sealedChunk = new byte[SealedFile.ChunkBytes + SealedFile.TagBytes + 1];
    private readonly byte[] plain = new byte[SealedFile.ChunkBytes];
    private long chunk = -1;
    private int ahead;
    private int start;
    private int end;
    private bool finished;
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (start == end && !finished)
        {
            await UnsealAsync(cancellationToken);
        }

        var taken = Math.Min(buffer.Length, end - start);
        plain.AsMemory(start, taken).CopyTo(buffer);
        start += taken;
        position += taken;
        return taken;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            cipher.Dispose();
            source.Dispose();
            CryptographicOperations.ZeroMemory(plain);
        }

        base.Dispose(disposing);
    }

    private async Task UnsealAsync(CancellationToken cancellationToken)
    {
        if (++chunk == 0)
        {
            var mark = new byte[SealedFile.Mark.Length];
            if (await source.ReadAtLeastAsync(mark, mark.Length, throwOnEndOfStream: false, cancellationToken) < mark.Length
                || !SealedFile.Mark.SequenceEqual(mark))
            {
                throw new CryptographicException("Not a sealed file.");
            }
        }

        ahead += await source.ReadAtLeastAsync(sealedChunk.AsMemory(ahead), sealedChunk.Length - ahead, throwOnEndOfStream: false, cancellationToken);
        finished = ahead < sealedChunk.Length;
        var bytes = finished ? ahead : sealedChunk.Length - 1;
        if (bytes < SealedFile.TagBytes)
        {
            throw new CryptographicException("A sealed file is cut off.");
        }

        Decrypt(bytes - SealedFile.TagBytes);
        sealedChunk[0] = sealedChunk[^1];
        ahead = finished ? 0 : 1;
    }

    private void Decrypt(int bytes)
    {
        Span<byte> nonce = stackalloc byte[12];
        SealedFile.Nonce(nonce, chunk, finished);
        cipher.Decrypt(nonce, sealedChunk.AsSpan(0, bytes), sealedChunk.AsSpan(bytes, SealedFile.TagBytes), plain.AsSpan(0, bytes), SealedFile.Mark);
        (start, end) = (0, bytes);
    }
}
