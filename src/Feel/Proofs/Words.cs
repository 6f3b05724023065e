using System.Globalization;
using Madoguchi.Feel.Evaluation;
using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Proofs;

/// <summary>Values and cells as words. Readings are given only to words written here; names of facts have those that their model gives them.</summary>
internal static class Words
{
    public static ProofText Value(FeelValue value) => value switch
    {
        FeelBoolean { Value: true } => new("はい", "はい", "yes"),
        FeelBoolean => new("いいえ", "いいえ", "no"),
        FeelNull { IsUnknown: true } => new("わからない", "わかりません", "not known"),
        FeelNull => new("なし", "ありません", "none"),
        FeelString text => new($"「{text.Value}」", $"「{Plain(text.Value)}」", $"\"{text.Value}\""),
        FeelDate date => new(Date(date), EasyDate(date), FeelText.Plain(date)),
        FeelList list => All([.. list.Items.Select(Value)], "、", ", "),
        FeelContextValue context => All([.. context.Entries.Select(entry => Entry(entry.Key, Value(entry.Value)))], "、", ", "),
        FeelNumber => Same(FeelText.Plain(value)),
        _ => Same(Plain(FeelText.Plain(value))),
    };

    /// <summary>The condition that a cell puts on its input: 年齢が18未満であること.</summary>
    public static ProofText Condition(string label, Tests tests, string text)
    {
        var name = Plain(label);
        if (tests is { IsNegated: false, Alternatives: [Literal { Value: FeelBoolean flag }] })
        {
            return flag.Value
                ? new($"「{label}」に当てはまること", $"「{name}」が 「はい」であること", $"{label}: yes")
                : new($"「{label}」に当てはまらないこと", $"「{name}」が 「いいえ」であること", $"{label}: no");
        }

        ProofText?[] said = Array.ConvertAll(tests.Alternatives, Test);
        if (said.Any(one => one is null))
        {
            return new($"{label}が「{text}」を満たすこと", $"「{name}」が 「{Plain(text)}」であること", $"{label} passes {text}");
        }

        var any = All([.. said.OfType<ProofText>()], "または", " or ", easy: "か ");
        return tests.IsNegated
            ? new($"{label}が{any.Japanese}でないこと", $"「{name}」が {any.Easy}{(IsAdjective(any.Easy) ? "もの" : "")}では ないこと", $"{label} is not {any.English}")
            : new($"{label}が{any.Japanese}であること", $"「{name}」が {any.Easy}{(IsAdjective(any.Easy) ? "こと" : "であること")}", $"{label} is {any.English}");
    }

    /// <summary>小さい、大きい: values stand in quotation marks, so no other words end so.</summary>
    private static bool IsAdjective(string easy) => easy.EndsWith('い');

    /// <summary>One test; null when it is no constant.</summary>
    private static ProofText? Test(Expr test) => Constant(test) switch
    {
        null or FeelNull or FeelContextValue => null,
        FeelRange range => Range(range),
        FeelList list => All([.. list.Items.Select(item => item is FeelRange range ? Range(range) : Value(item))], "または", " or ", easy: "か "),
        var value => Value(value),
    };

    /// <summary>The value of an expression that names nothing; else null.</summary>
    public static FeelValue? Constant(Expr expr)
    {
        var compiled = Compiler.Compile(expr, FeelScope.Empty);
        return compiled.Names.Count > 0 ? null : compiled.Code(new Run(FeelContext.Empty), null);
    }

