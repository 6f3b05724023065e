using System.Globalization;
using System.Text.RegularExpressions;
using Madoguchi.Registry;

namespace Madoguchi.Procedures;

/// <summary>Makes the type of a question, or of a fact, with its constraints.</summary>
internal static class QuestionTypeReader
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(100);

    public static IReadOnlyList<string> Codes { get; } =
    [
        "text", "kana", "date", "yes-no", "choose-one", "choose-many", "address", "phone", "email", "money", "number", "bank-account",
        "household-member", "file",
    ];

    /// <summary>The type of a fact, as the catalogue describes it.</summary>
    public static QuestionType Of(FactDefinition fact) => Make(fact.Type, new()
    {
        Options = [.. fact.Options.Select(option => new Option(option.Code, option.Label, null))],
        MaxLength = fact.MaxLength,
        Pattern = fact.Pattern is { } pattern ? Whole(pattern) : null,
        Earliest = Bound(fact.Earliest),
        Latest = Bound(fact.Latest),
    });

    /// <summary>The type of a question; a fact it is bound to gives what the question does not say itself.</summary>
    public static QuestionType Read(MapReader map, FactDefinition? fact)
    {
        var code = map.Word("type", required: fact is null) ?? fact?.Type ?? "text";
        if (!Codes.Contains(code))
        {
            var near = Nearest.To(code, Codes);
            map.Fault("type", $"「{code}」という種類の質問はありません。{(near is null ? $"使える種類：{string.Join("、", Codes)}" : $"「{near}」ではありませんか。")}");
            code = "text";
        }
        else if (fact is not null && fact.Type != code)
        {
            map.Fault("type", $"本人情報「{fact.Code}」の種類は「{fact.Type}」です。type を {fact.Type} にするか、fact を外してください。");
            code = fact.Type;
        }

        var limits = new Limits
        {
            Options = Options(map, code, fact),
            MaxLength = map.Number("maxLength", 1, 10_000) is { } length ? (int)length : fact?.MaxLength,
            Lines = map.Whole("lines", 1, 1, 30),
            Pattern = Pattern(map) ?? (fact?.Pattern is { } pattern ? Whole(pattern) : null),
            Earliest = Day(map, "earliest") ?? Bound(fact?.Earliest),
            Latest = Day(map, "latest") ?? Bound(fact?.Latest),
            Min = map.Number("min", whole: false),
            Max = map.Number("max", whole: false),
            Decimals = map.Whole("decimals", 0, 0, 6),
        };

        if (limits.Min > limits.Max)
        {
            map.Fault("min", "min は max 以下にしてください。");
        }

        if (limits.Earliest is { Day: { } earliest } && limits.Latest is { Day: { } latest } && earliest > latest)
        {
            map.Fault("earliest", "earliest は latest より前の日にしてください。");
        }

        return code == "file" ? File(map) : Make(code, NotFile(map, limits));
    }

    private static Limits NotFile(MapReader map, Limits limits)
    {
        if (map.Has("attachment"))
        {
            map.Fault("attachment", "attachment は type: file の質問にだけ書けます。");
        }

        return limits;
    }

    private static QuestionType Make(string code, Limits limits) => code switch
    {
        "text" => new TextQuestion { MaxLength = limits.MaxLength ?? (limits.Lines > 1 ? 2000 : TextQuestion.DefaultMaxLength), Lines = limits.Lines, Pattern = limits.Pattern },
        "kana" => new KanaQuestion { MaxLength = limits.MaxLength ?? 100 },
        "date" => new DateQuestion { Earliest = limits.Earliest, Latest = limits.Latest },
        "yes-no" => new YesNoQuestion(),
        "choose-one" => new ChooseOneQuestion { Options = limits.Options },
        "choose-many" => new ChooseManyQuestion
        {
            Options = limits.Options,
            Min = (int)(limits.Min ?? 0),
            Max = limits.Max is { } most and < int.MaxValue ? (int)most : int.MaxValue,
        },
        "address" => new AddressQuestion(),
        "phone" => new PhoneQuestion(),
        "email" => new EmailQuestion(),
        "money" => new MoneyQuestion { Min = (long)(limits.Min ?? 0), Max = (long)(limits.Max ?? 999_999_999_999) },
        "number" => new NumberQuestion { Min = limits.Min ?? -999_999_999_999, Max = limits.Max ?? 999_999_999_999, Decimals = limits.Decimals },
        "bank-account" => new BankAccountQuestion(),
        "household-member" => new HouseholdMemberQuestion(),
        _ => new TextQuestion(),
    };

    private static FileQuestion File(MapReader map)
    {
        var attachment = map.Map("attachment");
        if (attachment is null)
        {
            map.Missing("attachment", "添付書類は、どの法令が求めるかを attachment: {law: …} に書いてください。");
            return new() { Law = new("", null, null, null, true), Accept = ["pdf", "jpeg", "png"] };
        }

        var accept = attachment.Words("accept");
        foreach (var unknown in accept.Where(name => !FileQuestion.MediaTypes.ContainsKey(name)))
        {
            attachment.Fault("accept", $"「{unknown}」は受け付けられる種類ではありません。使える種類：{string.Join("、", FileQuestion.MediaTypes.Keys)}");
        }

        var law = LegalBasisReader.Read(attachment, "law");
        if (law is null)
        {
            attachment.Missing("law", "この書類を求める法令を書いてください。");
        }

        var file = new FileQuestion
        {
            Law = law ?? new("", null, null, null, true),
            Accept = accept.Count == 0 ? ["pdf", "jpeg", "png"] : [.. accept.Where(FileQuestion.MediaTypes.ContainsKey)],
            MaxMegabytes = attachment.Whole("maxMegabytes", 10, 1, 100),
            MaxFiles = attachment.Whole("maxFiles", 3, 1, 20),
        };
        attachment.Close();
        return file;
    }

    private static List<Option> Options(MapReader map, string code, FactDefinition? fact)
    {
        if (code is not ("choose-one" or "choose-many"))
        {
            if (map.Has("options"))
            {
                map.Fault("options", "options は choose-one と choose-many の質問にだけ書けます。");
            }

            return [];
        }

        if (!map.Has("options"))
        {
            if (fact is { Options.Count: > 0 })
            {
                return [.. fact.Options.Select(option => new Option(option.Code, option.Label, null))];
            }

            map.Missing("options", "選択肢を書いてください。");
            return [];
        }

        var options = new List<Option>();
        foreach (var one in map.Maps("options", required: true))
        {
            var option = new Option(one.Code("code"), one.RequiredText("label"), one.Text("hint"));
            one.Close();
            if (options.Any(other => other.Code == option.Code))
            {
                one.Fault("code", $"選択肢のコード「{option.Code}」が重なっています。別のコードにしてください。");
            }
            else if (fact is { Options.Count: > 0 } && fact.Options.All(known => known.Code != option.Code))
            {
                one.Fault("code", $"本人情報「{fact.Code}」には選択肢「{option.Code}」がありません。使える選択肢：{string.Join("、", fact.Options.Select(known => known.Code))}");
            }

            options.Add(option);
        }

        return options;
    }

    private static Regex? Pattern(MapReader map)
    {
        if (map.Word("pattern") is not { } pattern)
        {
            return null;
        }

        try
        {
            return Whole(pattern);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            map.Fault("pattern", "pattern は正規表現として読めません（先読み・後方参照は使えません）。");
            return null;
        }
    }

    private static Regex Whole(string pattern) =>
        new($"^(?:{pattern})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, PatternTimeout);

    private static DayBound? Day(MapReader map, string name)
    {
        if (map.Word(name) is not { } day)
        {
            return null;
        }

        if (Bound(day) is { } bound)
        {
            return bound;
        }

        map.Fault(name, $"「{name}」は today か、2026-04-01 の形の日付で書いてください。");
        return null;
    }

    private static DayBound? Bound(string? day) => day switch
    {
        null => null,
        "today" => DayBound.Today,
        _ => DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var fixedDay) ? new(fixedDay) : null,
    };

    private sealed record Limits
    {
        public IReadOnlyList<Option> Options { get; init; } = [];
        public int? MaxLength { get; init; }
        public int Lines { get; init; } = 1;
        public Regex? Pattern { get; init; }
        public DayBound? Earliest { get; init; }
        public DayBound? Latest { get; init; }
        public decimal? Min { get; init; }
        public decimal? Max { get; init; }
        public int Decimals { get; init; }
    }
}

internal static class LegalBasisReader
{
    /// <summary>A provision as a plain string or as {law, article, note, unverified}.</summary>
    public static LegalBasis? Read(MapReader map, string name)
    {
        if (map.Node(name) is YamlDotNet.RepresentationModel.YamlScalarNode { Value: { Length: > 0 } law })
        {
            return new(law, null, null, null, false);
        }

        return map.Map(name) is { } basis ? Read(basis) : null;
    }

    public static LegalBasis Read(MapReader basis)
    {
        var read = new LegalBasis(
            basis.Word("law", required: true) ?? "", basis.Word("article"), basis.Word("url"), basis.Text("note"), basis.Flag("unverified", false));
        if (read.Url is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps))
        {
            basis.Fault("url", "url は https:// で始まる住所を書いてください。");
        }

        basis.Close();
        return read;
    }
}
