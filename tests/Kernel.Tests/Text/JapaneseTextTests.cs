using CsCheck;

namespace Madoguchi.Kernel.Tests.Text;

public sealed class JapaneseTextTests
{
    [Theory]
    [InlineData("　山田　　太郎 ", "山田 太郎")]
    [InlineData("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ")]
    [InlineData("ｶﾞｷﾞﾊﾟｰ", "ガギパー")]
    [InlineData("ＡＢＣ１２３", "ABC123")]
    [InlineData("１－２－３", "1-2-3")]
    [InlineData("です。（はい）、１０～１５時！", "です。（はい）、10～15時！")]
    [InlineData("か\u3099", "が")]
    [InlineData("\uFEFF山\u200B田\u202E", "山田")]
    [InlineData("一行目\r\n二行目 \r三行目\n\n", "一行目\n二行目\n三行目")]
    [InlineData("\u00A0東\u2003京\t", "東 京")]
    public void Text_is_kept_in_one_width(string typed, string kept) => JapaneseText.Normalise(typed).ShouldBe(kept);

    [Theory]
    [InlineData("山﨑")]
    [InlineData("髙橋")]
    [InlineData("\uFA19谷")] // 神 as a compatibility ideograph: NFC and NFKC would both make it U+795E
    [InlineData("か\u3099\uFA19", "が\uFA19")]
    [InlineData("葛\U000E0100城")] // with a variation selector (IVS)
    [InlineData("𠮷田")]
    [InlineData("\uE000沢")] // 外字
    [InlineData("㈱丸㋿")]
    public void A_name_keeps_the_characters_it_is_written_with(string name, string? kept = null) =>
        JapaneseText.Normalise(name).ShouldBe(kept ?? name);

    // Not in the table: an attribute is stored as UTF-8, which has no half pairs.
    [Fact]
    public void Half_a_surrogate_pair_is_replaced_and_refused_in_names()
    {
        JapaneseText.Normalise("A\ud800B").ShouldBe("A\uFFFDB");
        JapaneseText.FoldForSearch("A\ud800B").ShouldBe("a\uFFFDb");
        JapaneseText.CheckName("山\ud842").Problem.ShouldNotBeNull().ShouldContain("こわれた文字");
    }

    [Fact]
    public void Normalising_twice_changes_nothing() => Typed.Sample(text =>
        JapaneseText.Normalise(text) is var once && JapaneseText.Normalise(once) == once);

    [Theory]
    [InlineData("０２８－６３２－２２２２", "028-632-2222")]
    [InlineData("０２８ー６３２−２２２２", "028-632-2222")]
    [InlineData("ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", "hanako@example.jp")]
    public void Codes_are_plain_ASCII(string typed, string code) => JapaneseText.ToHalfWidth(typed).ShouldBe(code);

    [Theory]
    [InlineData("ヤマダ　タロウ", "やまだたろう")]
    [InlineData("ﾔﾏﾀﾞ ﾀﾛｳ", "やまだたろう")]
    [InlineData("サーバー", "さば")]
    [InlineData("キョウコ", "きようこ")]
    [InlineData("ABC㈱", "abc(株)")]
    [InlineData("髙﨑", "高崎")]
    [InlineData("\uFA19\u8FBB\U000E0100", "神辻")]
    [InlineData("𠮷田", "吉田")]
    [InlineData("渡邉 齋藤", "渡辺斎藤")]
    [InlineData("028-632-2222", "0286322222")]
    public void Search_finds_a_word_in_any_dress(string text, string folded) => JapaneseText.FoldForSearch(text).ShouldBe(folded);

    [Fact]
    public void Folding_twice_changes_nothing() => Typed.Sample(text =>
        JapaneseText.FoldForSearch(text) is var once && JapaneseText.FoldForSearch(once) == once);

    [Fact]
    public void What_is_kept_is_found_as_what_was_typed() => Typed.Sample(text =>
        JapaneseText.FoldForSearch(JapaneseText.Normalise(text)) == JapaneseText.FoldForSearch(text));

    [Theory]
    [InlineData("やまだ たろう", "ヤマダ タロウ")]
    [InlineData("ﾔﾏﾀﾞ", "ヤマダ")]
    [InlineData("すーぱ-", "スーパー")]
    [InlineData("こゝろ", "コヽロ")]
    [InlineData("ゔぁ", "ヴァ")]
    [InlineData("山田", "山田")]
    public void Kana_becomes_katakana(string typed, string katakana) => JapaneseText.ToKatakana(typed).ShouldBe(katakana);

