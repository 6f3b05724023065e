using System.Globalization;

namespace Madoguchi.Kernel;

/// <summary>
/// <c>-- backup FOLDER</c> and <c>-- restore FOLDER</c>. A backup is a consistent copy of the database made while the city works on,
/// the sealed files, and in a folder of their own (<c>FOLDER-keys</c>) the keys that open them. It appears under its name only when
/// complete, and is checked as a whole before anything is restored. Each command writes plain lines and returns the exit code.
/// </summary>
public sealed class Backup
{
    private const string FilesName = "files";
    private const string KeysName = "master.json";
    private const string EarlierKeysName = "files.json";
    private const string Warning = """
        These keys open the sealed files and the sealed keys of the backup beside which this folder was made.

        Keep them apart from the backup, where only the few who may read all evidence can reach them:
        who holds both can read everything, and without the keys nobody ever reads a file again.
        """;

    private readonly Database database;
    private readonly FileFolder folder;
    private readonly TimeProvider time;
    private readonly DatabaseCopy copy;

    internal Backup(Database database, FileFolder folder, TimeProvider time)
    {
        this.database = database;
        this.folder = folder;
        this.time = time;
        copy = database.IsPostgres ? new PostgresCopy(database, time) : new SqliteCopy(database);
    }

    private string Engine => database.IsPostgres ? "postgresql" : "sqlite";

    /// <summary>Copies everything to a folder that does not exist yet. Safe while the host serves.</summary>
    public async Task<int> SaveAsync(string target, TextWriter output, CancellationToken cancellationToken)
    {
        target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        var (partial, keys) = (target + ".partial", target + "-keys");
        foreach (var taken in new[] { target, keys }.Where(path => Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            return await RefuseAsync(output, $"{taken} is not empty. Name a new folder: a backup never overwrites another.");
        }

        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        Durable.CreateFolder(partial);
        try
        {
            // The database first: whatever its rows name was on disk before them, so the files copied after it are all there.
            await copy.SaveAsync(Path.Combine(partial, copy.FileName), cancellationToken);
        }
        catch (DatabaseCopyException fault)
        {
            Directory.Delete(partial, recursive: true);
            return await RefuseAsync(output, fault.Message);
        }

        var keysHash = await SaveKeysAsync(keys, cancellationToken);
        var (files, bytes) = await SaveFilesAsync(partial, cancellationToken);
        var sums = Path.Combine(partial, BackupManifest.SumsName);
        await File.AppendAllTextAsync(
            sums, $"{await BackupManifest.HashAsync(Path.Combine(partial, copy.FileName), cancellationToken)}  {copy.FileName}\n", cancellationToken);
        Durable.SyncFile(sums);
        var manifest = new BackupManifest(
            BackupManifest.CurrentFormat, Engine, time.GetUtcNow(), files, bytes, await BackupManifest.HashAsync(sums, cancellationToken), keysHash);
        await manifest.WriteAsync(partial, cancellationToken);
        Durable.SyncFolder(partial);
        if (Directory.Exists(target))
        {
            Directory.Delete(target);
        }

        Directory.Move(partial, target);
        Durable.SyncFolder(Path.GetDirectoryName(target)!);

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Backed up the {Engine} database and {files} files ({bytes} bytes) to {target}"));
        await output.WriteLineAsync(keysHash is null
            ? "The master keys come from configuration (Madoguchi:MasterKeys) and are not part of this backup: keep them yourself."
            : $"The master keys are in {keys}. Keep them apart from the backup: who holds both reads everything, without them nobody reads a file.");
        return 0;
    }

    /// <summary>Checks a whole backup, then brings it back. The host must not run. Over a database in use only with <paramref name="replace"/>.</summary>
    /// <param name="source">The backup's folder.</param>
    /// <param name="keys">Where its keys are; <c>FOLDER-keys</c> when null.</param>
    /// <param name="replace">Allows to lose what the database holds now.</param>
    /// <param name="output">Gets plain lines.</param>
    /// <param name="cancellationToken">Stops before the database is touched.</param>
    public async Task<int> RestoreAsync(string source, string? keys, bool replace, TextWriter output, CancellationToken cancellationToken)
    {
        source = Path.TrimEndingDirectorySeparator(Path.GetFullPath(source));
        keys = Path.GetFullPath(keys ?? source + "-keys");
        if (BackupManifest.Read(source) is not { Format: BackupManifest.CurrentFormat } manifest)
        {
            return await RefuseAsync(output, $"{source} is not a complete backup of this version.");
        }

        if (manifest.Engine != Engine)
        {
            return await RefuseAsync(output, $"The backup is of {manifest.Engine}, the configured database is {Engine}.");
        }

        var ring = Path.Combine(keys, KeysName);
        if (!File.Exists(ring) && File.Exists(Path.Combine(keys, EarlierKeysName)))
        {
            ring = Path.Combine(keys, EarlierKeysName);
        }

        if (await FaultAsync(source, ring, manifest, cancellationToken) is { } fault)
        {
            return await RefuseAsync(output, fault + " Nothing was restored.");
        }

        try
        {
            if (!replace && !await copy.IsEmptyAsync(cancellationToken))
            {
                return await RefuseAsync(output, "The database is not empty. To lose what it holds now, restore with --replace. Nothing was restored.");
            }

            await RestoreFilesAsync(source, cancellationToken);
            if (manifest.KeysHash is not null && folder.KeyRingPath is { } path)
            {
                KeyRing.Merge(ring, path);
            }

            // The database last: until then the old one is whole, and what was added beside it is swept.
            await copy.RestoreAsync(Path.Combine(source, copy.FileName), cancellationToken);
        }
        catch (DatabaseCopyException refused)
        {
            return await RefuseAsync(output, refused.Message);
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"Restored the {Engine} database and {manifest.Files} files as they were at {manifest.MadeAt.IsoInJapan()}"));
        return 0;
    }

