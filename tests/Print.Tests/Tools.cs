using System.Diagnostics;
using System.Text;

namespace Madoguchi.Print.Tests;

/// <summary>Programs that others wrote, as judges of our files: poppler, qpdf, zbar. <c>./test</c> installs them.</summary>
internal static class Tools
{
    /// <summary>What <c>pdftotext</c> extracts, in the order of the content.</summary>
    public static string Text(byte[] pdf, params string[] options) => Run("pdftotext", pdf, file => [.. options.DefaultIfEmpty("-raw"), "-enc", "UTF-8", "-nopgbrk", file, "-"]).Output;

    public static string Tags(byte[] pdf) => Run("pdfinfo", pdf, file => ["-struct-text", "-enc", "UTF-8", file]).Output;

    /// <summary>What qpdf says; it ends with 0 only where nothing is wrong.</summary>
    public static (int Code, string Output) Check(byte[] pdf) => Run("qpdf", pdf, file => ["--check", file]);

    /// <summary>The same document with nothing compressed, as qpdf writes it.</summary>
    public static byte[] Plain(byte[] pdf)
    {
        var plain = Path.Combine(Path.GetTempPath(), $"madoguchi-print-{Guid.CreateVersion7():N}.pdf");
        try
        {
            Run("qpdf", pdf, file => ["--qdf", "--object-streams=disable", file, plain]).Code.ShouldBe(0);
            return File.ReadAllBytes(plain);
        }
        finally
        {
            File.Delete(plain);
        }
    }

    /// <summary>What a scanner reads of the first page at 150 dots an inch.</summary>
    public static string Scan(byte[] pdf)
    {
        var picture = Path.Combine(Path.GetTempPath(), $"madoguchi-print-{Guid.CreateVersion7():N}");
        try
        {
            Run("pdftoppm", pdf, file => ["-r", "150", "-singlefile", "-png", file, picture]).Code.ShouldBe(0);
            return Run("zbarimg", File.ReadAllBytes(picture + ".png"), file => ["-q", "--raw", file]).Output.TrimEnd('\n');
        }
        finally
        {
            File.Delete(picture + ".png");
        }
    }

    /// <summary>The dark share of a box (in points from the upper left) of the first page, to see whether something stands there.</summary>
    public static double Ink(byte[] pdf, int left, int top, int width, int height)
    {
        var picture = Path.Combine(Path.GetTempPath(), $"madoguchi-print-{Guid.CreateVersion7():N}");
        try
        {
            Run("pdftoppm", pdf, file => ["-r", "72", "-gray", "-singlefile", "-x", $"{left}", "-y", $"{top}", "-W", $"{width}", "-H", $"{height}", file, picture]).Code.ShouldBe(0);
            var pixels = File.ReadAllBytes(picture + ".pgm").AsSpan(^(width * height)..);
            var dark = 0.0;
            foreach (var pixel in pixels)
            {
                dark += (255 - pixel) / 255.0;
            }

            return dark / pixels.Length;
        }
        finally
        {
            File.Delete(picture + ".pgm");
        }
    }

    /// <summary>The first page as a JPEG.</summary>
    public static byte[] Jpeg(byte[] pdf)
    {
        var picture = Path.Combine(Path.GetTempPath(), $"madoguchi-print-{Guid.CreateVersion7():N}");
        try
        {
            Run("pdftoppm", pdf, file => ["-r", "30", "-singlefile", "-jpeg", file, picture]).Code.ShouldBe(0);
            return File.ReadAllBytes(picture + ".jpg");
        }
        finally
        {
            File.Delete(picture + ".jpg");
        }
    }

    private static (int Code, string Output) Run(string tool, byte[] input, Func<string, string[]> arguments)
    {
        var file = Path.Combine(Path.GetTempPath(), $"madoguchi-print-{Guid.CreateVersion7():N}.in");
        try
        {
            File.WriteAllBytes(file, input);
            var start = new ProcessStartInfo(tool, arguments(file)) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
            using var process = Start(start);
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + (process.ExitCode == 0 ? "" : errors.GetAwaiter().GetResult()));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{start.FileName} is not installed; ./test installs it.");
            throw;
        }
    }
}
