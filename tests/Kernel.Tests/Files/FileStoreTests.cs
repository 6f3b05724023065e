using System.Security.Cryptography;
using System.Text;

namespace Madoguchi.Kernel.Tests.Files;

public sealed class FileStoreTests : IAsyncDisposable
{
    private static readonly Actor Resident = new("party:00000000-0000-0000-0000-000000000001", null, Roles.Resident);
    private static readonly CancellationToken Never = CancellationToken.None;

    private readonly TemporaryFolder folder = new();
    private readonly KernelOnDisk kernel;
    private readonly IFileStore files;

    public FileStoreTests()
    {
        kernel = KernelOnDisk.Open(folder.Path);
        files = kernel.Get<IFileStore>();
    }

    public async ValueTask DisposeAsync()
    {
        await kernel.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData(20)]
    [InlineData(SealedFile.ChunkBytes - 1)]
    [InlineData(SealedFile.ChunkBytes)] // the last chunk is full
    [InlineData(SealedFile.ChunkBytes + 1)]
    [InlineData((3 * SealedFile.ChunkBytes) + 7)]
    public async Task A_file_comes_back_as_it_went_in(int bytes)
    {
        var content = Pdf(bytes);

        var stored = (await SaveAsync(content)).Value;

        stored.ShouldBe(new StoredFile(stored.Id, "証明.pdf", FileType.Pdf, bytes, stored.StoredAt));
        (await files.FindAsync(stored.Id, Never)).ShouldBe(stored);
        (await ReadAsync(stored.Id)).ShouldBe(content);
    }

