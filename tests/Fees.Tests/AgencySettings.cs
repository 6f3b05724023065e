using System.ComponentModel.DataAnnotations;

namespace Madoguchi.Fees.Tests;

/// <summary>What is wrong with the settings of the agency is said at the start, not when somebody pays.</summary>
public sealed class AgencySettings
{
    [Theory]
    [InlineData("https://agency.example/v1/", "key", "secret", null)]
    [InlineData("http://127.0.0.1:5080/demo/pay/", "key", "secret", null)]
    [InlineData("https://agency.example/v1", "key", "secret", nameof(FeesSettings.AgencyAddress))]
    [InlineData("http://agency.example/v1/", "key", "secret", nameof(FeesSettings.AgencyAddress))]
    [InlineData("agency.example/", "key", "secret", nameof(FeesSettings.AgencyAddress))]
    [InlineData("https://agency.example/", "key", "", nameof(FeesSettings.NotificationSecret))]
    [InlineData("https://agency.example/", " ", "secret", nameof(FeesSettings.AgencyKey))]
    public void An_address_that_loses_its_path_or_its_secrets_is_refused(string address, string key, string secret, string? at)
    {
        var settings = new FeesSettings { AgencyAddress = new Uri(address, UriKind.RelativeOrAbsolute), AgencyKey = key, NotificationSecret = secret };

        settings.Validate(new ValidationContext(settings)).SelectMany(fault => fault.MemberNames).ShouldBe(at is null ? [] : [at]);
    }

    [Fact]
    public void Pages_for_payers_are_under_https_too_and_a_city_without_an_agency_sets_nothing()
    {
        var pages = new FeesSettings
        {
            AgencyAddress = new Uri("https://agency.example/"),
            AgencyPages = new Uri("http://pay.example"),
            AgencyKey = "key",
            NotificationSecret = "secret",
        };

        pages.Validate(new ValidationContext(pages)).ShouldHaveSingleItem().MemberNames.ShouldBe([nameof(FeesSettings.AgencyPages)]);
        new FeesSettings().Validate(new ValidationContext(pages)).ShouldBeEmpty();
    }
}
