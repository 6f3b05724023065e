using Madoguchi.Testing;

namespace Madoguchi.Whole.Tests;

/// <summary>What somebody answers at one step of a journey, whatever they answer it with.</summary>
internal abstract record Reply
{
    public static implicit operator Reply(string text) => new Typed(text);

    /// <summary>Text into the one field, or the value or label of one choice.</summary>
    public sealed record Typed(string Text) : Reply;

    /// <summary>Several choices.</summary>
    public sealed record Ticked(params string[] Choices) : Reply;

    /// <summary>A date in an era: <c>ad</c>, <c>reiwa</c>, <c>heisei</c> …</summary>
    public sealed record Dated(string Era, string Year, string Month, string Day) : Reply;

    /// <summary>The parts of an address or an account.</summary>
    public sealed record Parts(params (string Part, string Value)[] Values) : Reply;

    public sealed record Attached(ChosenFile File) : Reply;

    /// <summary>In a confirmation: these are wrong.</summary>
    public sealed record Wrong(params string[] Paths) : Reply;
}

/// <summary>All that somebody would answer, by the question's path; <c>children/*/relation</c> answers for every child.</summary>
internal sealed class Replies : Dictionary<string, Reply>
{
    /// <summary>Nothing when the step only wants a look: a confirmation, a list that is complete.</summary>
    public Reply? At(string step) =>
        TryGetValue(step, out var exact) ? exact
        : TryGetValue(string.Join('/', step.Split('/').Select(part => part.All(char.IsAsciiDigit) ? "*" : part)), out var any) ? any
        : null;

    public Replies With(string path, Reply reply)
    {
        var changed = new Replies();
        foreach (var (key, value) in this)
        {
            changed[key] = value;
        }

        changed[path] = reply;
        return changed;
    }
}

/// <summary>The demo city's people and what they answer.</summary>
internal static class Demo
{
    public static readonly ChosenFile Photo = new("資格確認書.png", "image/png", Png());

    /// <summary>佐藤誠: three children, the youngest just born; no account is on file yet.</summary>
    public const string Makoto = "sato-makoto";

    /// <summary>高橋美穂: raises a daughter alone; account and insurance are on file.</summary>
    public const string Miho = "takahashi-miho";

    public static readonly Reply Account = new Reply.Parts(
        ("bankName", "みやのわ銀行"), ("bankCode", "0000"), ("branchName", "風見支店"), ("branchCode", "002"), ("kind", "ordinary"), ("number", "0000101"),
        ("holder", "サトウ マコト"));

    public static readonly Replies MakotosChildAllowance = new()
    {
        ["higher-earner"] = "self",
        ["reason"] = "birth",
        ["reason-date"] = new Reply.Dated("reiwa", "8", "10", "21"),
        ["spouse-together"] = "yes",
        ["spouse-member"] = "佐藤 結衣",
        ["children/*/relation"] = "child",
        ["children/*/together"] = "yes",
        ["children/*/custody"] = "yes",
        ["children/*/livelihood"] = "same",
        ["has-older"] = "no",
        ["bank"] = Account,
        ["insurance"] = new Reply.Attached(Photo),
        ["consent"] = "yes",
        ["promises"] = new Reply.Ticked("true-answers", "will-notify"),
    };

    /// <summary>高橋美穂 answers for her daughter; account, address and the rest are known.</summary>
    public static readonly Replies MihosChildAllowance = new()
    {
        ["higher-earner"] = "single",
        ["reason"] = "move-in",
        ["reason-date"] = new Reply.Dated("ad", "2026", "11", "1"),
        ["children/*/relation"] = "child",
        ["children/*/together"] = "yes",
        ["children/*/custody"] = "yes",
        ["children/*/livelihood"] = "same",
        ["has-older"] = "no",
        ["consent"] = "yes",
        ["promises"] = new Reply.Ticked("true-answers", "will-notify"),
    };

    /// <summary>佐藤誠 registers three children; for the youngest the insurance is still being arranged.</summary>
    public static readonly Replies MakotosChildMedical = new()
    {
        ["public-assistance"] = "no",
        ["reason"] = "birth",
        ["reason-date"] = new Reply.Dated("reiwa", "8", "10", "21"),
        ["children/*/relation"] = "child",
        ["children/*/insured"] = "yes",
        ["children/3/insured"] = "no",
        ["children/*/insurance-kind"] = "kyokai",
        ["children/*/insurer-name"] = "全国健康保険協会 栃木支部",
        ["children/*/insurer-number"] = "０１０９００１６",
        ["children/*/insurance-symbol"] = "",
        ["children/*/insurance-number"] = "12345",
        ["children/*/insured-person"] = "佐藤 誠",
        ["children/*/insurance-proof"] = new Reply.Attached(Photo),
        ["bank"] = Account,
        ["other-subsidy"] = "no",
        ["consent"] = "yes",
        ["promises"] = new Reply.Ticked("true-answers", "will-notify"),
    };

    /// <summary>住民票の写し, two copies by post.</summary>
    public static readonly Replies ResidentRecord = new()
    {
        ["target"] = "household",
        ["items"] = new Reply.Ticked("relation"),
        ["purpose"] = "school",
        ["copies"] = "２",
        ["method"] = "post",
        ["email"] = "",
    };

    private static readonly Reply Restaurant = new Reply.Parts(
        ("postcode", "329-9901"), ("prefecture", "栃木県"), ("city", "みやのわ市"), ("town", "灯町3番7号"), ("building", ""));

    /// <summary>あかり食堂 takes over a restaurant from a person.</summary>
    public static readonly Replies Succession = new()
    {
        ["kind"] = "transfer",
        ["whole"] = "yes",
        ["consulted"] = "yes",
        ["succession-date"] = new Reply.Dated("reiwa", "8", "11", "2"),
        ["predecessor-kind"] = "person",
        ["predecessor-name"] = "架空 太郎",
        ["predecessor-address"] = Restaurant,
        ["facility-name"] = "あかり食堂",
        ["facility-kana"] = "アカリショクドウ",
        ["facility-address"] = Restaurant,
        ["facility-phone"] = "",
        ["permits/*/business-type"] = "restaurant",
        ["permits/*/permit-number"] = "みやのわ保指令 第123号",
        ["permits/*/permit-date"] = new Reply.Dated("reiwa", "6", "4", "1"),
        ["permits/*/permit-until"] = new Reply.Dated("reiwa", "12", "3", "31"),
        ["supervisor-changes"] = "no",
        ["transfer-proof"] = new Reply.Attached(Photo),
        ["same-business"] = "yes",
        ["promises"] = new Reply.Ticked("true-answers", "hygiene"),
    };

    /// <summary>A real picture of one white point.</summary>
    private static byte[] Png() => Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=");
}
