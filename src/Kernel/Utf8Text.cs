namespace Madoguchi.Kernel;

/// <summary>A text parameter as the bytes of its UTF-8: a long text that was read as <see cref="Row.Bytes"/> is stored again without becoming a string.</summary>
public sealed record Utf8Text(byte[] Bytes);
