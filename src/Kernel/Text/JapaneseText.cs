using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Madoguchi.Kernel;

/// <summary>What is wrong with a name, as a sentence for the person who typed it, and which of its characters only this city's fonts may know.</summary>
public sealed record NameCheck(string? Problem, IReadOnlyList<string> Gaiji);

/// <summary>
/// Japanese as people type and paste it. Two kinds of sameness: <see cref="Normalise"/> keeps every character a name is written
/// with (氏名の字体), <see cref="FoldForSearch"/> drops all that must not stand between a searcher and a name.
/// </summary>
public static class JapaneseText
{
    /// <summary>Characters of names that are the same character in another form; NFKC knows none of them.</summary>
    private static readonly FrozenDictionary<Rune, Rune> NameVariants = Pairs(
        "髙高 﨑崎 嵜崎 邊辺 邉辺 齋斎 齊斉 澤沢 濵浜 濱浜 廣広 國国 櫻桜 眞真 𠮷吉 德徳 瀨瀬 嶋島 嶌島 惠恵 龍竜 與与 關関 黑黒 渕淵 冨富 桒桑 栁柳 槇槙 遙遥 "
        + "靜静 壽寿 榮栄 圓円 實実 將将 晉晋 條条 淺浅 瀧滝 爲為 禮礼 萬万 藏蔵 豐豊 邨村 鐵鉄 顯顕 髮髪 鷗鴎 彥彦 緖緒 賴頼 隱隠 曾曽 峯峰 埜野 桧檜 舘館 斈学 "
        + "學学 應応 傳伝 來来 曻昇 莊荘 亞亜 團団 氣気 澁渋 發発 鹽塩 縣県 穗穂 橫横 戶戸 增増 淸清 靑青 敎教 曉暁 凜凛 堯尭 巖巌 祿禄");

    private static readonly FrozenDictionary<char, char> LargeOfSmall = "ぁあぃいぅうぇえぉおっつゃやゅゆょよゎわゕかゖけ"
        .Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>
    /// The text as it is kept: half-width kana made full, full-width letters and digits made ASCII, spaces trimmed and single, line
    /// ends one kind, invisible characters gone, NFC. Compatibility ideographs (神 U+FA19), which even NFC would replace, and
    /// variation selectors stay: they are how somebody's name is written.
    /// </summary>
    public static string Normalise(string text) => Tidy(ComposeAroundNames(FoldWidth(Visible(text), punctuation: false)));

    /// <summary>For codes, numbers, phone and mail: as <see cref="Normalise"/>, but punctuation is ASCII too and any dash is a hyphen.</summary>
    public static string ToHalfWidth(string text) =>
        string.Concat(Tidy(FoldWidth(Visible(text), punctuation: true)).Select(character => IsDash(character) ? '-' : character));

    /// <summary>
    /// The text as it is searched: NFKC, lower case, hiragana, small kana large, variants of name characters one, and no spaces,
    /// long marks, dashes or variation selectors. Both the index and the question go through it.
    /// </summary>
    public static string FoldForSearch(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in WellFormed(text).Normalize(NormalizationForm.FormKC).ToLowerInvariant().EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || IsVariationSelector(rune) || (rune.IsBmp && (IsDash((char)rune.Value) || IsInvisible((char)rune.Value))))
            {
                continue;
            }

