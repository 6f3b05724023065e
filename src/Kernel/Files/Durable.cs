using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace Madoguchi.Kernel;

/// <summary>
/// A rename or a new name is on disk only when its folder is. .NET opens no folders, so this asks the system itself;
/// on Windows NTFS journals names and there is nothing to ask.
/// </summary>
internal static class Durable
{
    private const int Eintr = 4;
    private const int Eexist = 17;

    /// <summary>Makes a folder, for its owner alone, and the names of all new folders above it durable.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        var parent = Path.GetDirectoryName(Path.GetFullPath(path))!;
        CreateFolder(parent);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        SyncFolder(parent);
    }

    public static void SyncFile(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Moves a file that is itself on disk, so that it is under its new name after a power cut.</summary>
    public static void Move(string from, string to, bool overwrite = false)
    {
        File.Move(from, to, overwrite);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(to))!);
    }

    /// <summary>
    /// Gives a file its name unless the name is taken; of two processes one wins (File.Move looks first and then replaces).
    /// </summary>
    /// <returns>False when the name is taken.</returns>
    public static bool MoveIfFree(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(from, to);
                return true;
            }
            catch (IOException) when (File.Exists(to))
            {
                return false;
            }
        }

        if (Link(Terminated(from), Terminated(to)) != 0)
        {
            return Marshal.GetLastPInvokeError() == Eexist ? false : throw Failed("link", to);
        }

        File.Delete(from);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(to))!);
        return true;
    }

    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // O_RDONLY; the same number on every Unix.
        var folder = Open(Terminated(path), 0);
        if (folder < 0)
        {
            throw Failed("open", path);
        }

        try
        {
            while (Fsync(folder) != 0)
            {
                if (Marshal.GetLastPInvokeError() != Eintr)
                {
                    throw Failed("fsync", path);
                }
            }
        }
        finally
        {
            _ = Close(folder);
        }
    }

    private static IOException Failed(string call, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new($"{call} of {path}: {Marshal.GetPInvokeErrorMessage(error)}", new Win32Exception(error));
    }

    private static byte[] Terminated(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(byte[] from, byte[] to);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int file);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}
