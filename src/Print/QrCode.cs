using Madoguchi.Print.Pictures;

namespace Madoguchi.Print;

/// <summary>
/// A QR code (JIS X 0510) of error correction level M: a quarter of the way to being torn, and still read. Capital letters, digits
/// and <c>$%*+-./:</c> alone make a smaller code than other text.
/// </summary>
public sealed class QrCode
{
    private const int QuietZone = 4;

    private readonly bool[,] modules;

    private QrCode(bool[,] modules) => this.modules = modules;

    /// <summary>Modules along a side, with the quiet zone.</summary>
    public int Side => modules.GetLength(0) + (2 * QuietZone);

    public static QrCode Of(string text) => new(QrEncoder.Encode(text));

    /// <summary>Dark modules, those beside each other as one, from the upper left.</summary>
    internal IEnumerable<(int X, int Y, int Length)> Stripes()
    {
        var size = modules.GetLength(0);
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                var from = x;
                while (x < size && modules[y, x])
                {
                    x++;
                }

                if (x > from)
                {
                    yield return (from + QuietZone, y + QuietZone, x - from);
                }
            }
        }
    }
}
