namespace Madoguchi.Host;

/// <summary><c>ready ADDRESS</c>: asks a running program whether it is ready; for a container's health check, where there is no curl.</summary>
internal static class Ready
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<int> AskAsync(string address)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var door = new HttpMessageInvoker(new SocketsHttpHandler());
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(address), "/health/ready"));
            using var answer = await door.SendAsync(request, patience.Token);
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            return 1;
        }
    }
}
