
namespace Madoguchi.Registry.Tests.Parties;

/// <summary>Whether a card and the register mean the same house, and whether that is one person.</summary>
public sealed class SameAddressTests(DemoCity city) : IClassFixture<DemoCity>
{
    private const string Registered = "栃木県みやのわ市風見台二丁目4番8号";

    [Theory]
    [InlineData("栃木県みやのわ市風見台2丁目4番8号", true)]
    [InlineData("栃木県みやのわ市風見台２－４－８", true)]
    [InlineData("栃木県みやのわ市風見台 二丁目４番地の８", true)]
    [InlineData("栃木県みやのわ市風見台2-4-8 かざみハイツ201", true)]
    [InlineData("栃木県みやのわ市風見台2-4-80", false)]
    [InlineData("栃木県みやのわ市風見台2-4-8-5", false)]
    [InlineData("栃木県みやのわ市風見台2-4", false)]
    [InlineData("栃木県みやのわ市風見台十二丁目4番8号", false)]
    [InlineData("栃木県", false)]
    [InlineData("", false)]
    public void The_same_house_is_written_in_many_ways(string written, bool isSame)
    {
        SameAddress.Is(Registered, written).ShouldBe(isSame);
        SameAddress.Is(written, Registered).ShouldBe(isSame);
    }

    [Theory]
    [InlineData("佐藤 誠", "1988-06-15", Registered, true)]
    [InlineData("佐藤　誠", "1988-06-15", "栃木県みやのわ市風見台2-4-8", true)]
    [InlineData("佐藤 誠", "1988-06-16", Registered, false)]
    [InlineData("佐藤 まこと", "1988-06-15", Registered, false)]
    [InlineData("佐藤 誠", "1988-06-15", "栃木県みやのわ市風見台3-4-8", false)]
    [InlineData("", "1988-06-15", Registered, false)]
    public async Task A_person_is_found_when_all_three_agree(string name, string born, string address, bool isFound)
    {
        var found = await city.Host.Get<IPartyIdentification>().FindOneAsync(name, DateOnly.Parse(born, System.Globalization.CultureInfo.InvariantCulture), address, CancellationToken.None);

        found.ShouldBe(isFound ? RegistryHost.Id("sato-makoto") : null);
    }
}
