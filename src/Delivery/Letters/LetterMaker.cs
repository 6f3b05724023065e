using System.Security.Cryptography;
using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

/// <summary>
/// Makes a letter once: words, file, signature, row. A repeat after a crash finds the row and gives what it says; a file that no row
/// came to name is erased or, after a crash, lies unread in the file store.
/// </summary>
internal sealed class LetterMaker(
    Database database, IWriter writer, IFileStore files, LetterTemplates templates, CityWords city, LetterPrinter printer, LetterKeys keys) : ILetterMaker
{
    private const long MostBytes = 20 * 1024 * 1024;
    private static readonly Actor Maker = Actor.System("letters");
    private static readonly Purpose Serve = new("notify");

    public async Task<MadeLetter> MakeAsync(NoticeToServe notice, NoticeContent content, Addressee to, CancellationToken cancellationToken)
    {
        if (await KeptAsync(notice.Id, cancellationToken) is { } kept)
        {
            return kept;
        }

        var template = templates.Find(notice.Kind) ?? throw new InvalidOperationException($"The city has no letters/{notice.Kind}.yaml.");
        var code = CheckCode.New();
        var words = LetterWriting.Write(template, content, AsPrinted(to), city, code);
        var printed = printer.Print(words);
        var proof = new LetterProof(
            notice.Id, notice.Kind, content.Number, content.Day, content.HoldsUntil, ShownName.Of(to),
            [.. content.Essentials.Select(essential => new Essential(essential.Label, essential.Value))], CheckCode.Hash(code), SHA256.HashData(printed.Bytes));
        var seal = await keys.SignAsync(proof, cancellationToken);
        var file = await FileAsync(notice, printed, cancellationToken);
        var made = await writer.WriteAsync<MadeLetter>(
            new Work($"letter/{notice.Id}", $"delivery/letter/{notice.Id}", Maker, Serve),
            unit =>
            {
                LetterStore.Add(unit, new NewLetter(notice, content, words, proof, seal, LetterStore.AreaOf(words.Postcode), file, printed.Pages));
                return new MadeLetter(file, printed.Pages);
            },
            cancellationToken);
        if (made.Value.File != file)
        {
            // Somebody else made it meanwhile; theirs counts.
            await files.EraseAsync(file, Maker, Serve, cancellationToken);
        }

        return made.Value;
    }

    /// <summary>A 外字 that no font of the city has is printed as the register writes it otherwise, never as an empty box.</summary>
    private Addressee AsPrinted(Addressee to) => to.Original is { } original && !printer.CanPrint(original) ? to with { Original = null } : to;

    private Task<MadeLetter?> KeptAsync(Guid id, CancellationToken cancellationToken) => database.FirstAsync(
        "select file_id, pages from delivery_letter where id = @id",
        row => new MadeLetter(row.Guid("file_id"), (int)row.Int64("pages")),
        cancellationToken,
        ("id", id));

    private async Task<Guid> FileAsync(NoticeToServe notice, PrintedLetter printed, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(printed.Bytes, writable: false);
        var stored = await files.SaveAsync(
            content, new Upload($"{notice.Kind}.pdf", MostBytes, [FileType.Pdf]), Maker, Serve, cancellationToken);
        return stored.Refusal is { } refusal ? throw new InvalidOperationException($"A letter could not be stored: {refusal.Code}") : stored.Value.Id;
    }
}
