using System.Globalization;
using System.IO.Compression;
using System.Text;
using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Delivery;

/// <summary>A letter of a batch with what the manifest says of it.</summary>
internal sealed record BatchLine(BatchLetter Place, StoredLetter Letter)
{
    public string File => string.Create(CultureInfo.InvariantCulture, $"{Place.Position:0000}.pdf");
}

/// <summary>
/// What goes to the printing office: the files as they were made, and a manifest by which it checks that it has all of them unchanged.
/// Written anew at each download from what is stored, so a download cut off is simply repeated.
/// </summary>
internal sealed class BatchFiles(DeliveryDb db, IFileStore files)
{
    /// <summary>定形郵便物: up to 50 g (docs/sources.md).</summary>
    private const int StandardGrams = 50;
    private const int EnvelopeGrams = 6;
    private const int SheetGrams = 4;
    private static readonly string[] Columns = ["通番", "ファイル", "文書番号", "種類", "ページ", "郵便番号上3桁", "重さの区分", "SHA-256"];

    public async Task<IReadOnlyList<BatchLine>> LinesAsync(Guid batch, CancellationToken cancellationToken)
    {
        var lines = await (from place in db.BatchLetters
                           join letter in db.Letters on place.LetterId equals letter.Id
                           where place.BatchId == batch
                           orderby place.Position
                           select new { place, letter }).ToListAsync(cancellationToken);
        return lines.ConvertAll(line => new BatchLine(line.place, line.letter));
    }

    public async Task WriteAsync(PrintBatch batch, IReadOnlyList<BatchLine> lines, Stream to, CancellationToken cancellationToken)
    {
        var zip = await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        await using (zip)
        {
            await AddAsync("manifest.csv", CompressionLevel.Fastest, new MemoryStream(Manifest(lines)));
            foreach (var line in lines)
            {
                // A letter whose words were erased meanwhile is not printed any more; the manifest still names it.
                if (await files.OpenAsync(line.Letter.FileId, cancellationToken) is { } content)
                {
                    await AddAsync(line.File, CompressionLevel.NoCompression, content);
                }
            }
        }

        async Task AddAsync(string name, CompressionLevel level, Stream content)
        {
            await using (content)
            {
                var entry = zip.CreateEntry(name, level);
                entry.LastWriteTime = batch.MadeAt.InJapan();
                await using var target = await entry.OpenAsync(cancellationToken);
                await content.CopyToAsync(target, cancellationToken);
            }
        }
    }

    /// <summary>CSV as spreadsheets of offices open it: UTF-8 with a byte order mark, lines ended by CR LF. No names, no addresses.</summary>
    public static byte[] Manifest(IReadOnlyList<BatchLine> lines)
    {
        var csv = new StringBuilder().AppendJoin(',', Columns).Append("\r\n");
        foreach (var line in lines)
        {
            var letter = line.Letter;
            csv.AppendJoin(
                ',',
                line.Place.Position.ToString(CultureInfo.InvariantCulture), line.File, letter.Number, letter.Kind, letter.Pages.ToString(CultureInfo.InvariantCulture),
                letter.Area, WeightOf(letter.Pages), Convert.ToHexStringLower(letter.Sha256)).Append("\r\n");
        }

        return [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(csv.ToString())];
    }

    /// <summary>Printed on both sides of sheets of about 64 g/m².</summary>
    private static string WeightOf(long pages) => EnvelopeGrams + ((pages + 1) / 2 * SheetGrams) <= StandardGrams ? "定形50gまで" : "定形外";
}
