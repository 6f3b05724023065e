using CsCheck;

namespace Madoguchi.Identity.Tests;

public sealed class AccessCodeTests
{
    private const string Signs = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    private static readonly Gen<string> Codes = Gen.Const(0).Select(_ => AccessCode.New());

    [Fact]
    public void A_code_is_read_however_it_is_typed()
    {
        var code = AccessCode.New();
        var shown = AccessCode.Show(code);

        foreach (var typed in new[] { code, shown, shown.ToLowerInvariant(), shown.Replace('-', '－'), $"  {shown.Replace('-', ' ')} ", Wide(code) })
        {
            AccessCode.TryRead(typed, out var read).ShouldBeTrue(typed);
            read.ShouldBe(code);
        }
    }

    [Fact]
    public void Every_single_wrong_sign_is_noticed() => Codes.Sample(code =>
    {
        for (var at = 0; at < code.Length; at++)
        {
            foreach (var sign in Signs.Where(sign => sign != code[at]))
            {
                AccessCode.TryRead(code[..at] + sign + code[(at + 1)..], out _).ShouldBeFalse();
            }
        }
    }, iter: 50);

    [Fact]
    public void Every_swap_of_neighbours_is_noticed() => Codes.Sample(code =>
    {
        for (var at = 0; at < code.Length - 1; at++)
        {
            var swapped = code[..at] + code[at + 1] + code[at] + code[(at + 2)..];
            AccessCode.TryRead(swapped, out _).ShouldBe(swapped == code);
        }
    }, iter: 200);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ABCD-EFGH-JKM")]
    [InlineData("ABCD-EFGH-JKMNP")]
    [InlineData("OOOO-OOOO-OOOO")]
    [InlineData("確認番号確認番号確認番号")]
    public void What_is_no_code_is_none(string? typed) => AccessCode.TryRead(typed, out _).ShouldBeFalse();

    private static string Wide(string code) => string.Concat(code.Select(sign => (char)(sign + 0xFEE0)));
}
