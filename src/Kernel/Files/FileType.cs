using System.Text;

namespace Madoguchi.Kernel;

/// <summary>A kind of file the city can read, store and show. Told by content: a name or a browser's word proves nothing.</summary>
public sealed record FileType(string Code, string ContentType, string Name)
{
    /// <summary>Enough of a file to tell its kind.</summary>
    internal const int SniffedBytes = 512;

    private const string UnknownKind = "unknown";

    public static FileType Pdf { get; } = new("pdf", "application/pdf", "PDF");

    public static FileType Jpeg { get; } = new("jpeg", "image/jpeg", "JPEG");

    public static FileType Png { get; } = new("png", "image/png", "PNG");

    public static FileType Heic { get; } = new("heic", "image/heic", "HEIC");

    public static FileType Tiff { get; } = new("tiff", "image/tiff", "TIFF");

    public static IReadOnlyList<FileType> All { get; } = [Pdf, Jpeg, Png, Heic, Tiff];

    public static FileType? Find(string code) => All.FirstOrDefault(type => type.Code == code);

    /// <summary>The type of a file by its first bytes; else null and what it seems to be (<see cref="FileNotAccepted.Found"/>).</summary>
    internal static FileType? Sniff(ReadOnlySpan<byte> head, out string found)
    {
        found = "";
        var type = head switch
        {
            _ when head.StartsWith("%PDF-"u8) => Pdf,
            [0xFF, 0xD8, 0xFF, ..] => Jpeg,
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Png,
            [(byte)'I', (byte)'I', 0x2A, 0x00, ..] or [(byte)'M', (byte)'M', 0x00, 0x2A, ..] => Tiff,
            _ when IsHeic(head) => Heic,
            _ => null,
        };
        if (type is null)
        {
            found = Guess(head);
        }

        return type;
    }

    /// <summary>ISO/IEC 23008-12: a file type box whose major brand is one of HEIF with HEVC.</summary>
    private static bool IsHeic(ReadOnlySpan<byte> head) =>
        head.Length >= 12
        && head[4..8].SequenceEqual("ftyp"u8)
        && Encoding.Latin1.GetString(head[8..12]) is "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx" or "mif1" or "msf1";

    private static string Guess(ReadOnlySpan<byte> head) => head switch
    {
        _ when head.StartsWith("MZ"u8) || head.StartsWith("\u007FELF"u8) || head.StartsWith("#!"u8) => "program",
        _ when head.StartsWith("PK"u8) && Encoding.Latin1.GetString(head) is var names
            && (names.Contains("[Content_Types].xml", StringComparison.Ordinal) || names.Contains("mimetype", StringComparison.Ordinal)) => "office",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "office",
        _ when head.StartsWith("PK"u8) || head.StartsWith("Rar!"u8) || head.StartsWith("7z"u8) || head is [0x1F, 0x8B, ..] => "archive",
        _ when head.StartsWith("GIF8"u8) || head.StartsWith("BM"u8) || (head.StartsWith("RIFF"u8) && head.Length > 12 && head[8..12].SequenceEqual("WEBP"u8)) => "image",
        _ => GuessText(head),
    };

    private static string GuessText(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head).Replace("\0", "", StringComparison.Ordinal).TrimStart('\u00EF', '\u00BB', '\u00BF', '\u00FE', '\u00FF', ' ', '\t', '\r', '\n');
        return text switch
        {
            _ when text.Contains("<svg", StringComparison.OrdinalIgnoreCase) => "svg",
            ['<', ..] => "web-page",
            _ => UnknownKind,
        };
    }
}

/// <summary>The content of a file is none of the types asked for.</summary>
/// <param name="Found"><c>program</c>, <c>web-page</c>, <c>svg</c>, <c>archive</c>, <c>office</c>, <c>image</c>, <c>unknown</c>, or the code of a type not asked for.</param>
/// <param name="Accepted">What may be sent.</param>
public sealed record FileNotAccepted(string Found, IReadOnlyList<FileType> Accepted) : Refusal("file-not-accepted", RefusalKind.Invalid)
{
    /// <summary>For the person who sent it.</summary>
    public string Sentence
    {
        get
        {
            var accepted = string.Join('・', Accepted.Select(type => type.Name));
            return Found switch
            {
                "program" => $"このファイルの中身はプログラムのため、受け取れません。{accepted}のファイルを選んでください。",
                "web-page" or "svg" => $"このファイルの中身はWebページの形式のため、受け取れません。{accepted}のファイルを選んでください。",
                "archive" => $"圧縮したファイルは受け取れません。中の{accepted}のファイルを1つずつ選んでください。",
                "office" => $"ワードやエクセルなどのファイルは受け取れません。PDFにして保存するか、印刷して写真に撮り、{accepted}のファイルを選んでください。",
                "image" => $"この画像の形式は受け取れません。{accepted}のファイルを選んでください。",
                _ when FileType.Find(Found) is { } type => $"{type.Name}のファイルは、ここでは受け取れません。{accepted}のファイルを選んでください。",
                _ => $"ファイルの種類がわかりません。こわれているかもしれません。{accepted}のファイルを選んでください。",
            };
        }
    }
}

/// <summary>A file without a single byte.</summary>
public sealed record FileEmpty() : Refusal("file-empty", RefusalKind.Invalid)
{
    public string Sentence { get; } = "ファイルの中身が空です。もう一度ファイルを選んでください。";
}

/// <summary>More bytes than the question allows.</summary>
public sealed record FileTooLarge(long MaxBytes) : Refusal("file-too-large", RefusalKind.TooLarge)
{
    public string Sentence => $"ファイルが大きすぎます。{Math.Max(MaxBytes / 1024 / 1024, 1)}メガバイトまでのファイルを選んでください。";

    /// <summary>To be asked of a request's Content-Length before its body is read.</summary>
    public static FileTooLarge? Announced(long? contentLength, long maxBytes) => contentLength > maxBytes ? new(maxBytes) : null;
}
