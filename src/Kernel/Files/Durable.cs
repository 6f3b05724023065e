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

    /// <summary>Makes a folder and the names of all new folders above it durable.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        var parent = Path.GetDirectoryName(Path.GetFullPath(path))!;
        CreateFolder(parent);
        Directory.CreateDirectory(path);
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

    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // O_RDONLY; the same number on every Unix.
        var folder = Open(Encoding.UTF8.GetBytes(path + '\0'), 0);
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
        return new($"{call} of folder {path}: {Marshal.GetPInvokeErrorMessage(error)}", new Win32Exception(error));
    }

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
