using Madoguchi.Kernel;
using Madoguchi.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Whole.Tests;

public sealed class ConfigurationTests(WholeHost whole)
{
    private SettingsCatalogue Settings => whole.Services.GetRequiredService<SettingsCatalogue>();

    [Fact]
    public void Every_setting_says_what_it_means() =>
        Settings.All.Where(setting => setting.Means.Length == 0).Select(setting => setting.Key).ShouldBeEmpty();

    [Fact]
    public void The_configuration_page_lists_every_setting()
    {
        string[] page =
        [
            "# Configuration",
            "",
            "Every setting of every module, written from the code by `tests/Whole.Tests/Operation/ConfigurationTests.cs`. How to set them, and where secrets",
            "belong, says [operations.md](operations.md). The program does not start on a key it does not know or a value it cannot use.",
            "`NAME` stands for a name of your choice, `N` for a number from 0. In environment variables `:` is written `__`.",
            "",
            "| Setting | Means | Kind | Unless set | Module |",
            "|---|---|---|---|---|",
            .. Settings.All.Select(setting =>
                $"| `{setting.Key}` | {setting.Means} | {(setting.IsSecret ? "**secret**, " : "")}{setting.Kind} | {setting.Unset} | {setting.Module} |"),
        ];

        Snapshot.MatchFile(Repository.PathTo("docs", "configuration.md"), string.Join('\n', page));
    }
}
