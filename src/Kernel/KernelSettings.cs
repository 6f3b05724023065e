using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Madoguchi.Kernel;

/// <summary>Where things lie and what opens them: <c>Madoguchi</c>.</summary>
internal sealed class KernelSettings
{
    [Description("the data folder, open to the program's account alone")]
    [Unset("`data/` beside `cities/`")]
    public string? Data { get; init; }

    [Description("the master keys, the current one first: `name:base64,name:base64`, 32 bytes each; they open files, sessions and forms")]
    [Unset("the key ring file")]
    [Secret]
    public string? MasterKeys { get; init; }

    [Description("the master keys as a file, where they are not given directly")]
    [Unset("in Development `keys/master.json` in the data folder, made at the first start; elsewhere one of the two must be set")]
    public string? KeyRing { get; init; }

    [Description("days until the keys of sessions and forms are replaced by new ones; what they sealed stays readable")]
    [Range(7, 730)]
    public int KeysChangeAfterDays { get; init; } = 90;
}

/// <summary><c>ConnectionStrings</c>: the framework's own section.</summary>
internal sealed class ConnectionSettings
{
    [Description("the database: a SQLite file, or PostgreSQL when it has `Host=`")]
    [Unset("`city.db` in the data folder")]
    [Secret]
    public string? Madoguchi { get; init; }
}

/// <summary>Sealed files: <c>Files</c>.</summary>
internal sealed class FileSettings
{
    [Description("the folder of sealed files")]
    [Unset("`files/` in the data folder")]
    public string? Folder { get; init; }
}

/// <summary>Where people reach the city: under <c>Madoguchi</c>.</summary>
public sealed class PublicSettings
{
    [Description("the address people type, without a path: links in mails and letters, passkeys and sign-in providers rest on it")]
    public Uri PublicAddress { get; init; } = new("http://localhost:5080");

    /// <summary>The address with a path that begins with a slash.</summary>
    public Uri At(string path) => new(PublicAddress, path);
}
