using System.Text;
using Madoguchi.DesignSystem;
using Madoguchi.Feel;
using Madoguchi.Kernel;

namespace Madoguchi.Procedures;

/// <summary>
/// An account to be paid into, in what a transfer needs (全銀協規定フォーマット): codes of bank and branch, kind, seven digits, and the
/// holder in the kana that banks know.
/// </summary>
public sealed class BankAccountQuestion : QuestionType
{
    private const string SmallKana = "ァィゥェォッャュョヮ";
    private const string LargeKana = "アイウエオツヤユヨワ";

    private static readonly Dictionary<string, Localised> Kinds = new(StringComparer.Ordinal)
    {
        ["ordinary"] = new("普通", "普通", "Ordinary"),
        ["current"] = new("当座", "当座", "Current"),
        ["savings"] = new("貯蓄", "貯蓄", "Savings"),
    };

    /// <summary>The kinds of account (預金種目) by code.</summary>
    public static IReadOnlyDictionary<string, Localised> AccountKinds => Kinds;

    public override string Code => "bank-account";

    public override string ValueKind => "bank-account";

    public override string RequiredKey => "answer.bank-account";

    internal override FeelType FeelType { get; } = FeelType.ContextWith(
        [.. new[] { "金融機関コード", "支店コード", "預金種目", "口座番号", "口座名義" }.Select(name => KeyValuePair.Create(name, FeelType.String))]);

    public override Parsed Parse(FormFields form, string field, ParseContext context)
    {
        string Part(string suffix) => JapaneseText.Normalise(form[field + suffix]).Replace('\n', ' ');
        string Number(string suffix) => JapaneseText.ToHalfWidth(form[field + suffix]).Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        var (bank, branch, kind) = (Part(".bankName"), Part(".branchName"), form[field + ".kind"].Trim());
        var (bankCode, branchCode, number) = (Number(".bankCode"), Number(".branchCode"), Number(".number"));
        var holder = Holder(Part(".holder"));
        if (bank.Length + branch.Length + bankCode.Length + branchCode.Length + number.Length + holder.Length == 0)
        {
            return Parsed.Blank;
        }

        var errors = new List<AnswerError>();
        void Must(bool holds, string suffix, string key)
        {
            if (!holds)
            {
                errors.Add(new(suffix, key, []));
            }
        }

        void Name(string name, string suffix, string key)
        {
            if ((name.Length == 0 ? new AnswerError(suffix, key, []) : Typed.LengthProblem(name, 60, suffix) ?? Typed.CharacterProblem(name, false, suffix)) is { } problem)
            {
                errors.Add(problem);
            }
        }

        Name(bank, ".bankName", "bank.bank");
        Must(IsDigits(bankCode, 4), ".bankCode", "bank.bank-code");
        Name(branch, ".branchName", "bank.branch");
        Must(IsDigits(branchCode, 3), ".branchCode", "bank.branch-code");
        Must(Kinds.ContainsKey(kind), ".kind", "bank.kind");
        Must(number.Length is > 0 and <= 7 && number.All(char.IsAsciiDigit), ".number", number.Length > 7 ? "bank.number-too-long" : "bank.number");
        if (holder.Length == 0)
        {
            errors.Add(new(".holder", "bank.holder", []));
        }
        else if (FirstUnknown(holder) is { } unknown)
        {
            errors.Add(new(".holder", "bank.holder-character", [unknown]));
        }
        else if (HalfWidth(holder).Length > 40)
        {
            errors.Add(new(".holder", "text.too-long", [40, HalfWidth(holder).Length]));
        }

        return errors.Count > 0
            ? new Parsed(null, errors)
            : new BankAccountValue(bank, bankCode, branch, branchCode, kind, number.PadLeft(7, '0'), holder);
    }

    public override IEnumerable<(string Name, string Value)> Fields(AnswerValue value, string field) => value is not BankAccountValue account ? [] :
    [
        (field + ".bankName", account.Bank),
        (field + ".bankCode", account.BankCode),
        (field + ".branchName", account.Branch),
        (field + ".branchCode", account.BranchCode),
        (field + ".kind", account.AccountKind),
        (field + ".number", account.Number),
        (field + ".holder", account.Holder),
    ];

    public override string Display(AnswerValue value, Language language) => value is not BankAccountValue account
        ? Typed.Nothing(language)
        : $"{account.Bank}({account.BankCode}) {account.Branch}({account.BranchCode}) "
            + $"{(Kinds.TryGetValue(account.AccountKind, out var kind) ? kind.In(language) : account.AccountKind)} {account.Number} {account.Holder}";

    public override bool Accepts(AnswerValue value) => value is BankAccountValue;

    /// <summary>The holder as a transfer file carries it: half-width kana.</summary>
    public static string HalfWidth(string holder)
    {
        var half = new StringBuilder(holder.Length + 4);
        foreach (var character in holder.Normalize(NormalizationForm.FormD))
        {
            var at = FullKana.IndexOf(character, StringComparison.Ordinal);
            half.Append(at >= 0 ? HalfKana[at] : character);
        }

        return half.ToString();
    }

    internal override FeelValue ToFeel(AnswerValue value) => value is not BankAccountValue account ? FeelNull.Value : new FeelContextValue(
        KeyValuePair.Create<string, FeelValue>("金融機関コード", account.BankCode),
        KeyValuePair.Create<string, FeelValue>("支店コード", account.BranchCode),
        KeyValuePair.Create<string, FeelValue>("預金種目", account.AccountKind),
        KeyValuePair.Create<string, FeelValue>("口座番号", account.Number),
        KeyValuePair.Create<string, FeelValue>("口座名義", account.Holder));

    private const string FullKana = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン\u3099\u309Aー「」";
    private const string HalfKana = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝﾞﾟｰ｢｣";

    private static bool IsDigits(string text, int length) => text.Length == length && text.All(char.IsAsciiDigit);

    /// <summary>Katakana with small kana made large, letters in capitals: as the passbook has it.</summary>
    private static string Holder(string typed)
    {
        var holder = new StringBuilder(typed.Length);
        foreach (var character in JapaneseText.ToKatakana(typed))
        {
            var small = SmallKana.IndexOf(character, StringComparison.Ordinal);
            holder.Append(small >= 0 ? LargeKana[small] : character switch
            {
                '（' => '(',
                '）' => ')',
                '．' or '・' => '.',
                '，' or '、' => ',',
                _ => char.ToUpperInvariant(character),
            });
        }

        return holder.ToString();
    }

    private static string? FirstUnknown(string holder)
    {
        foreach (var rune in holder.EnumerateRunes())
        {
            var isKnown = rune.IsBmp && (char.IsAsciiLetterUpper((char)rune.Value) || char.IsAsciiDigit((char)rune.Value)
                || " ()-.,/「」".Contains((char)rune.Value, StringComparison.Ordinal)
                || HalfWidth(rune.ToString()).All(character => HalfKana.Contains(character, StringComparison.Ordinal)));
            if (!isKnown)
            {
                return rune.ToString();
            }
        }

        return null;
    }
}
