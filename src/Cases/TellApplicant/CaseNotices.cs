using Madoguchi.Delivery;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Madoguchi.Cases;

/// <summary>Tells Delivery what a notice of a case says, when it writes it.</summary>
internal sealed class CaseNotices(CasesDb db, CaseFiles files, Texts texts) : INoticeSource
{
    public IReadOnlyCollection<string> Kinds => NoticeKinds.All;

    public async Task<NoticeContent?> ContentOfAsync(Guid noticeId, string kind, CancellationToken cancellationToken)
    {
        var issued = kind == NoticeKinds.Received ? null : await db.Issued.SingleOrDefaultAsync(row => row.NoticeId == noticeId, cancellationToken);
        var caseId = issued?.CaseId ?? noticeId;
        if (await db.Cases.SingleOrDefaultAsync(row => row.Id == caseId, cancellationToken) is not { ErasedAt: null } it)
        {
            return null;
        }

        var file = await files.OpenAsync(it, Language.Ja, cancellationToken);

        // A guest whom no register knows is told by nobody: the number and code on the receipt lead to the page.
        return file.Subject is null ? null : Content(file, kind, noticeId, issued);
    }

    private NoticeContent? Content(CaseFile file, string kind, Guid noticeId, IssuedNotice? issued) => kind switch
    {
        NoticeKinds.Received => NoticeContents.Received(file),
        NoticeKinds.CorrectionAsked => Asked(file, noticeId, issued!),
        NoticeKinds.Decision => Decided(file, noticeId),
        NoticeKinds.Withdrawn => NoticeContents.Withdrawn(file, noticeId, issued!.At.DateInJapan()),
        NoticeKinds.FeeAsked => NoticeContents.FeeAsked(file, issued!.At.DateInJapan()),
        NoticeKinds.FeeRefunded => NoticeContents.FeeRefunded(file, issued!),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A new kind of notice needs its content here."),
    };

    /// <summary>Once the city no longer waits for the answer, nobody is asked for it.</summary>
    private static NoticeContent? Asked(CaseFile file, Guid correction, IssuedNotice issued) =>
        file.Asked is { } asked && asked.CorrectionId == correction && asked.Fields.All(field => file.TextOf(field.TextId) is not null)
            ? NoticeContents.Asked(file, asked, issued.At.DateInJapan())
            : null;

    private NoticeContent? Decided(CaseFile file, Guid noticeId)
    {
        if (file.Decision is not { } decision || file.TextOf(decision.ReasonTextId) is not { } reason)
        {
            return null;
        }

        var number = file.Notice is { } numbered ? NoticeWords.Number(new Wording(texts, new Display(Language.Ja)), numbered) : null;
        var template = file.Definition.Decisions.First(template => template.Outcome == decision.Outcome);
        return NoticeContents.Decided(file, new(template, decision.Grounds, reason, decision.DecidedOn, number), noticeId);
    }
}
