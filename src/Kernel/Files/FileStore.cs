using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Kernel;

/// <summary>What is known of a stored file.</summary>
public sealed record StoredFile(Guid Id, string Name, FileType Type, long Bytes, DateTimeOffset StoredAt);

/// <summary>What a file must be to be taken.</summary>
/// <param name="FileName">As the sender's device calls it; only shown, never trusted.</param>
/// <param name="MaxBytes">Enforced while reading, whatever was announced.</param>
/// <param name="Accepted">The types asked for; all when null.</param>
public sealed record Upload(string FileName, long MaxBytes, IReadOnlyList<FileType>? Accepted = null);

/// <summary>Evidence and scans: encrypted file by file, on disk before they are acknowledged, gone when erased (ADR 0006).</summary>
public interface IFileStore
{
    /// <summary>Reads, checks, encrypts and stores in one pass. Refusals: <see cref="FileTooLarge"/>, <see cref="FileNotAccepted"/>, <see cref="FileEmpty"/>.</summary>
    Task<Result<StoredFile>> SaveAsync(Stream content, Upload upload, Actor actor, Purpose purpose, CancellationToken cancellationToken);

    /// <summary>Null when there is none or it was erased.</summary>
    Task<StoredFile?> FindAsync(Guid fileId, CancellationToken cancellationToken);

    /// <summary>The plain content, forward only; null when there is none or it was erased. A file that was tampered with throws while being read.</summary>
    Task<Stream?> OpenAsync(Guid fileId, CancellationToken cancellationToken);

    /// <summary>Forgets the file's key and name, then deletes it. False when there was nothing to erase.</summary>
    Task<bool> EraseAsync(Guid fileId, Actor actor, Purpose purpose, CancellationToken cancellationToken);
}

public static class FileStoreExtensions
{
    public static Task<Result<StoredFile>> SaveAsync(
        this IFileStore files, Stream content, string fileName, long maxBytes, Actor actor, Purpose purpose, CancellationToken cancellationToken) =>
        files.SaveAsync(content, new Upload(fileName, maxBytes), actor, purpose, cancellationToken);
}

/// <summary>
/// Where files lie: <c>Files:Folder</c>, by default under the data folder; and the master keys that open them.
/// </summary>
internal sealed class FileFolder(MasterKeys masterKeys, FileSettings settings)
{
    /// <summary>Sealed files, in folders by the first two characters of their address.</summary>
    public string Content { get; } = Path.GetFullPath(settings.Folder ?? Path.Combine(masterKeys.DataFolder, "files"));

    /// <summary>Files on their way in; what is left here after a crash was never acknowledged.</summary>
    public string Incoming => Path.Combine(Content, "incoming");

    /// <summary>Null when the keys come from configuration.</summary>
    public string? KeyRingPath => masterKeys.RingPath;

    public KeyRing Keys => masterKeys.Ring;

    public string PathOf(string contentHash) => Path.Combine(Content, contentHash[..2], contentHash);
}

internal sealed partial class FileStore(Database database, IWriter writer, FileFolder folder, TimeProvider time, ILogger<FileStore> logger) : IFileStore
{
    /// <summary>Longer than any upload takes: a file younger than this may still be on the way to its row, here or in another host.</summary>
    private static readonly TimeSpan OrphanAge = TimeSpan.FromHours(1);

    private const int MaxNameLength = 150;
    private const int ReadBytes = 64 * 1024;

    private sealed record Sealed(string ContentHash, long Bytes, string MasterKey, byte[]? WrappedKey);

