namespace Madoguchi.Print.Tests;

/// <summary>Examples of JIS X 4051, in columns a few characters wide.</summary>
public sealed class LinesBreakAsJapaneseDoes
{
    [Theory]
    [InlineData("申請をします。次に", 6, "申請をしま/す。次に")] // a full stop does not begin a line
    [InlineData("「申」「請」します。次に", 9, "「申」「請」します。/次に")] // and gives up its empty half
    [InlineData("あいうえお（かき）", 6, "あいうえお/（かき）")] // an opening bracket does not end a line
    [InlineData("あいうえおーか", 5, "あいうえ/おーか")] // a long vowel does not begin one
    [InlineData("あいうえおっか", 5, "あいうえ/おっか")] // nor a small kana
    [InlineData("あいう佐々木", 4, "あいう/佐々木")] // nor a repetition mark
    [InlineData("あいうえ……か", 5, "あいうえ/……か")] // dots and dashes in pairs stay together
    [InlineData("あいうえ１２円", 5, "あいうえ/１２円")] // so do the digits of a number
    [InlineData("金額は12,345円です", 7, "金額は12,345/円です")]
    [InlineData("the quick brown fox", 6, "the quick /brown fox")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", 6, "abcdefghijkl/mnopqrstuv/wxyz")] // what is wider than a line is torn
    [InlineData("あ\nい", 6, "あ /い")]
    [InlineData("葛\U000E0100城葛\U000E0100城", 3, "葛\U000E0100城葛\U000E0100/城")] // a variant is one character
    public void A_line_ends_where_it_may(string text, int characters, string expected) =>
        string.Join('/', Sheets.Lines(text, characters)).ShouldBe(expected);

    [Theory]
    [InlineData("」「", 1.5)]
    [InlineData("。」", 1.5)]
    [InlineData("））", 1.5)]
    [InlineData("（（", 1.5)]
    [InlineData("、あ", 2)]
    [InlineData("あ「", 2)]
    public void Signs_that_meet_share_their_empty_half(string text, double characters)
    {
        var line = Layout.Setter.Lines(text, Sheets.Mincho, Align.Left, 100, 0, new Element(Tag.P)).ShouldHaveSingleItem();

        line.Width.ShouldBe(characters * 10.5, 0.01);
    }

    [Fact]
    public void Full_lines_end_at_the_edge_and_the_last_as_it_comes()
    {
        var lines = Layout.Setter.Lines("市長は、申請を受けたときは、その内容を審査し、支給の可否を決定する。", Sheets.Mincho, Align.Justified, 105, 0, new Element(Tag.P));

        lines.Count.ShouldBeGreaterThan(3);
        lines.SkipLast(1).ShouldAllBe(line => Math.Abs(line.Width - 105) < 0.01);
        lines[^1].Width.ShouldBeLessThan(105);
    }

    [Fact]
    public void Text_is_never_wider_than_its_column()
    {
        var lines = Layout.Setter.Lines("（「申請」）Webサイトhttps://city.example/a-b/c、１２３４５６", Sheets.Mincho, Align.Left, 40, 0, new Element(Tag.P));

        lines.ShouldAllBe(line => line.Width <= 40.01);
    }
}
