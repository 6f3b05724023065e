using System.Security.Cryptography;
using Madoguchi.Kernel;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Delivery;

/// <summary>
/// Makes a letter once: words, file, signature, row. A repeat after a crash finds the row and gives what it says; a file that no row
/// came to name is erased or, after a crash, lies unread in the file store.
/// </summary>
internal sealed partial class LetterMaker(
    Database database, IWriter writer, IFileStore files, LetterTemplates templates, CityWords city, LetterFonts fonts, LetterPrinter printer,
    LetterKeys keys, ILogger<LetterMaker> log) : ILetterMaker
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
        var lost = new List<Unprinted>();
        var words = LetterWriting.Write(template, content, AsPrinted(to, lost), city, code).Select((text, where) => fonts.Printed(text, where, lost));
        var printed = printer.Print(words);
        if (lost.Count > 0)
        {
            LogUnprinted(notice.Id, lost.Count);
        }

        var proof = new LetterProof(
            notice.Id, notice.Kind, content.Number, content.Day, content.HoldsUntil, Printed(ShownName.Of(to)),
            [.. content.Essentials.Select(essential => new Essential(Printed(essential.Label), Printed(essential.Value)))], CheckCode.Hash(code), SHA256.HashData(printed.Bytes));
        var seal = await keys.SignAsync(proof, cancellationToken);
        var file = await FileAsync(notice, printed, cancellationToken);
        var made = await writer.WriteAsync<MadeLetter>(
            new Work($"letter/{notice.Id}", $"delivery/letter/{notice.Id}", Maker, Serve),
            unit =>
            {
                LetterStore.Add(unit, new NewLetter(notice, content, words, proof, seal, LetterStore.AreaOf(words.Postcode), file, printed.Pages, UnprintedText(lost)));
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

    /// <summary>A name with a 外字 or variant that no font of the city has is printed as the register writes it otherwise, and staff is told.</summary>
    private Addressee AsPrinted(Addressee to, List<Unprinted> lost)
    {
        if (to.Original is not { } original || fonts.Missing(original) is not { Count: > 0 } missing)
        {
            return to;
        }

        lost.AddRange(missing.Select(character => new Unprinted(LetterPlace.Original, character.CodePoints)));
        return to with { Original = null };
    }

    private string Printed(string text) => fonts.Printed(text, LetterPlace.Text, []);

    private static string? UnprintedText(List<Unprinted> lost) =>
        lost.Count == 0 ? null : string.Join('、', lost.Distinct().Select(it => $"{it.Where} {it.CodePoints}"));

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

    [LoggerMessage(EventId = 5024, Level = LogLevel.Warning, Message = "Letter {Letter} has {Characters} characters that no font of the city prints as the register writes them; staff sees which at the letter")]
    private partial void LogUnprinted(Guid letter, int characters);
}