    public async Task<Result<StoredFile>> SaveAsync(Stream content, Upload upload, Actor actor, Purpose purpose, CancellationToken cancellationToken)
    {
        if (content.CanSeek && FileTooLarge.Announced(content.Length - content.Position, upload.MaxBytes) is { } announced)
        {
            return announced;
        }

        var id = Guid.CreateVersion7(time.GetUtcNow());
        OnDisk(() => Durable.CreateFolder(folder.Incoming));
        var temporary = Path.Combine(folder.Incoming, id.ToString("N"));
        var key = RandomNumberGenerator.GetBytes(KeyRing.KeyBytes);
        try
        {
            var received = await ReceiveAsync(content, upload, temporary, key, cancellationToken);
            return received.IsRefused
                ? received.Refusal
                : await KeepAsync(id, received.Value, temporary, key, upload, actor, purpose, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            File.Delete(temporary);
        }
    }

    public async Task<StoredFile?> FindAsync(Guid fileId, CancellationToken cancellationToken) => await database.FirstAsync(
        "select name, type, bytes, stored_at from kernel_file where id = @id and wrapped_key is not null",
        row => new StoredFile(fileId, row.Text("name"), FileType.Find(row.Text("type"))!, row.Int64("bytes"), row.Instant("stored_at")),
        cancellationToken,
        ("id", fileId));

    public async Task<Stream?> OpenAsync(Guid fileId, CancellationToken cancellationToken)
    {
        if (await SealedAsync(fileId, cancellationToken) is not { WrappedKey: { } wrapped } file)
        {
            return null;
        }

        var key = folder.Keys.Unwrap(file.MasterKey, wrapped, BoundTo(fileId, file.ContentHash));
        return new UnsealingStream(File.OpenRead(folder.PathOf(file.ContentHash)), key, file.Bytes);
    }

    public async Task<bool> EraseAsync(Guid fileId, Actor actor, Purpose purpose, CancellationToken cancellationToken)
    {
        if (await SealedAsync(fileId, cancellationToken) is not { WrappedKey: not null } file)
        {
            return false;
        }

        await writer.WriteAsync<bool>(
            new Work($"file/{fileId}", $"file-erased/{fileId}", actor, purpose),
            unit => unit.Execute(
                "update kernel_file set wrapped_key = null, name = '', erased_at = @at where id = @id and wrapped_key is not null",
                ("at", unit.Now),
                ("id", fileId)) > 0,
            cancellationToken);

        // Already unreadable; if we die here, the sweep deletes it.
        File.Delete(folder.PathOf(file.ContentHash));
        return true;
    }

    /// <summary>Deletes what no row refers to: uploads that were cut off, and files whose key is forgotten.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder.Content))
        {
            return 0;
        }

        var swept = 0;
        foreach (var shelf in Directory.EnumerateDirectories(folder.Content))
        {
            var files = Directory.GetFiles(shelf);
            var state = shelf == folder.Incoming ? [] : await StateOfShelfAsync(Path.GetFileName(shelf), cancellationToken);
            foreach (var file in files)
            {
                var known = state.TryGetValue(Path.GetFileName(file), out var erased);
                if (known ? erased : File.GetLastWriteTimeUtc(file) < time.GetUtcNow().UtcDateTime - OrphanAge)
                {
                    File.Delete(file);
                    swept++;
                }
            }
        }

        if (swept > 0)
        {
            LogSwept(swept);
        }

        return swept;
    }

