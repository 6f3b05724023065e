using System.Globalization;
using System.Text.Json;
using Madoguchi.Kernel;

namespace Madoguchi.Procedures;

/// <summary>
/// The value of an answer. <see cref="Kind"/> and <see cref="Write"/> are the stored form: written by hand, so that it does not
/// follow a renaming. Records of facts in the register have the same form without the kind.
/// </summary>
public abstract record AnswerValue
{
    private protected AnswerValue()
    {
    }

    public abstract string Kind { get; }

    public abstract void Write(Utf8JsonWriter json);

    /// <summary>The value as stored JSON text: what a fact in the register holds.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, StoredJson.Options))
        {
            Write(json);
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Reads a stored value; null when it is not of that kind.</summary>
    public static AnswerValue? FromJson(string kind, string text)
    {
        var json = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(text));
        json.Read();
        var value = Read(kind, ref json);

        // Throws where anything follows.
        json.Read();
        return value;
    }

    /// <summary>Reads the value the reader stands on, to its end; null when it is not of that kind.</summary>
    internal static AnswerValue? Read(string kind, ref Utf8JsonReader json)
    {
        switch (kind, json.TokenType)
        {
            case ("none", JsonTokenType.Null):
                return NoAnswer.Value;
            case ("text", JsonTokenType.String):
                return new TextValue(json.GetString()!);
            case ("date", JsonTokenType.String):
                return IsoDay.TryParse(json.GetString(), out var day) ? new DateValue(day) : null;
            case ("yes-no", JsonTokenType.True):
                return YesNoValue.Yes;
            case ("yes-no", JsonTokenType.False):
                return YesNoValue.No;
            case ("choice", JsonTokenType.String):
                return new ChoiceValue(json.GetString()!);
            case ("money", JsonTokenType.Number):
                return json.TryGetInt64(out var yen) ? new MoneyValue(yen) : null;
            case ("number", JsonTokenType.Number):
                return json.TryGetDecimal(out var number) ? new NumberValue(number) : null;
            default:
                using (var document = JsonDocument.ParseValue(ref json))
                {
                    return Read(kind, document.RootElement);
                }
        }
    }

    /// <summary>The kinds of several parts.</summary>
    private static AnswerValue? Read(string kind, JsonElement json) => (kind, json.ValueKind) switch
    {
        ("choices", JsonValueKind.Array) => new ChoicesValue([.. json.EnumerateArray().Select(code => code.GetString()!)]),
        ("address", JsonValueKind.Object) => AddressValue.Read(json),
        ("bank-account", JsonValueKind.Object) => BankAccountValue.Read(json),
        ("member", JsonValueKind.Object or JsonValueKind.String) => MemberValue.Read(json),
        ("files", JsonValueKind.Array) => FilesValue.Read(json),
        ("items", JsonValueKind.Object) => ItemsValue.Read(json),
        _ => null,
    };
}

internal static class StoredJson
{
    public static JsonWriterOptions Options { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

/// <summary>An optional question looked at and left empty.</summary>
public sealed record NoAnswer : AnswerValue
{
    private NoAnswer()
    {
    }

    public static NoAnswer Value { get; } = new();

    public override string Kind => "none";

    public override void Write(Utf8JsonWriter json) => json.WriteNullValue();
}

public sealed record TextValue(string Text) : AnswerValue
{
    public override string Kind => "text";

    public override void Write(Utf8JsonWriter json) => json.WriteStringValue(Text);
}

public sealed record DateValue(DateOnly Day) : AnswerValue
{
    public override string Kind => "date";

    public override void Write(Utf8JsonWriter json) => json.WriteStringValue(Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}

public sealed record YesNoValue : AnswerValue
{
    private YesNoValue(bool isYes) => IsYes = isYes;

    public static YesNoValue Yes { get; } = new(true);

    public static YesNoValue No { get; } = new(false);

    public bool IsYes { get; }

    public override string Kind => "yes-no";

    public override void Write(Utf8JsonWriter json) => json.WriteBooleanValue(IsYes);
}

public sealed record ChoiceValue(string Code) : AnswerValue
{
    public override string Kind => "choice";

    public override void Write(Utf8JsonWriter json) => json.WriteStringValue(Code);
}

public sealed record ChoicesValue(IReadOnlyList<string> Codes) : AnswerValue
{
    public override string Kind => "choices";

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var code in Codes)
        {
            json.WriteStringValue(code);
        }

        json.WriteEndArray();
    }

    public bool Equals(ChoicesValue? other) => other is not null && Codes.SequenceEqual(other.Codes, StringComparer.Ordinal);

    public override int GetHashCode() => Codes.Count == 0 ? 0 : HashCode.Combine(Codes.Count, Codes[0]);
}

public sealed record MoneyValue(long Yen) : AnswerValue
{
    public override string Kind => "money";

    public override void Write(Utf8JsonWriter json) => json.WriteNumberValue(Yen);
}

public sealed record NumberValue(decimal Number) : AnswerValue
{
    public override string Kind => "number";

