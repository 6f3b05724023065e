using System.Globalization;

namespace Madoguchi.Feel.Proofs;

/// <summary>A proof as sentences.</summary>
internal static class Telling
{
    public static string Of(DmnProof proof, ProofLanguage language)
    {
        var lines = new List<string> { Verdict(proof, language) };
        if (proof.Value.IsUnknown)
        {
            lines.AddRange(Open(proof, language));
        }

        foreach (var step in proof.Steps.Reverse())
        {
            if (step.Name != proof.Decision)
            {
                lines.Add(Sentence(step.Name, step.Value, language));
            }

            lines.AddRange(Reasons(step, language));
        }

        lines.AddRange(Missing(proof.Nearest, language, indent: ""));
        var told = proof.Facts.Where(fact => !fact.Value.IsUnknown).ToArray();
        if (told.Length > 0)
        {
            lines.Add(Pick(language, "もとにした事実：", "もとに したこと：", "Based on:"));
            lines.AddRange(told.Select(fact => $"- {Fact(fact, language)}"));
        }

        return string.Join('\n', lines);
    }

    private static string Verdict(DmnProof proof, ProofLanguage language) => Sentence(proof.Decision, proof.Value, language);

    private static string Sentence(string name, ProofValue value, ProofLanguage language)
    {
        var (said, easy) = (In(value, language), Words.Plain(name));
        return value switch
        {
            { IsUnknown: true } => Pick(language, $"「{name}」は、まだ決められません。", $"「{easy}」は まだ {{決|き}}まりません。", $"\"{name}\" cannot be decided yet."),
            { Type: "boolean", Feel: "true" } => Pick(language, $"「{name}」に当てはまります。", $"「{easy}」は 「はい」です。", $"\"{name}\" applies."),
            { Type: "boolean" } => Pick(language, $"「{name}」に当てはまりません。", $"「{easy}」は 「いいえ」です。", $"\"{name}\" does not apply."),
            { Type: "Null", Reason: { } why } => Pick(language, $"「{name}」の答えはありません。{why.Japanese}", $"「{easy}」は ありません。", $"\"{name}\" has no value. {why.English}"),
            _ => Pick(language, $"「{name}」は{said}です。", $"「{easy}」は {said}です。", $"\"{name}\" is {said}."),
        };
    }

