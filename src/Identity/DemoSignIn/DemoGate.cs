using System.Net;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Madoguchi.Identity;

/// <summary>Opens the demo sign-in only in Development, only from this machine, and only on a database marked as a demo.</summary>
public sealed class DemoGate(IWebHostEnvironment environment, IDemoPeople people)
{
    public async Task<IReadOnlyList<DemoPerson>> PeopleAsync(HttpContext context) =>
        environment.IsDevelopment() && context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
            ? await people.AllAsync(context.RequestAborted)
            : [];
}
