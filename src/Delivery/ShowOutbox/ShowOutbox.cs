using System.Net;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Madoguchi.Delivery;

/// <summary>What would have left the house.</summary>
public sealed record OutboxLine(Guid Id, string Channel, DateTimeOffset At, string Address, string Subject, string Content);

/// <summary>
/// What a demonstration would have sent. Only in Development, only from this machine, only on a database marked as a demo.
/// </summary>
internal static class ShowOutbox
{
    private const long Newest = 50;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/demo/outbox", ShowAsync).WithName("ShowOutbox").AllowAnonymous();

    private static async Task<Results<RazorComponentResult<OutboxPage>, NotFound>> ShowAsync(
        HttpContext context, IHostEnvironment environment, IDemoPeople people, Database database, CancellationToken cancellationToken)
    {
        if (!environment.IsDevelopment() || context.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address)
            || (await people.AllAsync(cancellationToken)).Count == 0)
        {
            return TypedResults.NotFound();
        }

        var lines = await database.QueryAsync(
            "select id, channel, at, address, subject, content from delivery_recorded order by at desc, id desc limit @newest",
            row => new OutboxLine(
                row.Guid("id"), row.Text("channel"), row.Instant("at"), row.Text("address"), row.Text("subject"), row.Text("content")),
            cancellationToken,
            ("newest", Newest));
        var letters = await database.QueryAsync(
            "select count(*) as letters from delivery_message where channel = 'letter' and state = 'created'", row => row.Int64("letters"), cancellationToken);
        return new RazorComponentResult<OutboxPage>(new { Lines = lines, Letters = letters[0] });
    }
}