    private static ProofText Range(FeelRange range)
    {
        var isDay = (range.Start ?? range.End) is FeelDate or FeelDateTime;
        if (range.Sign is "=" or "!=")
        {
            var value = Value(range.Start!);
            return range.Sign == "=" ? value : new($"{value.Japanese}以外", $"{value.Easy}では ないもの", $"other than {value.English}");
        }

        var (start, end) = (range.Start is null ? null : Value(range.Start), range.End is null ? null : Value(range.End));
        var low = start is null ? null : (isDay, range.StartIncluded) switch
        {
            (true, true) => new ProofText($"{start.Japanese}以後", $"{start.Easy}か、それより {{後|あと}}", $"on or after {start.English}"),
            (true, false) => new ProofText($"{start.Japanese}より後", $"{start.Easy}より {{後|あと}}", $"after {start.English}"),
            (false, true) => new ProofText($"{start.Japanese}以上", $"{start.Easy}か、それより {{大|おお}}きい", $"{start.English} or more"),
            (false, false) => new ProofText($"{start.Japanese}より大きい値", $"{start.Easy}より {{大|おお}}きい", $"over {start.English}"),
        };
        var high = end is null ? null : (isDay, range.EndIncluded) switch
        {
            (true, true) => new ProofText($"{end.Japanese}以前", $"{end.Easy}か、それより {{前|まえ}}", $"on or before {end.English}"),
            (true, false) => new ProofText($"{end.Japanese}より前", $"{end.Easy}より {{前|まえ}}", $"before {end.English}"),
            (false, true) => new ProofText($"{end.Japanese}以下", $"{end.Easy}か、それより {{小|ちい}}さい", $"{end.English} or less"),
            (false, false) => new ProofText($"{end.Japanese}未満", $"{end.Easy}より {{小|ちい}}さい", $"under {end.English}"),
        };
        return low is null ? high! : high is null ? low : range switch
        {
            { StartIncluded: true, EndIncluded: true } when !isDay => new($"{start!.Japanese}以上{end!.Japanese}以下", $"{start.Easy}から {end.Easy}まで", $"from {start.English} to {end.English}"),
            { StartIncluded: true } when isDay && range.EndIncluded => new($"{start!.Japanese}から{end!.Japanese}まで", $"{start.Easy}から {end.Easy}まで", $"from {start.English} to {end.English}"),
            { StartIncluded: false } when !isDay => new($"{start!.Japanese}より大きく{high.Japanese}", $"{low.Easy}、{high.Easy}", $"{low.English} and {high.English}"),
            _ => new($"{low.Japanese}{high.Japanese}", $"{low.Easy}、{high.Easy}", $"{low.English} and {high.English}"),
        };
    }

    private static ProofText Same(string text) => new(text, text, text);

    private static ProofText Entry(string name, ProofText value) =>
        new($"{name}は{value.Japanese}", $"{Plain(name)}は {value.Easy}", $"{name}: {value.English}");

    private static ProofText All(ProofText[] parts, string japanese, string english, string? easy = null) => new(
        string.Join(japanese, parts.Select(part => part.Japanese)), string.Join(easy ?? japanese, parts.Select(part => part.Easy)),
        string.Join(english, parts.Select(part => part.English)));

    /// <summary>Where ruby is read, braces and bars of a value would be taken for it.</summary>
    public static string Plain(string text) => text.Replace('{', '｛').Replace('|', '｜').Replace('}', '｝');

    private static string Date(FeelDate date) => string.Create(CultureInfo.InvariantCulture, $"{date.Year}年{date.Month}月{date.Day}日");

    private static string EasyDate(FeelDate date)
    {
        var reading = date.Day switch
        {
            1 => "ついたち",
            2 => "ふつか",
            3 => "みっか",
            4 => "よっか",
            5 => "いつか",
            6 => "むいか",
            7 => "なのか",
            8 => "ようか",
            9 => "ここのか",
            10 => "とおか",
            14 => "じゅうよっか",
            20 => "はつか",
            24 => "にじゅうよっか",
            _ => null,
        };
        var day = reading is null ? $"{date.Day}{{日|にち}}" : $"{{{date.Day}日|{reading}}}";
        return string.Create(CultureInfo.InvariantCulture, $"{date.Year}{{年|ねん}}{date.Month}{{月|がつ}}{day}");
    }
}
