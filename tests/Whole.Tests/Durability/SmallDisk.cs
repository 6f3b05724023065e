using System.Diagnostics;

namespace Madoguchi.Whole.Tests.Durability;

/// <summary>A file system of its own that is soon full. Mounting one needs root.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>Skips the test where it may not mount.</summary>
    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "A small file system is mounted on Linux by root only.");
        var folder = Directory.CreateTempSubdirectory("madoguchi-disk-").FullName;
        var mounted = await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder);
        Assert.SkipUnless(mounted, "This machine does not let its root mount a file system.");
        return new SmallDisk(folder);
    }

    /// <summary>Takes the space that is left, but for some bytes.</summary>
    public void Fill(long spare)
    {
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                ballast.Write(block);
            }
        }
        catch (IOException)
        {
            // Full: the last block may be there in part.
            ballast.SetLength(ballast.Length - spare);
        }
    }

    public void MakeRoom() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "--lazy", Folder);
        Directory.Delete(Folder);
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
