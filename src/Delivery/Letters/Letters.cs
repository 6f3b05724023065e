using Madoguchi.DesignSystem;
using Madoguchi.Kernel;

namespace Madoguchi.Delivery;

internal sealed class Letters(Database database, LetterTemplates templates, CityWords city, LetterFonts fonts, LetterPrinter printer) : ILetters
{
    public async Task<bool> IsMadeAsync(Guid noticeId, CancellationToken cancellationToken) => (await database.QueryAsync(
        "select 1 as made from delivery_letter where id = @id", row => row.Int64("made"), cancellationToken, ("id", noticeId))).Count > 0;

    public IReadOnlyList<UnprintableCharacter> Unprintable(string text) =>
        [.. fonts.Missing(text).Select(missing => new UnprintableCharacter(missing.Text, missing.CodePoints))];

    public byte[] Specimen(string kind, NoticeContent content, string recipient)
    {
        var template = templates.Find(kind) ?? throw new InvalidOperationException($"The city has no letters/{kind}.yaml.");
        var to = new Addressee(Guid.Empty, recipient, null, false, null, Language.Ja);
        return printer.Print(LetterWriting.Write(template, content, to, city, null).Select((text, where) => fonts.Printed(text, where, []))).Bytes;
    }
}
