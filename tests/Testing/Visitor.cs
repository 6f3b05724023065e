using System.Net.Http.Headers;

namespace Madoguchi.Testing;

/// <summary>A file to choose in a form.</summary>
public sealed record ChosenFile(string Name, string ContentType, byte[] Content);

/// <summary>Somebody at a browser without JavaScript: opens pages, follows redirects, fills in forms by their labels, keeps cookies.</summary>
public sealed class Visitor(HttpClient http) : IDisposable
{
    private const int MostRedirects = 5;

    /// <summary>For requests no browser would send.</summary>
    public HttpClient Http => http;

    public async Task<PageView> OpenAsync(string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        return await FollowAsync(response);
    }

    /// <summary>Fills in and sends the page's main form.</summary>
    /// <param name="page">The page as it was opened: an old one sends what an old tab would.</param>
    /// <param name="values">By label, legend or form name. A choice is named by its label or value; <c>true</c>/<c>false</c> ticks a box.</param>
    public Task<PageView> SubmitAsync(PageView page, params (string Field, object? Value)[] values) => SubmitAsync(page, null, values);

    /// <param name="page">The page as it was opened.</param>
    /// <param name="button">The text of the button to press; it also chooses the form when a page has several.</param>
    /// <param name="values">By label, legend or form name.</param>
    public async Task<PageView> SubmitAsync(PageView page, string? button, params (string Field, object? Value)[] values)
    {
        var form = new FilledForm(page, button, values);
        using var request = new HttpRequestMessage(form.Method, form.Action);
        if (form.Method == HttpMethod.Post)
        {
            request.Content = form.Content();
        }

        using var response = await http.SendAsync(request);
        return await FollowAsync(response);
    }

    /// <summary>Sends a form that no page showed, without its hidden fields: what a script or an attacker would.</summary>
    public async Task<PageView> PostAsync(string path, params (string Name, string Value)[] values)
    {
        using var content = new FormUrlEncodedContent(values.Select(value => KeyValuePair.Create(value.Name, value.Value)));
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content);
        return await FollowAsync(response);
    }

    public void Dispose() => http.Dispose();

    internal static ByteArrayContent FileContent(ChosenFile file)
    {
        var content = new ByteArrayContent(file.Content);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(file.ContentType);
        return content;
    }

    private async Task<PageView> FollowAsync(HttpResponseMessage response)
    {
        var current = response;
        for (var redirects = 0; (int)current.StatusCode is >= 300 and < 400 && current.Headers.Location is { } location; redirects++)
        {
            if (redirects == MostRedirects)
            {
                throw new InvalidOperationException($"The pages lead in a circle, last to {location}.");
            }

            var next = await http.GetAsync(new Uri(current.RequestMessage!.RequestUri!, location));
            if (current != response)
            {
                current.Dispose();
            }

            current = next;
        }

        var page = await PageView.ReadAsync(current);
        if (current != response)
        {
            current.Dispose();
        }

        return page;
    }
}
