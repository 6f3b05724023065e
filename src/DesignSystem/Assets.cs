using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Madoguchi.DesignSystem;

/// <summary>
/// The style sheet, the script and the icon: embedded, named by their content's hash, kept by browsers for a year.
/// Served from memory so that <c>dotnet run</c>, a test host and a published program behave alike (ADR 0010).
/// </summary>
public sealed class Assets
{
    private readonly IReadOnlyList<Asset> others;

    /// <param name="others">What modules bring: a script that one of their pages needs.</param>
    public Assets(IEnumerable<Asset> others)
    {
        this.others = [.. others];
        Style = new Asset("madoguchi.css", "text/css; charset=utf-8", [.. Read("tokens.css"), .. "\n"u8, .. Read("design.css")]);
        Script = new Asset("enhance.js", "text/javascript; charset=utf-8", Read("enhance.js"));
        Icon = new Asset("icon.svg", "image/svg+xml", Read("icon.svg"));
    }

    public Asset Style { get; }

    public Asset Script { get; }

    public Asset Icon { get; }

    /// <summary>What a module brought, by its name.</summary>
    public Asset Of(string name) => others.Single(other => other.Name == name);

    internal Asset? Find(string name) =>
        name == Style.Name ? Style : name == Script.Name ? Script : name == Icon.Name ? Icon : others.FirstOrDefault(other => other.Name == name);

    private static byte[] Read(string file)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream("Assets/" + file)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

/// <summary>One embedded file with its address.</summary>
public sealed class Asset
{
    private readonly byte[] plain;
    private readonly Lazy<byte[]> brotli;
    private readonly Lazy<byte[]> gzip;

    /// <param name="name">The file's name in the address; one for the whole program.</param>
    /// <param name="type">Its content type.</param>
    /// <param name="content">Its bytes.</param>
    public Asset(string name, string type, byte[] content)
    {
        Name = name;
        Type = type;
        plain = content;
        Hash = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 6));
        Href = $"{DesignSystemModule.AssetsPath}/{name}?v={Hash}";
        brotli = new(() => Compress(stream => new BrotliStream(stream, CompressionLevel.SmallestSize)));
        gzip = new(() => Compress(stream => new GZipStream(stream, CompressionLevel.Optimal)));
    }

    public string Name { get; }

    public string Type { get; }

    public string Hash { get; }

    /// <summary>The address with the content's hash.</summary>
    public string Href { get; }

    internal string Text => Encoding.UTF8.GetString(plain);

    internal async Task WriteAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var headers = response.Headers;
        // Without the hash an address may mean something else tomorrow.
        headers.CacheControl = request.Query["v"] == Hash ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ETag = $"\"{Hash}\"";
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.XContentTypeOptions = "nosniff";
        if (request.Headers.IfNoneMatch.ToString().Contains(Hash, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var accepted = request.Headers.AcceptEncoding.ToString();
        var body = plain;
        if (accepted.Contains("br", StringComparison.Ordinal))
        {
            (body, headers.ContentEncoding) = (brotli.Value, "br");
        }
        else if (accepted.Contains("gzip", StringComparison.Ordinal))
        {
            (body, headers.ContentEncoding) = (gzip.Value, "gzip");
        }

        response.ContentType = Type;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private byte[] Compress(Func<Stream, Stream> into)
    {
        using var packed = new MemoryStream();
        using (var stream = into(packed))
        {
            stream.Write(plain);
        }

        return packed.ToArray();
    }
}
