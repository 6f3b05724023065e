using CsCheck;

namespace Madoguchi.Delivery.Tests;

public sealed class CheckCodeTests
{
    private static readonly Gen<string> Codes = Gen.Int[0, CheckCode.Alphabet.Length - 1].Array[15].Select(
        letters => CheckCode.New(string.Concat(letters.Select(letter => CheckCode.Alphabet[letter]))));

    [Theory]
    [InlineData("23456789ABCDEFGH", false)]
    [InlineData("", false)]
    [InlineData("2345-6789-ABCD-EFG", false)]
    [InlineData("O345-6789-ABCD-EFGH", false)]
    public void What_cannot_be_a_code_is_told(string typed, bool isCode) => CheckCode.TryRead(typed, out _).ShouldBe(isCode);

    [Fact]
    public void A_code_is_read_however_it_is_typed() => Codes.Sample(code =>
    {
        var shown = CheckCode.Show(code);
        string[] typed = [code, shown, shown.ToLowerInvariant(), shown.Replace('-', 'ー'), $" {shown.Replace('-', '－')}　", string.Concat(shown.Select(Wide))];

        foreach (var one in typed)
        {
            CheckCode.TryRead(one, out var read).ShouldBeTrue(one);
            read.ShouldBe(code);
        }
    });

    [Fact]
    public void Every_wrong_letter_and_every_swap_is_noticed() => Codes.Sample(code =>
    {
        for (var at = 0; at < code.Length; at++)
        {
            foreach (var other in CheckCode.Alphabet.Where(letter => letter != code[at]))
            {
                CheckCode.TryRead(code[..at] + other + code[(at + 1)..], out _).ShouldBeFalse();
            }

            if (at + 1 < code.Length && code[at] != code[at + 1])
            {
                CheckCode.TryRead($"{code[..at]}{code[at + 1]}{code[at]}{code[(at + 2)..]}", out _).ShouldBeFalse();
            }
        }
    }, iter: 50);

    [Theory]
    [InlineData("令和8年度 第12号", true)]
    [InlineData("令和８年度第１２号", true)]
    [InlineData("第12号", true)]
    [InlineData("12", true)]
    [InlineData("2", false)]
    [InlineData("令和7年度 第12号", false)]
    [InlineData("112", false)]
    public void A_document_number_is_compared_as_people_type_it(string typed, bool same) =>
        DocumentNumber.IsSame(typed, "令和8年度 第12号").ShouldBe(same);

    private static char Wide(char letter) => letter == '-' ? '－' : (char)(letter + 0xFEE0);
}