    private static IEnumerable<string> Open(DmnProof proof, ProofLanguage language)
    {
        if (proof.Whatever is { } whatever)
        {
            yield return Pick(
                language, $"ただし、わからないことが何であっても、{In(whatever, language)}になります。",
                $"わからないことが ありますが、{{何|なん}}でも {{同|おな}}じで、{In(whatever, language)}に なります。",
                $"Whatever the missing facts are, it comes to {In(whatever, language)}.");
        }
        else if (proof.Missing.Count > 0)
        {
            yield return Pick(
                language, $"次のことがわかれば決められます：{string.Join("、", proof.Missing.Select(name => $"「{name}」"))}。",
                $"つぎのことを {{教|おし}}えてください：{string.Join("、", proof.Missing.Select(name => $"「{Words.Plain(name)}」"))}。",
                $"It depends on: {string.Join(", ", proof.Missing.Select(name => $"\"{name}\""))}.");
        }
    }

    private static IEnumerable<string> Reasons(ProofStep step, ProofLanguage language)
    {
        foreach (var row in step.Tables.SelectMany(table => table.Rows).Where(row => row.IsUsed))
        {
            var words = row.Words!.In(language);
            var basis = row.Basis is null ? "" : Pick(language, $"（根拠：{row.Basis}）", $"（{{根拠|こんきょ}}：{Words.Plain(row.Basis)}）", $" (legal basis: {row.Basis})");
            yield return words.Length == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{Pick(language, $"理由：{row.Number}行目に当てはまります", $"わけ：{{表|ひょう}}の {row.Number}{{行目|ぎょうめ}}に あてはまります", $"Why: row {row.Number} applies")}{basis}{Stop(language)}")
                : $"{Pick(language, "理由：", "わけ：", "Why: ")}{words.TrimEnd('。', '.')}{basis}{Stop(language)}";
        }

        var deciding = step.Conditions.Where(condition => condition.Decided).ToArray();
        foreach (var condition in deciding.Length > 0 ? deciding : [.. step.Conditions])
        {
            var truth = condition.Truth switch
            {
                ProofTruth.True => Pick(language, "（当てはまります）", "（はい）", " (yes)"),
                ProofTruth.False => Pick(language, "（当てはまりません）", "（いいえ）", " (no)"),
                _ => Pick(language, "（わかりません）", "（わかりません）", " (not known)"),
            };
            yield return $"{Pick(language, "理由：", "わけ：", "Why: ")}{condition.Words.In(language)}{truth}{Stop(language)}";
        }

        foreach (var below in step.Steps)
        {
            yield return Sentence(below.Name, below.Value, language);
            foreach (var line in Reasons(below, language))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> Missing(IReadOnlyList<ProofWay> ways, ProofLanguage language, string indent)
    {
        var open = ways.Where(way => way.BeatenBy is null).ToArray();
        for (var at = 0; at < open.Length; at++)
        {
            var lacks = open[at].Lacks;
            var count = lacks.Count.ToString(CultureInfo.InvariantCulture);
            var head = lacks.Count == 1
                ? Pick(language, "足りないのは次の一つだけです：", "{足|た}りないことは 1つだけです：", "Only this is missing: ")
                : Pick(language, $"次の{count}つが足りません：", $"つぎの {count}つが {{足|た}}りません：", $"These {count} are missing: ");
            yield return $"{indent}{(at > 0 ? Pick(language, "または、", "または、", "Or: ") : "")}{head}{string.Join(Pick(language, "、", "、", "; "), lacks.Select(lack => Lack(lack, language)))}{Stop(language)}";
            foreach (var line in lacks.SelectMany(lack => Missing(lack.Below, language, indent + "  ")))
            {
                yield return line;
            }
        }

        foreach (var way in ways.Where(way => way.BeatenBy is not null))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{indent}{Pick(
                language, $"{way.Row}行目にも当てはまりますが、{way.BeatenBy}行目が先です。",
                $"{{表|ひょう}}の {way.Row}{{行目|ぎょうめ}}にも あてはまりますが、{way.BeatenBy}{{行目|ぎょうめ}}が {{先|さき}}です。",
                $"Row {way.Row} applies too, but row {way.BeatenBy} goes before it.")}");
        }
    }

    private static string Lack(ProofLack lack, ProofLanguage language) => $"{lack.Words.In(language)}{Pick(
        language, $"（いまは{In(lack.Now, language)}）", $"（いまは {In(lack.Now, language)}）", $" (now {In(lack.Now, language)})")}";

    private static string Fact(ProofFact fact, ProofLanguage language)
    {
        var said = In(fact.Value, language);
        var source = fact.Source is not { } from ? null : string.Join(Pick(language, "、", "、", ", "), new[]
        {
            Easy(from.Who),
            from.Since is { } day ? Pick(language, $"{Day(day)}から", $"{Day(day)}から", $"since {Day(day)}") : null,
            from.Basis is { } basis ? Easy(basis) : null,
        }.OfType<string>());
        return Pick(
            language, $"{fact.Name}：{said}{(source is null ? "" : $"（{source}）")}", $"{Words.Plain(fact.Name)}：{said}{(source is null ? "" : $"（{source}）")}",
            $"{fact.Name}: {said}{(source is null ? "" : $" ({source})")}");

        string Easy(string text) => language == ProofLanguage.Easy ? Words.Plain(text) : text;

        string Day(DateOnly day) => Words.Value(day).In(language);
    }

    private static string In(ProofValue value, ProofLanguage language) => Words.Value(value.ToValue()).In(language);

    private static string Stop(ProofLanguage language) => language == ProofLanguage.English ? "." : "。";

    private static string Pick(ProofLanguage language, string japanese, string easy, string english) => language switch
    {
        ProofLanguage.Easy => easy,
        ProofLanguage.English => english,
        _ => japanese,
    };
}
