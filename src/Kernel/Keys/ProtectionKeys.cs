using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Madoguchi.Kernel;

/// <summary>
/// The keys that seal sessions, forms and cookies lie in the database, sealed by a master key, so that all hosts share them and a
/// backup holds them. The framework asks synchronously, at the start and about once a day.
/// </summary>
public sealed partial class ProtectionKeys : IXmlRepository
{
    private const string KeyElement = "key";

    /// <summary>Hosts that start together each make a key; who comes second within this time takes the first one's.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(1);

    private static readonly Actor Keeper = Actor.System("keys");
    private readonly Database database;
    private readonly IWriter writer;
    private readonly MasterKeys masterKeys;
    private readonly TimeProvider time;
    private readonly ILogger<ProtectionKeys> logger;

    // The container sees public constructors only.
    public ProtectionKeys(Database database, IWriter writer, MasterKeys masterKeys, TimeProvider time, ILogger<ProtectionKeys> logger)
    {
        this.database = database;
        this.writer = writer;
        this.masterKeys = masterKeys;
        this.time = time;
        this.logger = logger;
    }

    public IReadOnlyCollection<XElement> GetAllElements() => database
        .QueryAsync("select xml from kernel_key order by stored_at, name", row => XElement.Parse(row.Text("xml")), CancellationToken.None)
        .GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) =>
        StoreAsync(element, friendlyName, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Takes the keys that an earlier version left as files in the data folder, seals them, and deletes the files.</summary>
    public async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(masterKeys.DataFolder, "keys");
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var file in Directory.GetFiles(folder, "key-*.xml").Concat(Directory.GetFiles(folder, "revocation-*.xml")))
        {
            var element = XElement.Parse(await File.ReadAllTextAsync(file, cancellationToken));
            Seal(element);
            await StoreAsync(element, Path.GetFileNameWithoutExtension(file), cancellationToken, evenTogether: true);
            File.Delete(file);
            LogTakenOver(Path.GetFileName(file));
        }
    }

    private Task<Result<bool>> StoreAsync(XElement element, string name, CancellationToken cancellationToken, bool evenTogether = false)
    {
        var xml = element.ToString(SaveOptions.DisableFormatting);
        return writer.WriteAsync<bool>(
            new Work("keys", $"protection-key/{name}", Keeper, Purpose.Maintain),
            unit =>
            {
                if (unit.IsPostgres)
                {
                    // Two hosts look at the same moment; SQLite has one writer anyway.
                    unit.Execute("lock table kernel_key in share row exclusive mode");
                }

                var another = element.Name == KeyElement && !evenTogether && unit.Scalar(
                    "select 1 from kernel_key where name like 'key-%' and stored_at > @since limit 1", ("since", unit.Now - Together)) is not null;
                if (!another)
                {
                    unit.Execute(
                        "insert into kernel_key (name, xml, stored_at) values (@name, @xml, @at)", ("name", name), ("xml", xml), ("at", unit.Now));
                }

                return !another;
            },
            cancellationToken);
    }

    /// <summary>What the framework does with a new key: each element that asks for it is replaced by its sealed form.</summary>
    private void Seal(XElement key)
    {
        XNamespace framework = "http://schemas.asp.net/2015/03/dataProtection";
        var encryptor = new MasterKeyEncryptor(masterKeys);
        foreach (var secret in key.Descendants().Where(element => (bool?)element.Attribute(framework + "requiresEncryption") == true).ToList())
        {
            var info = encryptor.Encrypt(secret);
            secret.ReplaceWith(new XElement(
                framework + "encryptedSecret",
                new XAttribute("decryptorType", info.DecryptorType.AssemblyQualifiedName!),
                info.EncryptedElement));
        }
    }

    [LoggerMessage(EventId = 1030, Level = LogLevel.Information, Message = "{File} was taken over into the database, sealed")]
    private partial void LogTakenOver(string file);
}

/// <summary>Seals a key by the current master key, whose name stands beside it.</summary>
internal sealed class MasterKeyEncryptor(MasterKeys masterKeys) : IXmlEncryptor
{
    public const string Element = "sealed";
    public const string MasterKey = "masterKey";

    /// <summary>Binds the sealed text to its use: it cannot be taken for the key of a file.</summary>
    public static ReadOnlySpan<byte> BoundTo => "madoguchi protection key"u8;

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var ring = masterKeys.Ring;
        var wrapped = ring.Wrap(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)), BoundTo);
        return new(new XElement(Element, new XAttribute(MasterKey, ring.Current), Convert.ToBase64String(wrapped)), typeof(MasterKeyDecryptor));
    }
}

/// <summary>Made by the framework, by its name in the stored key.</summary>
internal sealed class MasterKeyDecryptor(IServiceProvider provider) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(Encoding.UTF8.GetString(provider.GetRequiredService<MasterKeys>().Ring.Unwrap(
        (string)encryptedElement.Attribute(MasterKeyEncryptor.MasterKey)!, Convert.FromBase64String(encryptedElement.Value), MasterKeyEncryptor.BoundTo)));
}

internal static class ProtectionKeyRegistration
{
    public static IServiceCollection AddKeysInDatabase(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("Madoguchi");
        services.AddOptions<KeyManagementOptions>().Configure<ProtectionKeys, MasterKeys, KernelSettings>((options, keys, masterKeys, settings) =>
        {
            options.XmlRepository = keys;
            options.XmlEncryptor = new MasterKeyEncryptor(masterKeys);
            options.NewKeyLifetime = TimeSpan.FromDays(settings.KeysChangeAfterDays);
        });
        return services;
    }
}
