namespace Madoguchi.Whole.Tests;

/// <summary>Every component as the gallery shows it, on both sizes: what no journey happens to meet is inspected here.</summary>
public sealed class GalleryTests(Chromium chromium, WholeHost host) : BrowserTests(chromium)
{
    public static TheoryData<string> Pages =>
        ["/design", "/design/question", "/design/check", "/design/receipt", "/design/queue", "/design/case", "/design/problem/404", "/design/problem/440"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_sample_page_is_sound_on_phone_and_desktop(string page)
    {
        foreach (var device in new[] { Device.Phone, Device.Desktop })
        {
            var visitor = await MeetAsync(host.Address, device);

            await visitor.OpenAsync(page);

            (await visitor.HeadingAsync()).ShouldNotBeEmpty();
        }
    }
}
