using CsCheck;

namespace Madoguchi.Kernel.Tests.Text;

public sealed class ReferenceNumberTests
{
    private static readonly Gen<string> Numbers = Gen.Select(Gen.Int[2026, 2125], Gen.Int[0, ReferenceNumber.PerYear - 1], ReferenceNumber.New);

    [Fact]
    public void A_number_begins_with_the_year_in_Japan()
    {
        var number = ReferenceNumber.New(new DateOnly(2026, 11, 23));

        number.Length.ShouldBe(12);
        number.ShouldStartWith("26");
        ReferenceNumber.TryParse(number, out var canonical).ShouldBeTrue();
        canonical.ShouldBe(number);
    }

    [Fact]
    public void The_check_digit_is_Damms() => ReferenceNumber.New(2000, 572).ShouldBe("000000005724"); // the published example: 572 → 4

    [Fact]
    public void Every_single_wrong_digit_is_noticed() => Gen.Select(Numbers, Gen.Int[0, 11], Gen.Int[1, 9]).Sample((number, at, shift) =>
    {
        var digits = number.ToCharArray();
        digits[at] = (char)('0' + ((digits[at] - '0' + shift) % 10));
        return !ReferenceNumber.TryParse(new(digits), out _);
    });

    [Fact]
    public void Every_swap_of_neighbours_is_noticed() => Gen.Select(Numbers, Gen.Int[0, 10]).Sample((number, at) =>
    {
        var digits = number.ToCharArray();
        (digits[at], digits[at + 1]) = (digits[at + 1], digits[at]);
        return digits[at] == digits[at + 1] || !ReferenceNumber.TryParse(new(digits), out _);
    });

    [Theory]
    [InlineData("{0}-{1}-{2}")]
    [InlineData("{0} {1} {2}")]
    [InlineData(" {0}　{1}－{2}\n")]
    [InlineData("{0}ー{1}‐{2}")]
    [InlineData("{0}–{1}−{2}")]
    [InlineData("{0}─{1}—{2}")]
    public void A_number_is_read_however_it_was_noted(string form)
    {
        const string Number = "000000005724";
        var typed = string.Format(null, form, Number[..4], Number[4..8], Number[8..]);

        ReferenceNumber.TryParse(typed, out var canonical).ShouldBeTrue();
        canonical.ShouldBe(Number);
        ReferenceNumber.TryParse(string.Concat(typed.Select(Wide)), out canonical).ShouldBeTrue();
        canonical.ShouldBe(Number);
        ReferenceNumber.TryParse(string.Concat(typed.Select(Kanji)), out canonical).ShouldBeTrue();
        canonical.ShouldBe(Number);

        static char Wide(char character) => char.IsAsciiDigit(character) ? (char)(character - '0' + '０') : character;
        static char Kanji(char character) => char.IsAsciiDigit(character) ? "〇一二三四五六七八九"[character - '0'] : character;
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00000000572")]
    [InlineData("0000000005724")]
    [InlineData("000000005725")]
    [InlineData("00000000572a")]
    [InlineData("受付番号 000000005724")]
    public void What_is_no_number_is_refused(string? typed)
    {
        ReferenceNumber.TryParse(typed, out var canonical).ShouldBeFalse();
        canonical.ShouldBeEmpty();
    }

    [Fact]
    public void A_number_can_be_read_out_over_the_phone()
    {
        ReferenceNumber.Show("261234567890").ShouldBe("2612-3456-7890");

        var spoken = ReferenceNumber.Speakable("261234567890");
        spoken.Groups.ShouldBe(["2612", "3456", "7890"]);
        spoken.Kana.ShouldBe("にー・ろく・いち・にー、さん・よん・ごー・ろく、なな・はち・きゅう・ゼロ");
    }
}