    public override void Write(Utf8JsonWriter json) => json.WriteNumberValue(Number);
}

/// <summary>An address; the postcode is seven digits or empty.</summary>
public sealed record AddressValue(string Postcode, string Prefecture, string City, string Town, string Street, string Building) : AnswerValue
{
    public override string Kind => "address";

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("postcode", Postcode);
        json.WriteString("prefecture", Prefecture);
        json.WriteString("city", City);
        json.WriteString("town", Town);
        json.WriteString("street", Street);
        json.WriteString("building", Building);
        json.WriteEndObject();
    }

    internal static AddressValue Read(JsonElement json) => new(
        json.Text("postcode"), json.Text("prefecture"), json.Text("city"), json.Text("town"), json.Text("street"), json.Text("building"));
}

/// <summary>An account at a bank; <see cref="AccountKind"/> is ordinary, current or savings; the holder is in full-width katakana.</summary>
public sealed record BankAccountValue(
    string Bank, string BankCode, string Branch, string BranchCode, string AccountKind, string Number, string Holder) : AnswerValue
{
    public override string Kind => "bank-account";

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("bank", Bank);
        json.WriteString("bankCode", BankCode);
        json.WriteString("branch", Branch);
        json.WriteString("branchCode", BranchCode);
        json.WriteString("kind", AccountKind);
        json.WriteString("number", Number);
        json.WriteString("holder", Holder);
        json.WriteEndObject();
    }

    internal static BankAccountValue Read(JsonElement json) => new(
        json.Text("bank"), json.Text("bankCode"), json.Text("branch"), json.Text("branchCode"),
        json.Text("kind"), json.Text("number"), json.Text("holder"));
}

/// <summary>A member of the household, with the name as it was when chosen; without a party somebody the register does not know there.</summary>
public sealed record MemberValue(Guid Party, string Name) : AnswerValue
{
    public override string Kind => "member";

    public bool Equals(MemberValue? other) => other is not null && Party == other.Party && (Party != Guid.Empty || Name == other.Name);

    public override int GetHashCode() => Party.GetHashCode();

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("party", Party);
        json.WriteString("name", Name);
        json.WriteEndObject();
    }

    internal static MemberValue? Read(JsonElement json) => json.ValueKind == JsonValueKind.String
        ? json.TryGetGuid(out var party) ? new(party, "") : null
        : json.TryGetProperty("party", out var id) && id.TryGetGuid(out party) ? new(party, json.Text("name")) : null;
}

/// <summary>Files kept by the file store.</summary>
public sealed record FilesValue(IReadOnlyList<GivenFile> Files) : AnswerValue
{
    public override string Kind => "files";

    public bool Equals(FilesValue? other) => other is not null && Files.SequenceEqual(other.Files);

    public override int GetHashCode() => Files.Count == 0 ? 0 : HashCode.Combine(Files.Count, Files[0]);

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var file in Files)
        {
            json.WriteStartObject();
            json.WriteString("id", file.FileId);
            json.WriteString("name", file.Name);
            json.WriteString("type", file.Type);
            json.WriteNumber("size", file.Size);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    internal static FilesValue? Read(JsonElement json)
    {
        var files = new List<GivenFile>();
        foreach (var file in json.EnumerateArray())
        {
            if (file.ValueKind != JsonValueKind.Object || !file.TryGetProperty("id", out var id) || !id.TryGetGuid(out var fileId))
            {
                return null;
            }

            files.Add(new(fileId, file.Text("name"), file.Text("type"), file.TryGetProperty("size", out var size) ? size.GetInt64() : 0));
        }

        return new(files);
    }
}

/// <summary>
/// The items of a repeated section, in order: each stands for a member of the household or for somebody added by hand.
/// Kept as an answer at the section's path, so that items never change places when the household changes.
/// </summary>
public sealed record ItemsValue(IReadOnlyList<Guid?> Members, IReadOnlyList<Guid> Dismissed, bool IsDone) : AnswerValue
{
    public override string Kind => "items";

    /// <summary>In a correction that removed an item: from this number on it holds the items whole, because the later ones moved up.</summary>
    public int? RewrittenFrom { get; init; }

    public bool Equals(ItemsValue? other) =>
        other is not null && IsDone == other.IsDone && RewrittenFrom == other.RewrittenFrom && Members.SequenceEqual(other.Members) && Dismissed.SequenceEqual(other.Dismissed);

    public override int GetHashCode() => HashCode.Combine(Members.Count, Dismissed.Count, IsDone);

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("members");
        foreach (var member in Members)
        {
            if (member is { } party)
            {
                json.WriteStringValue(party);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("dismissed");
        foreach (var party in Dismissed)
        {
            json.WriteStringValue(party);
        }

        json.WriteEndArray();
        json.WriteBoolean("done", IsDone);
        if (RewrittenFrom is { } number)
        {
            json.WriteNumber("rewrittenFrom", number);
        }

        json.WriteEndObject();
    }

    internal static ItemsValue Read(JsonElement json) => new(
        [.. json.GetProperty("members").EnumerateArray().Select(member => member.ValueKind == JsonValueKind.Null ? (Guid?)null : member.GetGuid())],
        [.. json.GetProperty("dismissed").EnumerateArray().Select(party => party.GetGuid())],
        json.GetProperty("done").GetBoolean())
    {
        RewrittenFrom = json.TryGetProperty("rewrittenFrom", out var number) ? number.GetInt32() : null,
    };
}