    [Fact]
    public async Task On_disk_a_file_is_sealed_and_named_by_its_own_hash()
    {
        await SaveAsync(Pdf(100_000));

        var path = OnDisk().ShouldHaveSingleItem();
        var bytes = await File.ReadAllBytesAsync(path);
        Path.GetFileName(path).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        Encoding.Latin1.GetString(bytes).ShouldNotContain("%PDF");
        Directory.GetFiles(folder.At("files", "incoming")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_too_long_keeps_its_beginning_and_what_kind_of_file_it_is()
    {
        var stored = (await files.SaveAsync(
            new MemoryStream(Pdf(100)), string.Concat(Enumerable.Repeat("𠮷", 200)) + ".pdf", 10_000_000, Resident, Purpose.Apply, Never)).Value;

        stored.Name.Length.ShouldBeInRange(140, 150);
        stored.Name.ShouldStartWith("𠮷𠮷");
        stored.Name.ShouldEndWith("𠮷….pdf");
    }

    [Fact]
    public async Task The_same_content_twice_is_two_secrets()
    {
        await SaveAsync(Pdf(100));
        await SaveAsync(Pdf(100));

        OnDisk().Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("cut")]
    [InlineData("cut at a chunk")]
    [InlineData("swap")]
    [InlineData("lengthen")]
    public async Task A_file_that_was_tampered_with_is_not_read(string how)
    {
        const int Chunk = SealedFile.ChunkBytes + SealedFile.TagBytes;
        var stored = (await SaveAsync(Pdf(3 * SealedFile.ChunkBytes))).Value;
        var path = OnDisk().Single();
        var bytes = await File.ReadAllBytesAsync(path);
        switch (how)
        {
            case "flip":
                bytes[1000] ^= 1;
                break;
            case "cut":
                bytes = bytes[..^5];
                break;
            case "cut at a chunk":
                bytes = bytes[..^Chunk];
                break;
            case "swap":
                bytes = [.. bytes[..4], .. bytes[(4 + Chunk)..(4 + (2 * Chunk))], .. bytes[4..(4 + Chunk)], .. bytes[(4 + (2 * Chunk))..]];
                break;
            default:
                bytes = [.. bytes, .. bytes[^Chunk..]];
                break;
        }

        await File.WriteAllBytesAsync(path, bytes);

        await Should.ThrowAsync<CryptographicException>(() => ReadAsync(stored.Id));
    }

    [Fact]
    public async Task A_key_opens_no_other_row()
    {
        var one = (await SaveAsync(Pdf(100))).Value;
        var other = (await SaveAsync(Pdf(200))).Value;
        await kernel.Get<IWriter>().WriteAsync<bool>(
            new Work("file/x", "swap", Actor.System("test"), Purpose.Maintain),
            unit => unit.Execute(
                "update kernel_file set wrapped_key = (select wrapped_key from kernel_file where id = @other) where id = @one",
                ("other", other.Id),
                ("one", one.Id)) == 1,
            Never);

        await Should.ThrowAsync<CryptographicException>(() => ReadAsync(one.Id));
    }

    [Theory]
    [InlineData("MZ\u0090\0\u0003", "program", "プログラム")]
    [InlineData("\u007FELF\u0002", "program", "プログラム")]
    [InlineData("<!DOCTYPE html><script>", "web-page", "Webページ")]
    [InlineData("\u00EF\u00BB\u00BF <svg xmlns=''>", "svg", "Webページ")]
    [InlineData("<?xml version='1.0'?><svg>", "svg", "Webページ")]
    [InlineData("PK\u0003\u0004..............photo.jpg", "archive", "圧縮")]
    [InlineData("PK\u0003\u0004..............[Content_Types].xml", "office", "PDFにして")]
    [InlineData("GIF89a", "image", "画像")]
    [InlineData("RIFF1234WEBPVP8 ", "image", "画像")]
    [InlineData("ftypheic", "unknown", "種類がわかりません")]
    [InlineData("x%PDF-1.7", "unknown", "種類がわかりません")]
    public async Task What_only_calls_itself_a_document_is_refused_with_a_sentence(string content, string found, string says)
    {
        var refusal = (await SaveAsync(Encoding.Latin1.GetBytes(content))).Refusal.ShouldBeOfType<FileNotAccepted>();

        refusal.Found.ShouldBe(found);
        refusal.Sentence.ShouldContain(says);
        OnDisk().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("%PDF-1.7\n", "pdf")]
    [InlineData("\u00FF\u00D8\u00FF\u00E0", "jpeg")]
    [InlineData("\u0089PNG\r\n\u001A\n", "png")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0", "heic")]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0", "heic")]
    [InlineData("II*\0", "tiff")]
    [InlineData("MM\0*", "tiff")]
    public async Task A_type_is_told_by_content(string content, string code) =>
        (await SaveAsync(Encoding.Latin1.GetBytes(content))).Value.Type.Code.ShouldBe(code);

    [Fact]
    public async Task A_type_that_was_not_asked_for_is_refused()
    {
        var refusal = (await files.SaveAsync(
            new MemoryStream(Pdf(100)), new Upload("a.pdf", 1000, [FileType.Jpeg, FileType.Png]), Resident, Purpose.Apply, Never)).Refusal;

        refusal.ShouldBeOfType<FileNotAccepted>().Sentence.ShouldBe("PDFのファイルは、ここでは受け取れません。JPEG・PNGのファイルを選んでください。");
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused_before_it_is_read_or_while()
    {
        FileTooLarge.Announced(200_000_000, 10_000_000).ShouldNotBeNull().Sentence.ShouldContain("9メガバイト");
        FileTooLarge.Announced(null, 10).ShouldBeNull();

        var endless = new EndlessPdf();
        var refused = await files.SaveAsync(endless, "a.pdf", 1_000_000, Resident, Purpose.Apply, Never);

        refused.Refusal.ShouldBe(new FileTooLarge(1_000_000));
        endless.Given.ShouldBeLessThan(1_200_000);
        (await files.SaveAsync(new MemoryStream(Pdf(11)), "a.pdf", 10, Resident, Purpose.Apply, Never)).Refusal.ShouldBe(new FileTooLarge(10));
        (await files.SaveAsync(new MemoryStream(Pdf(10)), "a.pdf", 10, Resident, Purpose.Apply, Never)).IsRefused.ShouldBeFalse();
        OnDisk().ShouldHaveSingleItem();
        Directory.GetFiles(folder.At("files", "incoming")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_empty_file_is_refused() => (await SaveAsync([])).Refusal.ShouldBeOfType<FileEmpty>();

    [Fact]
    public async Task A_sender_who_leaves_leaves_nothing_behind()
    {
        await Should.ThrowAsync<EndOfStreamException>(() =>
            files.SaveAsync(new EndlessPdf(breaksAt: 200_000), "a.pdf", 1_000_000, Resident, Purpose.Apply, Never));

        OnDisk().ShouldBeEmpty();
        Directory.GetFiles(folder.At("files", "incoming")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Erasing_forgets_the_key_the_name_and_the_bytes()
    {
        var stored = (await SaveAsync(Pdf(100))).Value;

        (await files.EraseAsync(stored.Id, Resident, Purpose.Apply, Never)).ShouldBeTrue();

        (await files.OpenAsync(stored.Id, Never)).ShouldBeNull();
        (await files.FindAsync(stored.Id, Never)).ShouldBeNull();
        OnDisk().ShouldBeEmpty();
        (await files.EraseAsync(stored.Id, Resident, Purpose.Apply, Never)).ShouldBeFalse();
        (await files.OpenAsync(Guid.Empty, Never)).ShouldBeNull();
        var traces = await kernel.Get<Database>().QueryAsync("select name, wrapped_key from kernel_file", row => (row.Text("name"), row.BytesOrNull("wrapped_key")), Never);
        traces.ShouldBe([("", null)]);
    }

    [Fact]
    public async Task The_sweep_deletes_what_no_row_knows_and_nothing_else()
    {
        var kept = (await SaveAsync(Pdf(100))).Value;
        var erased = (await SaveAsync(Pdf(200))).Value;
        var pathOfErased = OnDisk().Single(path => new FileInfo(path).Length == 200 + 4 + SealedFile.TagBytes);
        var bytesOfErased = await File.ReadAllBytesAsync(pathOfErased);
        await files.EraseAsync(erased.Id, Resident, Purpose.Apply, Never);
        await File.WriteAllBytesAsync(pathOfErased, bytesOfErased); // as if the host had died before deleting it
        var cutOff = folder.At("files", "incoming", "x");
        await File.WriteAllTextAsync(cutOff, "cut off");
        var orphan = folder.At("files", "ab", "ab" + new string('0', 62));
        Directory.CreateDirectory(Path.GetDirectoryName(orphan)!);
        await File.WriteAllTextAsync(orphan, "renamed, but without a row");
        var store = kernel.Get<FileStore>();

        (await store.SweepAsync(Never)).ShouldBe(1); // the erased one; the others may be on their way

        kernel.Clock.Advance(TimeSpan.FromHours(2));
        (await store.SweepAsync(Never)).ShouldBe(2);
        File.Exists(cutOff).ShouldBeFalse();
        File.Exists(orphan).ShouldBeFalse();
        (await ReadAsync(kept.Id)).ShouldBe(Pdf(100));
    }

    [Theory]
    [InlineData(@"C:\Users\花子\証明.pdf", "証明.pdf")]
    [InlineData("../../etc/証明.pdf", "証明.pdf")]
    [InlineData("か\u3099くせい\n.pdf", "がくせい.pdf")]
    [InlineData("", "")]
    public async Task A_name_is_only_shown(string sent, string kept) =>
        (await files.SaveAsync(new MemoryStream(Pdf(100)), sent, 1000, Resident, Purpose.Apply, Never)).Value.Name.ShouldBe(kept);

    [Fact]
    public async Task The_key_ring_is_made_once_and_readable_by_its_owner_only()
    {
        var stored = (await SaveAsync(Pdf(100))).Value;
        var ring = folder.At("keys", "master.json");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(ring).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await using var again = KernelOnDisk.Open(folder.Path);
        await using var content = await again.Get<IFileStore>().OpenAsync(stored.Id, Never);
        content.ShouldNotBeNull().Length.ShouldBe(100);

        File.Delete(ring);
        await using var robbed = KernelOnDisk.Open(folder.Path);
        (await Should.ThrowAsync<InvalidOperationException>(() => robbed.Get<IFileStore>().OpenAsync(stored.Id, Never)))
            .Message.ShouldContain("not in the key ring");
    }

    [Fact]
    public void Keys_may_come_from_configuration_and_be_rotated()
    {
        var (old, young) = (Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var wrapped = KeyRing.FromConfiguration($"old:{old}").Wrap(new byte[32], "x"u8);

        var ring = KeyRing.FromConfiguration($"young:{young}, old:{old}");

        ring.Current.ShouldBe("young");
        ring.Unwrap("old", wrapped, "x"u8).ShouldBe(new byte[32]);
        Should.Throw<InvalidOperationException>(() => KeyRing.FromConfiguration("secret")).Message.ShouldNotContain("secret");
        Should.Throw<InvalidOperationException>(() => KeyRing.FromConfiguration("short:AAAA"));
    }

    private static byte[] Pdf(int bytes)
    {
        var content = new byte[bytes];
        new Random(bytes).NextBytes(content);
        "%PDF-1.7\n"u8.CopyTo(content);
        return content;
    }

    private Task<Result<StoredFile>> SaveAsync(byte[] content) =>
        files.SaveAsync(new MemoryStream(content), "証明.pdf", 10_000_000, Resident, Purpose.Apply, Never);

    private async Task<byte[]> ReadAsync(Guid id)
    {
        await using var content = (await files.OpenAsync(id, Never)).ShouldNotBeNull();
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private string[] OnDisk() => [.. Directory.EnumerateFiles(folder.At("files"), "*", SearchOption.AllDirectories).Where(path => !path.Contains("incoming"))];

    /// <summary>A sender who never ends, or whose connection breaks.</summary>
    private sealed class EndlessPdf(int breaksAt = int.MaxValue) : Stream
    {
        public int Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (Given >= breaksAt)
            {
                throw new EndOfStreamException("The connection broke.");
            }

            var given = Math.Min(count, 10_000);
            buffer.AsSpan(offset, given).Clear();
            if (Given == 0)
            {
                "%PDF-"u8.CopyTo(buffer.AsSpan(offset));
            }

            Given += given;
            return given;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
