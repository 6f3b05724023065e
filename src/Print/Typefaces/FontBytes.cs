using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Madoguchi.Print.Typefaces;

/// <summary>
/// The bytes of a font, read when they are needed. A file is read by position and not mapped: a font that somebody truncates while it
/// is in use must be an error, not the end of the process.
/// </summary>
internal sealed class FontBytes : IDisposable
{
    private readonly SafeFileHandle? file;
    private readonly ReadOnlyMemory<byte> memory;

    private FontBytes(string name, SafeFileHandle? file, ReadOnlyMemory<byte> memory)
    {
        Name = name;
        this.file = file;
        this.memory = memory;
        Length = file is null ? memory.Length : RandomAccess.GetLength(file);
    }

    public string Name { get; }

    public long Length { get; }

    public static FontBytes Of(string path) => new(Path.GetFileName(path), File.OpenHandle(path, options: FileOptions.RandomAccess), default);

    public static FontBytes Of(string name, ReadOnlyMemory<byte> bytes) => new(name, null, bytes);

    public byte[] Read(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset + length > Length || length > int.MaxValue)
        {
            throw new FontException(Name, $"{length} bytes at {offset} lie outside the file of {Length}.");
        }

        var bytes = new byte[length];
        if (file is null)
        {
            memory.Span.Slice((int)offset, bytes.Length).CopyTo(bytes);
            return bytes;
        }

        for (var read = 0; read < bytes.Length;)
        {
            var more = RandomAccess.Read(file, bytes.AsSpan(read), offset + read);
            read += more > 0 ? more : throw new FontException(Name, "The file became shorter while it was read.");
        }

        return bytes;
    }

    public void Dispose() => file?.Dispose();
}

/// <summary>A table of a font: big-endian numbers, and an error that names the table where it ends too early.</summary>
internal sealed class FontTable(string font, string tag, byte[] bytes)
{
    public int Length => bytes.Length;

    public byte[] Bytes => bytes;

    public byte U8(int at) => Slice(at, 1)[0];

    public int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(Slice(at, 2));

    public int I16(int at) => BinaryPrimitives.ReadInt16BigEndian(Slice(at, 2));

    public int U24(int at) => (U8(at) << 16) | U16(at + 1);

    public uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(Slice(at, 4));

    /// <summary>An offset within this table.</summary>
    public int Offset(int at) => U32(at) is var offset && offset <= bytes.Length ? (int)offset : throw Broken($"the offset {U32(at)}");

    public ReadOnlySpan<byte> Slice(int at, int length) =>
        at >= 0 && length >= 0 && at <= bytes.Length - length ? bytes.AsSpan(at, length) : throw Broken($"byte {at}");

    private FontException Broken(string what) => new(font, $"The table '{tag}' of {bytes.Length} bytes does not reach {what}.");
}