    [Theory]
    [InlineData("ヤマダ タロウ", true)]
    [InlineData("やまだ・たろー", true)]
    [InlineData("山田", false)]
    [InlineData("ヤマダ1", false)]
    [InlineData("", false)]
    [InlineData(" ー ", false)]
    [InlineData("ﾔﾏﾀﾞ", false)] // comes after Normalise
    public void A_reading_is_kana_only(string text, bool kana) => JapaneseText.IsKana(text).ShouldBe(kana);

    [Theory]
    [InlineData("児童手当", "児童 童手 手当")]
    [InlineData("𠮷田𠮷田", "𠮷田 田𠮷")] // a pair of surrogates is one character
    [InlineData("児", "児")]
    [InlineData("𠮷", "𠮷")]
    [InlineData("", "")]
    public void Pairs_of_neighbours_are_what_is_searched(string folded, string bigrams) =>
        string.Join(' ', JapaneseText.Bigrams(folded)).ShouldBe(bigrams);

    [Fact]
    public void Each_character_begins_a_token_of_the_index() => Typed.Sample(text =>
    {
        var folded = JapaneseText.FoldForSearch(text);
        var tokens = JapaneseText.IndexTokens(folded).ToArray();
        return folded.EnumerateRunes().All(rune => tokens.Any(token => token.StartsWith(rune.ToString(), StringComparison.Ordinal)))
            && JapaneseText.Bigrams(folded).All(bigram => tokens.Contains(bigram));
    });

    [Theory]
    [InlineData("山田", 2)]
    [InlineData("𠮷田", 2)]
    [InlineData("葛\U000E0100城", 2)]
    [InlineData("👨‍👩‍👧", 1)]
    public void Length_is_what_a_reader_counts(string text, int length) => JapaneseText.Length(text).ShouldBe(length);

    [Theory]
    [InlineData("山田 太郎")]
    [InlineData("𠮷田 \uFA19子")]
    [InlineData("葛\U000E0100城")]
    [InlineData("John O'Brien-Smith Jr.")]
    [InlineData("㈱丸山・食堂＆カフェ")]
    [InlineData("Nguyễn Văn A")]
    [InlineData("佐々木〆子")]
    [InlineData("\U00031350")] // an ideograph of the newest plane
    public void A_name_is_kept(string name)
    {
        var check = JapaneseText.CheckName(name);

        check.Problem.ShouldBeNull();
        check.Gaiji.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("山田😀", "絵文字")]
    [InlineData("山田👨‍👩‍👧", "絵文字")]
    [InlineData("山田★", "記号「★」")]
    [InlineData("山田👍🏽", "絵文字")]
    [InlineData("1️⃣", "絵文字")]
    [InlineData("山田\n太郎", "改行")]
    [InlineData("山田\0", "目に見えない")]
    [InlineData("山\u202E田", "目に見えない")]
    public void What_cannot_be_printed_is_refused_with_a_sentence(string name, string says) =>
        JapaneseText.CheckName(name).Problem.ShouldNotBeNull().ShouldContain(says);

    [Fact]
    public void Gaiji_is_kept_and_named() =>
        JapaneseText.CheckName("\uE123沢\U000F0001").ShouldSatisfyAllConditions(
            check => check.Problem.ShouldBeNull(),
            check => check.Gaiji.ShouldBe(["\uE123", "\U000F0001"]));

    [Fact]
    public void Nothing_that_is_typed_throws() => Gen.String.Sample(text =>
    {
        _ = JapaneseText.Normalise(text);
        _ = JapaneseText.FoldForSearch(text);
        _ = JapaneseText.ToHalfWidth(text);
        _ = JapaneseText.CheckName(text);
        return JapaneseText.IndexTokens(text).ToArray().Length >= 0;
    });

    private static Gen<string> Typed { get; } = Gen.String[
        Gen.Char["山田髙﨑邉\uFA19がｶﾞﾊﾟヴｰー－-〜～ＡａA１1 　\t\n。、（＠ゝヽッょ\u3099\u200B\u00AD\uE000\ud842\udfb7㈱㋿"], 0, 20];
}