    private static async Task<int> RefuseAsync(TextWriter output, string reason)
    {
        await output.WriteLineAsync(reason);
        return 1;
    }

    /// <summary>The first thing wrong with a backup, or null.</summary>
    private async Task<string?> FaultAsync(string source, string ring, BackupManifest manifest, CancellationToken cancellationToken)
    {
        if (manifest.KeysHash is not null && folder.KeyRingPath is not null
            && (!File.Exists(ring) || await BackupManifest.HashAsync(ring, cancellationToken) != manifest.KeysHash))
        {
            return $"{ring} is missing or is not the keys of this backup.";
        }

        var sums = Path.Combine(source, BackupManifest.SumsName);
        if (!File.Exists(sums) || await BackupManifest.HashAsync(sums, cancellationToken) != manifest.SumsHash)
        {
            return $"{sums} is missing or was changed.";
        }

        await foreach (var line in File.ReadLinesAsync(sums, cancellationToken))
        {
            var (hash, part) = (line[..64], Path.Combine(source, line[66..]));
            if (!File.Exists(part) || await BackupManifest.HashAsync(part, cancellationToken) != hash)
            {
                return $"{part} is missing or was changed.";
            }
        }

        return null;
    }

    private async Task<string?> SaveKeysAsync(string keys, CancellationToken cancellationToken)
    {
        if (folder.KeyRingPath is not { } path)
        {
            return null;
        }

        // Makes the ring when there is none yet, so that a backup of a new city restores too.
        _ = folder.Keys;
        Durable.CreateFolder(keys);
        await File.WriteAllTextAsync(Path.Combine(keys, "README.txt"), Warning, cancellationToken);
        var saved = Path.Combine(keys, KeysName);
        KeyRing.Merge(path, saved);
        return await BackupManifest.HashAsync(saved, cancellationToken);
    }

    private async Task<(long Files, long Bytes)> SaveFilesAsync(string partial, CancellationToken cancellationToken)
    {
        var (files, bytes) = (0L, 0L);
        await using var sums = File.CreateText(Path.Combine(partial, BackupManifest.SumsName));
        sums.NewLine = "\n";
        foreach (var file in Shelves(folder.Content).SelectMany(Directory.EnumerateFiles))
        {
            var hash = Path.GetFileName(file);
            var part = $"{FilesName}/{hash[..2]}/{hash}";
            var saved = Path.Combine(partial, part);
            try
            {
                CopyDurably(file, saved);
            }
            catch (FileNotFoundException)
            {
                // Erased since the listing: it must not come back either.
                continue;
            }

            // A file's name is its hash; a backup of a file the disk has damaged says so now, not at the restore.
            if (await BackupManifest.HashAsync(saved, cancellationToken) != hash)
            {
                throw new IOException($"{file} is damaged: its content does not match its name.");
            }

            await sums.WriteLineAsync($"{hash}  {part}".AsMemory(), cancellationToken);
            (files, bytes) = (files + 1, bytes + new FileInfo(saved).Length);
        }

        foreach (var shelf in Shelves(Path.Combine(partial, FilesName)))
        {
            Durable.SyncFolder(shelf);
        }

        return (files, bytes);
    }

    private async Task RestoreFilesAsync(string source, CancellationToken cancellationToken)
    {
        foreach (var file in Shelves(Path.Combine(source, FilesName)).SelectMany(Directory.EnumerateFiles))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = folder.PathOf(Path.GetFileName(file));
            if (!File.Exists(path) || await BackupManifest.HashAsync(path, cancellationToken) != Path.GetFileName(file))
            {
                CopyDurably(file, path);
            }
        }

        foreach (var shelf in Shelves(folder.Content))
        {
            Durable.SyncFolder(shelf);
        }
    }

    private static IEnumerable<string> Shelves(string content) => Directory.Exists(content)
        ? Directory.EnumerateDirectories(content).Where(shelf => Path.GetFileName(shelf).Length == 2)
        : [];

    private static void CopyDurably(string from, string to)
    {
        Durable.CreateFolder(Path.GetDirectoryName(to)!);
        File.Copy(from, to, overwrite: true);
        Durable.SyncFile(to);
    }
}
