using System.Data.Common;

namespace Madoguchi.Kernel;

/// <summary>The row a reader stands on, with the types this house stores; the same on both engines.</summary>
public readonly struct Row(DbDataReader reader)
{
    public string Text(string column) => reader.GetString(reader.GetOrdinal(column));

    public string? TextOrNull(string column) => OrNull(column, out var ordinal) ? null : reader.GetString(ordinal);

    public long Int64(string column) => reader.GetInt64(reader.GetOrdinal(column));

    public long? Int64OrNull(string column) => OrNull(column, out var ordinal) ? null : reader.GetInt64(ordinal);

    public bool Bool(string column) => reader.GetBoolean(reader.GetOrdinal(column));

    public Guid Guid(string column) => reader.GetGuid(reader.GetOrdinal(column));

    public Guid? GuidOrNull(string column) => OrNull(column, out var ordinal) ? null : reader.GetGuid(ordinal);

    /// <summary>Bytes, or a text as the bytes of its UTF-8.</summary>
    public byte[] Bytes(string column) => reader.GetFieldValue<byte[]>(reader.GetOrdinal(column));

    public byte[]? BytesOrNull(string column) => OrNull(column, out var ordinal) ? null : reader.GetFieldValue<byte[]>(ordinal);

    public DateTimeOffset Instant(string column) => InstantAt(reader.GetOrdinal(column));

    public DateTimeOffset? InstantOrNull(string column) => OrNull(column, out var ordinal) ? null : InstantAt(ordinal);

    public DateOnly Date(string column) => DateAt(reader.GetOrdinal(column));

    public DateOnly? DateOrNull(string column) => OrNull(column, out var ordinal) ? null : DateAt(ordinal);

    private bool OrNull(string column, out int ordinal)
    {
        ordinal = reader.GetOrdinal(column);
        return reader.IsDBNull(ordinal);
    }

    private DateTimeOffset InstantAt(int ordinal) => reader is Microsoft.Data.Sqlite.SqliteDataReader
        ? SqlSession.ParseInstant(reader.GetString(ordinal))
        : reader.GetFieldValue<DateTimeOffset>(ordinal);

    private DateOnly DateAt(int ordinal) => reader is Microsoft.Data.Sqlite.SqliteDataReader
        ? IsoDay.Parse(reader.GetString(ordinal))
        : reader.GetFieldValue<DateOnly>(ordinal);
}
