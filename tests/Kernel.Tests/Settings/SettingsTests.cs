using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Kernel.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void A_setting_is_bound_under_its_section()
    {
        using var provider = With(("Post:Host", "mail.example"), ("Post:Doors:north:Address", "https://north.example"), ("Post:Hours:0", "9"));

        var post = provider.GetRequiredService<PostSettings>();

        post.Host.ShouldBe("mail.example");
        post.Port.ShouldBe(25);
        post.Doors["north"].Address.ShouldBe(new Uri("https://north.example"));
        post.Hours.ShouldBe([9]);
    }

    [Fact]
    public void An_unknown_key_under_our_sections_is_refused_and_the_nearest_one_named()
    {
        using var provider = With(("Post:Hots", "mail.example"), ("SomethingElse:Hots", "not ours"));

        Faults(provider).ShouldBe(["Post:Hots is not a setting. Did you mean Post:Host?"]);
    }

    [Fact]
    public void What_is_wrong_is_said_all_at_once_and_never_quotes_the_value()
    {
        using var provider = With(("Post:Port", "hunter2"), ("Post:Doors:north:Address", "https://north.example"), ("Post:Prot", "hunter3"));

        var faults = Faults(provider);

        faults.ShouldBe(["Post:Prot is not a setting. Did you mean Post:Port?", "Post:Port must be a number."]);
        faults.ShouldAllBe(fault => !fault.Contains("hunter"));
    }

    [Fact]
    public void Bounds_are_held_in_nested_settings_too()
    {
        using var provider = With(("Post:Port", "70000"), ("Post:Doors:north:Weight", "0"));

        Faults(provider).Select(fault => fault.Split(": ")[0]).ShouldBe(["Post:Port", "Post:Doors:north:Weight", "Post:Doors:north:Address"], ignoreOrder: true);
        Should.Throw<SettingsException>(() => provider.GetRequiredService<PostSettings>());
    }

    [Fact]
    public void The_reference_says_what_each_setting_means_and_what_holds_unset()
    {
        using var provider = With();

        var all = provider.GetRequiredService<SettingsCatalogue>().All;

        all.Select(setting => $"{setting.Key} | {setting.Means} | {setting.Unset} | {setting.Kind} | {setting.IsSecret}").ShouldBe(
        [
            "Post:Doors:NAME:Address | where it is | – | an address | False",
            "Post:Doors:NAME:Weight |  | 1 | a number | False",
            "Post:Host | the server | none is asked | text | False",
            "Post:Hours:N |  | – | a number | False",
            "Post:Password |  | – | text | True",
            "Post:Port | its port | 25 | a number | False",
        ]);
    }

    [Fact]
    public void The_log_may_say_where_a_setting_came_from()
    {
        const string Variable = "MADOGUCHI_SETTINGS_TEST_Post__Host";
        Environment.SetEnvironmentVariable(Variable, "mail.example");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Post:Port", "26")])
            .AddEnvironmentVariables("MADOGUCHI_SETTINGS_TEST_")
            .Build();
        using var provider = Provider(configuration);
        Environment.SetEnvironmentVariable(Variable, null);

        provider.GetRequiredService<SettingsCatalogue>().Origins().ShouldBe([new SettingOrigin("Post:Host", "environment")]);
    }

    [Fact]
    public void A_secret_in_a_file_of_settings_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("madoguchi-settings-").FullName;
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), """{"Post": {"Password": "hunter2", "Port": 26}}""");
        using var provider = Provider(new ConfigurationBuilder().SetBasePath(folder).AddJsonFile("appsettings.json").Build());

        Faults(provider).ShouldHaveSingleItem()
            .ShouldBe("Post:Password is a secret and lies in appsettings.json. Give it as a secret file named Post__Password or by the environment.");
    }

    private static IReadOnlyList<string> Faults(ServiceProvider provider) =>
        Should.Throw<SettingsException>(() => provider.GetRequiredService<SettingsCatalogue>().Check()).Faults;

    private static ServiceProvider With(params (string Key, string Value)[] settings) => Provider(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)))
        .Build());

    private static ServiceProvider Provider(IConfiguration configuration) => new ServiceCollection()
        .AddSingleton(configuration)
        .AddSettings<PostSettings>("Post")
        .BuildServiceProvider();

    private sealed class PostSettings
    {
        [Description("the server")]
        [Unset("none is asked")]
        public string? Host { get; init; }

        [Description("its port")]
        [Range(1, 65535)]
        public int Port { get; init; } = 25;

        [Secret]
        public string? Password { get; init; }

        public IReadOnlyList<int> Hours { get; init; } = [];

        public Dictionary<string, DoorSettings> Doors { get; init; } = [];
    }

    private sealed class DoorSettings
    {
        [Description("where it is")]
        [Required]
        public Uri? Address { get; init; }

        [Range(1, 9)]
        public int Weight { get; init; } = 1;
    }
}
