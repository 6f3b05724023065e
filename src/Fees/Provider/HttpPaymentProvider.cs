using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Madoguchi.Fees;

/// <summary>
/// An agency spoken to over HTTP: <c>POST payments</c>, <c>GET payments/KEY</c>, <c>POST refunds</c>, JSON, a bearer key, and an
/// <c>Idempotency-Key</c> on each change, so that whatever was sent may be sent again.
/// </summary>
internal sealed class HttpPaymentProvider(IHttpClientFactory clients, AgencyDoor door) : IPaymentProvider
{
    public const string ClientName = "payment-provider";

    public bool IsAvailable => door.Address is not null;

    public string? PageOrigin => door.Pages?.GetLeftPart(UriPartial.Authority);

    public async Task<ProviderPayment> CreateAsync(PaymentOrder order, CancellationToken cancellationToken)
    {
        var body = new CreatePaymentBody(order.Key, order.Yen, ProviderStatus.Yen, order.Description, order.ReturnTo);
        return await SendAsync<ProviderPayment>(HttpMethod.Post, "payments", order.Key, body, cancellationToken)
            ?? throw new PaymentProviderAwayException("The agency does not know how to create a payment.");
    }

    public Task<ProviderPayment?> FindAsync(Guid key, CancellationToken cancellationToken) =>
        SendAsync<ProviderPayment>(HttpMethod.Get, $"payments/{key}", null, null, cancellationToken);

    public async Task<ProviderRefund> RefundAsync(RefundOrder order, CancellationToken cancellationToken)
    {
        var body = new CreateRefundBody(order.Key, order.Payment, order.Yen, ProviderStatus.Yen);
        try
        {
            return await SendAsync<ProviderRefund>(HttpMethod.Post, "refunds", order.Key, body, cancellationToken)
                ?? new ProviderRefund(order.Key, ProviderStatus.Failed, order.Yen);
        }
        catch (PaymentProviderRefusedException)
        {
            return new ProviderRefund(order.Key, ProviderStatus.Failed, order.Yen);
        }
    }

    /// <summary>
    /// Whether the answer is about what was asked and will be the same tomorrow. Who may not enter (401, 403), comes at the wrong moment
    /// (408, 409, 425, 429) or to the wrong door (405, 407, 421) has learned nothing of it.
    /// </summary>
    private static bool IsRefused(HttpStatusCode status) => (int)status is >= 400 and < 500
        && status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.MethodNotAllowed
            or HttpStatusCode.ProxyAuthenticationRequired or HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict
            or HttpStatusCode.MisdirectedRequest or (HttpStatusCode)425 or HttpStatusCode.TooManyRequests);

    /// <returns>Null when the agency answers that there is no such thing.</returns>
    private async Task<T?> SendAsync<T>(HttpMethod method, string path, Guid? key, object? body, CancellationToken cancellationToken)
        where T : class
    {
        if (door.Address is not { } address)
        {
            throw new PaymentProviderAwayException("The city has no agency.");
        }

        using var request = new HttpRequestMessage(method, new Uri(address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", door.Key);
        if (key is { } idempotent)
        {
            request.Headers.Add("Idempotency-Key", idempotent.ToString());
            request.Content = JsonContent.Create(body, body!.GetType(), options: JsonSerializerOptions.Web);
        }

        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            if (IsRefused(response.StatusCode))
            {
                throw new PaymentProviderRefusedException($"The agency answered {(int)response.StatusCode}.");
            }

            return response.IsSuccessStatusCode && await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancellationToken) is { } answer
                ? answer
                : throw new PaymentProviderAwayException($"The agency answered {(int)response.StatusCode}.");
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or IOException
            || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new PaymentProviderAwayException("The agency gave no answer.", fault);
        }
    }
}

internal sealed record CreatePaymentBody(Guid Key, long Amount, string Currency, string Description, Uri ReturnTo);

internal sealed record CreateRefundBody(Guid Key, Guid Payment, long Amount, string Currency);
