using System.ComponentModel;

namespace Madoguchi.Identity;

/// <summary>How tokens are given out: <c>Identity:Tokens</c>.</summary>
internal sealed class ClientSettings
{
    [Description("give tokens over plain HTTP too: only where a proxy in front speaks TLS and nobody else reaches this program; in Development always")]
    public bool AllowHttp { get; init; }
}