            if (NameVariants.TryGetValue(rune, out var common))
            {
                folded.Append(common);
            }
            else if (rune.IsBmp)
            {
                var hiragana = ToHiragana((char)rune.Value);
                folded.Append(LargeOfSmall.GetValueOrDefault(hiragana, hiragana));
            }
            else
            {
                folded.Append(rune);
            }
        }

        // What was dropped may have stood between a kana and its voiced mark.
        return folded.ToString().Normalize(NormalizationForm.FormKC);
    }

    /// <summary>Katakana from hiragana and half-width kana; a dash after kana is the long mark that was meant.</summary>
    public static string ToKatakana(string text)
    {
        var katakana = new StringBuilder(text.Length);
        foreach (var character in Normalise(text))
        {
            katakana.Append(character switch
            {
                >= 'ぁ' and <= 'ゖ' or 'ゝ' or 'ゞ' => (char)(character + 0x60),
                _ when IsDash(character) && katakana is [.., >= 'ァ' and <= 'ー'] => 'ー',
                _ => character,
            });
        }

        return katakana.ToString();
    }

    /// <summary>Whether a reading (ふりがな) is kana only: hiragana or katakana, long mark, middle dot, spaces.</summary>
    public static bool IsKana(string text) =>
        text.Any(character => character is not 'ー' && char.IsLetter(character))
        && text.All(character => character is (>= 'ぁ' and <= 'ゖ') or (>= 'ァ' and <= 'ヺ') or 'ー' or '・' or ' ' or '　' or 'ゝ' or 'ゞ' or 'ヽ' or 'ヾ');

    /// <summary>
    /// Neighbouring pairs of code points of a folded text, each once; a single character alone. What a search asks for.
    /// </summary>
    public static IEnumerable<string> Bigrams(string folded)
    {
        var runes = folded.EnumerateRunes().Select(rune => rune.ToString()).ToArray();
        return runes.Length == 1 ? runes : runes.Zip(runes.Skip(1), string.Concat).Distinct();
    }

    /// <summary>
    /// What the index stores: the bigrams and the last character alone, so that a question of one character finds every text that
    /// has it by the prefix of a token.
    /// </summary>
    public static IEnumerable<string> IndexTokens(string folded)
    {
        var bigrams = Bigrams(folded);
        return folded.Length == 0 ? bigrams : bigrams.Append(LastRune(folded).ToString()).Distinct();
    }

    /// <summary>Length as a reader counts it: 葛󠄀 (with its variation selector) and 👨‍👩‍👧 are one.</summary>
    public static int Length(string text) => new StringInfo(text).LengthInTextElements;

    /// <summary>Whether a name can be kept and printed. Private-use characters (外字) are kept, and named so that a clerk looks at them.</summary>
    public static NameCheck CheckName(string name)
    {
        var gaiji = new List<string>();
        for (var index = 0; index < name.Length;)
        {
            if (!Rune.TryGetRuneAt(name, index, out var rune))
            {
                return new("名前に、こわれた文字があります。もう一度入力してください。", gaiji);
            }

            index += rune.Utf16SequenceLength;
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.PrivateUse:
                    gaiji.Add(rune.ToString());
                    break;
                case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    return new("名前に、改行や目に見えない文字が入っています。消してから、もう一度入力してください。", gaiji);
                // ㈱ and the like are symbols to Unicode and letters to a company.
                case UnicodeCategory.OtherSymbol when rune.Value is not (>= 0x3200 and <= 0x33FF):
                case UnicodeCategory.ModifierSymbol when rune.Value >= 0x1F000:
                case UnicodeCategory.EnclosingMark:
                    return new($"名前に、絵文字や記号「{rune}」は使えません。消してください。", gaiji);
                // New planes of ideographs may be younger than our Unicode table.
                case UnicodeCategory.OtherNotAssigned when rune.Value is not (>= 0x20000 and <= 0x3FFFD):
                    return new("名前に、使えない文字があります。窓口にお問い合わせください。", gaiji);
                default:
                    break;
            }
        }

        return new(null, gaiji);
    }

    /// <summary>Half a surrogate pair becomes U+FFFD; normalisation would throw on it.</summary>
    internal static string WellFormed(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index]))
            {
                continue;
            }

            if (!char.IsSurrogatePair(text, index))
            {
                return string.Concat(text.EnumerateRunes());
            }

            index++;
        }

        return text;
    }

    /// <summary>All that people type for a hyphen or a long mark.</summary>
    internal static bool IsDash(char character) =>
        character is 'ー' or 'ｰ' or '－' or '−' or '─' or '━' or '﹣' or '⁃' || char.GetUnicodeCategory(character) == UnicodeCategory.DashPunctuation && character != '〜';

    /// <summary>Pasted along unseen: zero-width space, byte order mark, soft hyphen, marks of direction.</summary>
    internal static bool IsInvisible(char character) =>
        character is '\u00AD' or '\u200B' or '\u200E' or '\u200F' or '\u2060' or '\uFEFF' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static string Visible(string text) => WellFormed(text) is var whole && whole.Any(IsInvisible)
        ? string.Concat(whole.Where(character => !IsInvisible(character)))
        : whole;

    private static bool IsVariationSelector(Rune rune) => rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static bool IsCompatibilityIdeograph(Rune rune) => rune.Value is (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private static char ToHiragana(char character) =>
        character is (>= 'ァ' and <= 'ヶ') or 'ヽ' or 'ヾ' ? (char)(character - 0x60) : character;

    private static Rune LastRune(string text)
    {
        Rune.DecodeLastFromUtf16(text, out var last, out _);
        return last;
    }

    /// <summary>Half-width kana through NFKC, run by run so that ｶﾞ becomes one ガ; full-width ASCII by its offset.</summary>
    private static string FoldWidth(string text, bool punctuation)
    {
        var folded = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (character is >= '｡' and <= 'ﾟ')
            {
                var end = index + 1;
                while (end < text.Length && text[end] is >= '｡' and <= 'ﾟ')
                {
                    end++;
                }

                folded.Append(text[index..end].Normalize(NormalizationForm.FormKC));
                index = end - 1;
            }
            else
            {
                // ！（），．：；？［］｛｝～ are how Japanese is written; the rest of full-width ASCII is a slip of the input method.
                var folds = character is >= '！' and <= '～' && (punctuation || !"！（），．：；？［］｛｝～".Contains(character, StringComparison.Ordinal));
                folded.Append(folds ? (char)(character - 0xFEE0) : character);
            }
        }

        return folded.ToString();
    }

    private static string ComposeAroundNames(string text)
    {
        if (text.IsNormalized(NormalizationForm.FormC))
        {
            return text;
        }

        var (composed, run) = (new StringBuilder(text.Length), new StringBuilder());
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsCompatibilityIdeograph(rune))
            {
                composed.Append(run.ToString().Normalize(NormalizationForm.FormC)).Append(rune);
                run.Clear();
            }
            else
            {
                run.Append(rune);
            }
        }

        return composed.Append(run.ToString().Normalize(NormalizationForm.FormC)).ToString();
    }

    private static string Tidy(string text)
    {
        var tidy = new StringBuilder(text.Length);
        foreach (var character in text.ReplaceLineEndings("\n"))
        {
            if (character != '\n' && char.IsWhiteSpace(character))
            {
                if (tidy is not [.., ' ' or '\n'])
                {
                    tidy.Append(' ');
                }
            }
            else
            {
                if (character == '\n' && tidy is [.., ' '])
                {
                    tidy.Length--;
                }

                tidy.Append(character);
            }
        }

        return tidy.ToString().Trim();
    }

    private static FrozenDictionary<Rune, Rune> Pairs(string pairs) => pairs
        .Split(' ')
        .Select(pair => pair.EnumerateRunes().ToArray())
        .ToFrozenDictionary(pair => pair[0], pair => pair[1]);
}