    /// <summary>One pass over the stream: first bytes tell the type, all are counted, sealed and hashed; ends on disk.</summary>
    private static async Task<Result<(FileType Type, string ContentHash, long Bytes)>> ReceiveAsync(
        Stream content, Upload upload, string temporary, byte[] key, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            var read = await content.ReadAtLeastAsync(buffer, FileType.SniffedBytes, throwOnEndOfStream: false, cancellationToken);
            if (read == 0)
            {
                return new FileEmpty();
            }

            var accepted = upload.Accepted ?? FileType.All;
            var type = FileType.Sniff(buffer.AsSpan(0, read), out var found);
            if (type is null || !accepted.Contains(type))
            {
                return new FileNotAccepted(type?.Code ?? found, accepted);
            }

            using var sealing = SealingWriter.Create(temporary, key);
            for (; read > 0; read = await content.ReadAsync(buffer, cancellationToken))
            {
                if (sealing.PlainBytes + read > upload.MaxBytes)
                {
                    return new FileTooLarge(upload.MaxBytes);
                }

                await sealing.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            var contentHash = await sealing.FinishAsync(cancellationToken);
            return (type, contentHash, sealing.PlainBytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>From the temporary name to the content address to the row, each durable before the next.</summary>
    private async Task<Result<StoredFile>> KeepAsync(
        Guid id, (FileType Type, string ContentHash, long Bytes) received, string temporary, byte[] key, Upload upload,
        Actor actor, Purpose purpose, CancellationToken cancellationToken)
    {
        var path = folder.PathOf(received.ContentHash);
        var name = DisplayName(upload.FileName);
        var masterKey = folder.Keys.Current;
        var wrapped = folder.Keys.Wrap(key, BoundTo(id, received.ContentHash));
        OnDisk(() =>
        {
            Durable.CreateFolder(Path.GetDirectoryName(path)!);
            Durable.Move(temporary, path);
        });

        // Named only in the row, which can be erased: the stored result of a unit stays.
        var storedAt = await writer.WriteAsync<DateTimeOffset>(
            new Work($"file/{id}", $"file-stored/{id}", actor, purpose),
            unit =>
            {
                unit.Execute(
                    """
                    insert into kernel_file (id, content_hash, bytes, type, name, master_key, wrapped_key, stored_at, stored_by)
                    values (@id, @content_hash, @bytes, @type, @name, @master_key, @wrapped_key, @at, @by)
                    """,
                    ("id", id),
                    ("content_hash", received.ContentHash),
                    ("bytes", received.Bytes),
                    ("type", received.Type.Code),
                    ("name", name),
                    ("master_key", masterKey),
                    ("wrapped_key", wrapped),
                    ("at", unit.Now),
                    ("by", unit.Actor.Id));
                return unit.Now;
            },
            cancellationToken);
        return new StoredFile(id, name, received.Type, received.Bytes, storedAt.Value);
    }

    private Task<Sealed?> SealedAsync(Guid fileId, CancellationToken cancellationToken) => database.FirstAsync(
        "select content_hash, bytes, master_key, wrapped_key from kernel_file where id = @id",
        row => new Sealed(row.Text("content_hash"), row.Int64("bytes"), row.Text("master_key"), row.BytesOrNull("wrapped_key")),
        cancellationToken,
        ("id", fileId));

    /// <summary>The addresses of one shelf, and whether each was erased.</summary>
    private async Task<Dictionary<string, bool>> StateOfShelfAsync(string shelf, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(
            "select content_hash, erased_at from kernel_file where content_hash like @shelf",
            row => (Hash: row.Text("content_hash"), Erased: row.InstantOrNull("erased_at") is not null),
            cancellationToken,
            ("shelf", shelf + "%"));
        return rows.ToDictionary(row => row.Hash, row => row.Erased, StringComparer.Ordinal);
    }

    private static byte[] BoundTo(Guid id, string contentHash) => Encoding.ASCII.GetBytes($"{id:N}/{contentHash}");

    /// <summary>The last part of whatever path a device sent, composed (Macs send NFD) and without anything unseen.</summary>
    private static string DisplayName(string fileName)
    {
        var last = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
        var name = JapaneseText.Normalise(string.Concat(last.Where(character => !char.IsControl(character))));
        if (name.Length <= MaxNameLength)
        {
            return name;
        }

        // The end says what kind of file it is: the middle goes.
        var extension = Path.GetExtension(name) is { Length: <= 10 } known ? known : "";
        var cut = MaxNameLength - extension.Length - 1;
        return string.Concat(name.AsSpan(0, char.IsLowSurrogate(name[cut]) ? cut - 1 : cut), "…", extension);
    }

    /// <summary>A fault of our disk, told apart from one of the sender's stream.</summary>
    internal static void OnDisk(Action write)
    {
        try
        {
            write();
        }
        catch (IOException fault)
        {
            throw NotStored(fault);
        }
    }

    internal static WriteFailedException NotStored(IOException fault) => new("The file could not be written; nothing of it was stored.", fault);

    [LoggerMessage(EventId = 1020, Level = LogLevel.Information, Message = "{Files} files without a row were deleted")]
    private partial void LogSwept(int files);
}
