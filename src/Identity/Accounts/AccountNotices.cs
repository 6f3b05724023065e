using Madoguchi.Delivery;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;

namespace Madoguchi.Identity;

/// <summary>What the notices about accounts say: the code in its letter, what changed.</summary>
internal sealed class AccountNotices(Database database, Codes codes, Texts texts, TimeProvider time) : INoticeSource
{
    public const string Code = "access-code";
    public const string Changed = "account-changed";

    public IReadOnlyCollection<string> Kinds { get; } = [Code, Changed];

    public async Task<NoticeContent?> ContentOfAsync(Guid noticeId, string kind, CancellationToken cancellationToken) => kind switch
    {
        Code => (await database.QueryAsync(
            "select id, sealed, issued_at, expires_at from identity_code where notice_id = @notice and expires_at > @now",
            OfCode,
            cancellationToken,
            ("notice", noticeId),
            ("now", time.GetUtcNow()))).FirstOrDefault(),
        _ => await database.FirstAsync("select what, at from identity_notice where id = @id", OfChange, cancellationToken, ("id", noticeId)),
    };

    /// <summary>Null once the code was used, replaced or is too old: a letter with it would only lead astray.</summary>
    private NoticeContent? OfCode(Row row)
    {
        var (issued, last) = (row.Instant("issued_at").DateInJapan(), row.Instant("expires_at").DateInJapan());
        return codes.Unseal(row.Guid("id"), row.TextOrNull("sealed")) is { } code
            ? new NoticeContent(new Dictionary<string, string> { ["code"] = AccessCode.Show(code), ["valid-until"] = Wareki.Format(last) })
            {
                Day = issued,
                HoldsUntil = last,
                Address = "/account/enrol",
            }
            : null;
    }

    private NoticeContent OfChange(Row row)
    {
        var at = row.Instant("at");
        return new NoticeContent(new Dictionary<string, string>
        {
            ["what"] = Ruby.Strip(texts[$"identity.log.{row.Text("what")}"].Ja),
            ["when"] = at.ShownInJapan(),
        })
        {
            Day = at.DateInJapan(),
            Address = "/my/account/sign-ins",
        };
    }
}
