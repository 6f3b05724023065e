using Madoguchi.Feel;
using Madoguchi.Kernel;
using Madoguchi.Registry;

namespace Madoguchi.Procedures;

/// <summary>What loading a file came to: a definition, or the faults that keep it from being one.</summary>
internal sealed record LoadedProcedure(ProcedureDefinition? Definition, IReadOnlyList<ContentFault> Faults);

/// <summary>Reads a procedure.yaml. Every fault of the file is reported, not only the first.</summary>
internal sealed class ProcedureReader
{
    /// <summary>Words that a journey's addresses use themselves.</summary>
    /// <summary>What stands where a step stands in an address: pages of a draft, and confirmations.</summary>
    private static readonly string[] Reserved = ["check", "confirm", "end", "erase", "receipt", "submit"];


    private readonly YamlFile file;
    private readonly IReadOnlyDictionary<string, FactDefinition> facts;
    private readonly IReadOnlyCollection<FactDefinition> catalogue;
    private readonly FeelScope factScope;
    private readonly List<SectionDraft> sections = [];

    private ProcedureReader(YamlFile file, IReadOnlyDictionary<string, FactDefinition> facts, IReadOnlyCollection<FactDefinition> catalogue)
    {
        (this.file, this.facts, this.catalogue) = (file, facts, catalogue);
        factScope = FactNames.Scope(facts.Values);
    }

    /// <summary>Reads the text of a file against the fact catalogue; the hash covers the text and the facts it uses.</summary>
    public static LoadedProcedure Read(
        string name, string text, IReadOnlyCollection<FactDefinition> catalogue, IReadOnlySet<string>? categories = null, IReadOnlySet<string>? lifeEvents = null)
    {
        var file = YamlFile.Read(name, text);
        if (file.Root is not { } root || MapReader.Of(file, root, "手続") is not { } map)
        {
            return new(null, file.Faults);
        }

        var used = FactNames.Used(text, catalogue);
        var read = new ProcedureReader(file, used, catalogue).Definition(map, VersionContent.HashOf(text, used.Values), categories, lifeEvents);
        return file.Faults.Count > 0 ? new(null, file.Faults) : new(read, []);
    }

    private ProcedureDefinition Definition(MapReader map, string hash, IReadOnlySet<string>? categories, IReadOnlySet<string>? lifeEvents)
    {
        DraftSections(map);
        var everything = TopScope();
        var definition = new ProcedureDefinition
        {
            Hash = hash,
            Code = map.Code("code"),
            Name = map.RequiredText("name"),
            Summary = map.RequiredText("summary"),
            Audience = Audiences(map),
            Proxy = Proxy(map),
            Assurance = AssuranceOf(map),
            Owner = OwnerOf(map),
            LegalBasis = [.. map.Maps("legalBasis", required: true).Select(LegalBasisReader.Read)],
            ForWhom = map.RequiredText("forWhom"),
            WhatYouNeed = map.RequiredText("whatYouNeed"),
            HowLong = map.RequiredText("howLong"),
            EffectiveFrom = map.Text("effectiveFrom"),
            OtherWays = map.Text("otherWays"),
            Fee = FeeOf(map, new(everything, Reach.NothingLater)),
            FeeFormula = ExpressionReader.Read(map, "feeFormula", new(everything, Reach.NothingLater)),
            StandardDays = map.Whole("standardDays", 1, 0, 400, required: true),
            Categories = Known(map, "categories", "分類", categories, required: true),
            LifeEvents = Known(map, "lifeEvents", "ライフイベント", lifeEvents),
            Keywords = map.Words("keywords"),
            Tags = Tags(map),
            Sections = [.. sections.Select((section, index) => Section(section, index))],
            Decisions = Decisions(map),
            Establishes = Established(map),
            Facts = Uses(),
        };
        map.Close();
        return definition;
    }

    private static List<Audience> Audiences(MapReader map)
    {
        var audiences = new List<Audience>();
        foreach (var word in map.Words("audience", required: true))
        {
            switch (word)
            {
                case "person":
                    audiences.Add(Audience.Person);
                    break;
                case "organisation":
                    audiences.Add(Audience.Organisation);
                    break;
                default:
                    map.Fault("audience", $"「{word}」は使えません。person（個人）か organisation（法人・団体）と書いてください。");
                    break;
            }
        }

        return audiences;
    }

    private static ProxyRule Proxy(MapReader map)
    {
        if (map.Map("proxy") is not { } proxy)
        {
            return new(false, null);
        }

        var rule = new ProxyRule(proxy.Flag("allowed", false), proxy.Text("note"));
        proxy.Close();
        return rule;
    }

    private static Assurance AssuranceOf(MapReader map)
    {
        switch (map.Word("assurance"))
        {
            case null or "substantial":
                return Assurance.Substantial;
            case "guest":
                if (map.Has("establishes"))
                {
                    // Who a guest is was not proved, and no register knows them: nothing they say may become a fact about anybody.
                    map.Fault("establishes", "だれでも使える手続（assurance: guest）の答えは、本人情報として登録できません。establishes を消すか、assurance を上げてください。");
                }

                return Assurance.Guest;
            case "low":
                return Assurance.Low;
            case "high":
                return Assurance.High;
            case var word:
                map.Fault("assurance", $"「{word}」は使えません。guest、low、substantial、high のどれかを書いてください。");
                return Assurance.Substantial;
        }
    }

    private static Owner OwnerOf(MapReader map)
    {
        if (map.Map("owner", required: true) is not { } owner)
        {
            return new(new(""), "", null);
        }

        var read = new Owner(owner.RequiredText("department"), owner.Word("phone", required: true) ?? "", owner.Text("window"));
        owner.Close();
        return read;
    }

    private Fee FeeOf(MapReader map, Reach reach)
    {
        if (map.Map("fee", required: true) is not { } fee)
        {
            return new(0, null, null);
        }

        var payment = fee.Map("payment");
        var read = new Fee((long)(fee.Number("yen", 0, 100_000_000, required: true) ?? 0), fee.Word("per"), fee.Text("note"))
        {
            Due = payment is null ? [] : DueRules(payment, reach),
            Ways = payment is null ? FeeWay.All : Ways(payment),
            Refund = OneOf(fee, "refund", FeeRefund.All, FeeRefund.Never),
            Exemptions = Exemptions(fee, reach),
        };
        payment?.Close();
        fee.Close();
        if (read.Per is { } per && sections.Where(section => section.Repeat is null).SelectMany(section => section.Questions)
            .FirstOrDefault(question => question.Code == per) is not { Type: NumberQuestion or MoneyQuestion })
        {
            fee.Fault("per", $"「{per}」という数の質問はありません。数を聞く質問（type: number）のコードを書いてください。");
        }

        return read;
    }

    /// <summary>One word for every application, or rules of which the first that holds counts.</summary>
    private static List<DueRule> DueRules(MapReader payment, Reach reach)
    {
        if (payment.Node("due") is not YamlDotNet.RepresentationModel.YamlSequenceNode)
        {
            return [new(null, OneOf(payment, "due", FeeDue.All, FeeDue.BeforeDecision))];
        }

        var rules = new List<DueRule>();
        foreach (var rule in payment.Maps("due"))
        {
            rules.Add(new(ExpressionReader.Read(rule, "when", reach), OneOf(rule, "pay", FeeDue.All, FeeDue.BeforeDecision, required: true)));
            rule.Close();
        }

        return rules;
    }

    private static IReadOnlyList<string> Ways(MapReader payment)
    {
        var ways = payment.Words("ways");
        foreach (var way in ways.Where(way => !FeeWay.All.Contains(way)))
        {
            payment.Fault("ways", $"「{way}」は使えません。使えるもの：{string.Join("、", FeeWay.All)}");
        }

        return ways.Count == 0 ? FeeWay.All : ways;
    }

    private static List<Exemption> Exemptions(MapReader fee, Reach reach)
    {
        var exemptions = new List<Exemption>();
        foreach (var one in fee.Maps("exemptions"))
        {
            var code = one.Code("code");
            if (exemptions.Any(other => other.Code == code))
            {
                one.Fault("code", $"減免のコード「{code}」が重なっています。別のコードにしてください。");
            }

            if (!one.Has("when"))
            {
                one.Missing("when");
            }

            if (!one.Has("law"))
            {
                one.Missing("law", "減免の根拠となる定めを書いてください。");
            }

            var when = ExpressionReader.Read(one, "when", reach);
            var text = one.RequiredText("text");
            var law = LegalBasisReader.Read(one, "law");
            one.Close();
            if (when is not null)
            {
                exemptions.Add(new(code, when, text, law));
            }
        }

        return exemptions;
    }

    private static string OneOf(MapReader map, string key, IReadOnlyList<string> words, string otherwise, bool required = false)
    {
        var word = map.Word(key, required) ?? otherwise;
        if (!words.Contains(word))
        {
            map.Fault(key, $"「{word}」は使えません。使えるもの：{string.Join("、", words)}");
        }

        return word;
    }

    private static List<string> Known(MapReader map, string key, string what, IReadOnlySet<string>? known, bool required = false)
    {
        var words = new List<string>();
        foreach (var node in map.Items(key, required))
        {
            var word = (node as YamlDotNet.RepresentationModel.YamlScalarNode)?.Value ?? "";
            if (known is not null && !known.Contains(word))
            {
                var near = Nearest.To(word, known);
                map.File.Fault(node, $"「{word}」という{what}は categories.yaml にありません。" + (near is null ? $"使えるもの：{string.Join("、", known)}" : $"「{near}」ではありませんか。"));
            }

            words.Add(word);
        }

        return words;
    }

    private static Dictionary<string, IReadOnlyList<string>> Tags(MapReader map)
    {
        var tags = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (map.Node("tags") is not YamlDotNet.RepresentationModel.YamlMappingNode node)
        {
            return tags;
        }

        foreach (var (key, value) in node.Children)
        {
            tags[key.ToString()] = value is YamlDotNet.RepresentationModel.YamlSequenceNode list ? [.. list.Children.Select(word => word.ToString())] : [value.ToString()];
        }

        return tags;
    }

    /// <summary>The questions' codes, names and types, before any expression: expressions may use them all.</summary>
    private void DraftSections(MapReader map)
    {
        var codes = new HashSet<string>(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var section in map.Maps("sections", required: true))
        {
            var code = section.Code("code");
            Unique(section, code, codes);
            var draft = new SectionDraft(section, code, section.Has("repeat") ? section.Map("repeat") : null);
            var ownCodes = draft.Repeat is null ? codes : new HashSet<string>(StringComparer.Ordinal);
            var ownNames = draft.Repeat is null ? names : new Dictionary<string, string>(StringComparer.Ordinal);
            sections.Add(draft);
            foreach (var question in section.Maps("questions", required: true))
            {
                draft.Questions.Add(Draft(question, ownCodes, ownNames));
            }

            if (draft.Repeat is null)
            {
                continue;
            }

            if (names.TryGetValue(code, out var other))
            {
                section.Fault("code", $"「{code}」は質問「{other}」の名前と重なっています。");
            }

            if (code.Contains('-', StringComparison.Ordinal))
            {
                section.Fault("code", $"くり返す区分のコード「{code}」は式の中で使うので、ハイフンを入れないでください。");
            }
        }
    }

    private QuestionDraft Draft(MapReader question, HashSet<string> codes, Dictionary<string, string> names)
    {
        var code = question.Code("code");
        Unique(question, code, codes);
        var fact = FactOf(question);
        var type = QuestionTypeReader.Read(question, fact);
        var name = FeelName.Normalise(question.Word("name") ?? fact?.Name ?? code);
        if (name is JourneyPlan.TodayName or JourneyPlan.HouseholdName or JourneyPlan.AnswerName or JourneyPlan.RelationName or JourneyPlan.SelfName or JourneyPlan.SubjectKindName
            && fact?.Name != name)
        {
            question.Fault("name", $"「{name}」は決まった意味で使う名前です。ほかの名前にしてください。");
        }
        else if (!names.TryAdd(name, code))
        {
            question.Fault(question.Has("name") ? "name" : "code", $"式で使う名前「{name}」が質問「{names[name]}」と重なっています。name: に別の名前を書いてください。");
        }
        else if (fact is null && catalogue.Any(known => known.Name == name))
        {
            question.Fault(question.Has("name") ? "name" : "code",
                $"「{name}」は本人情報「{catalogue.First(known => known.Name == name).Code}」の名前です。fact: で結びつけるか、別の名前にしてください。");
        }

        if (type is FileQuestion && fact is not null)
        {
            question.Fault("fact", "添付書類は本人情報に結びつけられません。fact を消してください。");
        }

        return new(question, code, name, fact, type);
    }

    private FactDefinition? FactOf(MapReader question)
    {
        if (question.Word("fact") is not { } code)
        {
            return null;
        }

        var fact = facts.GetValueOrDefault(code);
        if (fact is null)
        {
            var near = Nearest.To(code, catalogue.Select(known => known.Code));
            question.Fault("fact", $"「{code}」という本人情報は facts.yaml にありません。" + (near is null ? "facts.yaml に足すか、fact を消してください。" : $"「{near}」ではありませんか。"));
        }
        else if (fact.Derived is not null)
        {
            question.Fault("fact", $"「{code}」は計算で決まるので、聞けません。元になる本人情報を聞いてください。");
        }

        return fact;
    }

    private static void Unique(MapReader map, string code, HashSet<string> codes)
    {
        if (code.Length == 0)
        {
            return;
        }

        if (Reserved.Contains(code))
        {
            map.Fault("code", $"「{code}」は画面の住所に使う言葉なので、コードにできません。別のコードにしてください。");
        }
        else if (!codes.Add(code))
        {
            map.Fault("code", $"コード「{code}」が重なっています。別のコードにしてください。");
        }
    }

    /// <summary>Everything that has a name outside repeated sections; a repeated section is the list of its items.</summary>
    private FeelScope TopScope() => factScope.With(sections.SelectMany(section => section.Repeat is null
        ? section.Questions.SelectMany(Names)
        : [KeyValuePair.Create(section.Code, FeelType.ListOf(FeelType.ContextWith(
                section.Questions.Select(question => KeyValuePair.Create(question.Name, question.Type.FeelType))
                    .Append(new(JourneyPlan.RelationName, FeelType.String)))))]));

    private FeelScope ScopeIn(SectionDraft section)
    {
        var top = TopScope();
        return section.Repeat is null ? top : top.With(section.Questions.SelectMany(Names));
    }

    private static IEnumerable<KeyValuePair<string, FeelType>> Names(QuestionDraft question) => question.Name == question.Code
        ? [KeyValuePair.Create(question.Name, question.Type.FeelType)]
        : [KeyValuePair.Create(question.Name, question.Type.FeelType), KeyValuePair.Create(question.Code, question.Type.FeelType)];

    /// <summary>What is asked only after a place: a condition there could never know it. Facts may be held beforehand.</summary>
    private Dictionary<string, string> LaterThan(int sectionIndex, int questionIndex)
    {
        var later = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = sectionIndex; at < sections.Count; at++)
        {
            var section = sections[at];
            if (section.Repeat is not null)
            {
                later[section.Code] = section.Code;
            }

            if (section.Repeat is not null && at != sectionIndex)
            {
                continue;
            }

            foreach (var question in section.Questions.Skip(at == sectionIndex ? questionIndex : 0).Where(question => question.Fact is null))
            {
                later[question.Name] = question.Code;
                later[question.Code] = question.Code;
            }
        }

        return later;
    }

    private Section Section(SectionDraft draft, int index)
    {
        var map = draft.Map;
        var section = new Section
        {
            Code = draft.Code,
            Title = map.RequiredText("title"),
            When = ExpressionReader.Read(map, "when", new(TopScope(), LaterThan(index, 0))),
            Repeat = draft.Repeat is { } repeat ? RepeatOf(repeat, index) : null,
            Questions = [.. draft.Questions.Select((question, at) => Question(question, draft, index, at))],
        };
        map.Close();
        return section;
    }

    private Repeat RepeatOf(MapReader map, int index)
    {
        var members = ExpressionReader.Read(map, "members", new(
            TopScope().With(JourneyPlan.SelfName, FeelType.Boolean), LaterThan(index, 0)));
        var repeat = new Repeat
        {
            Members = members,
            ItemName = map.RequiredText("itemName"),
            Min = map.Whole("min", 0, 0, 100),
            Max = map.Whole("max", 20, 1, 100),
            AllowAdd = map.Flag("allowAdd", true),
        };
        map.Close();
        if (repeat.Min > repeat.Max)
        {
            map.Fault("min", "min は max 以下にしてください。");
        }

        if (members is null && !map.Has("members") && !repeat.AllowAdd && repeat.Min != repeat.Max)
        {
            map.Fault("allowAdd", "だれも足せないくり返しになっています。members を書くか、allowAdd: true にしてください。");
        }

        foreach (var question in sections[index].Questions.Where(question => members is not null && question.Fact is { Subject: not PartyKind.Person }))
        {
            question.Map.Fault("fact", $"「{question.Fact!.Code}」は世帯員の本人情報ではありません。くり返しの中では person. で始まるものを使ってください。");
        }

        return repeat;
    }

    private Question Question(QuestionDraft draft, SectionDraft section, int sectionIndex, int questionIndex)
    {
        var map = draft.Map;
        var scope = ScopeIn(section);
        var soFar = new Reach(scope, LaterThan(sectionIndex, questionIndex + 1));
        var question = new Question
        {
            Code = draft.Code,
            Type = draft.Type,
            Fact = draft.Fact?.Code,
            FormOnly = map.Text("formOnly"),
            Label = map.RequiredText("label"),
            Hint = map.Text("hint"),
            Why = map.Text("why"),
            Required = map.Flag("required", true),
            When = ExpressionReader.Read(map, "when", new(scope, LaterThan(sectionIndex, questionIndex))),
            Checks = Checks(map, soFar with { Names = scope.With(JourneyPlan.AnswerName, draft.Type.FeelType) }),
            Next = [.. map.Maps("next").Select(rule => Route(rule, soFar, section, sectionIndex, questionIndex))],
            Name = draft.Name,
        };
        if (question.FormOnly is not null && question.Fact is not null)
        {
            map.Fault("formOnly", "fact と formOnly は、どちらか1つだけ書いてください。");
        }

        map.Close();
        return question;
    }

    private static List<Check> Checks(MapReader map, Reach reach)
    {
        var checks = new List<Check>();
        var maps = map.Node("check") is YamlDotNet.RepresentationModel.YamlSequenceNode ? map.Maps("check") : map.Map("check") is { } one ? [one] : [];
        foreach (var check in maps)
        {
            if (!check.Has("that"))
            {
                check.Missing("that");
            }

            var that = ExpressionReader.Read(check, "that", reach);
            var message = check.RequiredText("message");
            check.Close();
            if (that is not null)
            {
                checks.Add(new(that, message));
            }
        }

        return checks;
    }

    private RouteRule Route(MapReader map, Reach reach, SectionDraft section, int sectionIndex, int questionIndex)
    {
        var rule = new RouteRule(ExpressionReader.Read(map, "when", reach), map.Word("go"), map.Text("end"));
        map.Close();
        if (rule.Go is null == (rule.End is null))
        {
            map.Missing("go", "go（行き先）か end（終わりの説明）の、どちらか1つを書いてください。");
        }

        if (rule.Go is { } go)
        {
            RouteForward(map, go, section, sectionIndex, questionIndex);
        }

        return rule;
    }

    private void RouteForward(MapReader map, string go, SectionDraft section, int sectionIndex, int questionIndex)
    {
        var inSection = section.Questions.FindIndex(question => question.Code == go);
        if (inSection >= 0)
        {
            if (inSection <= questionIndex)
            {
                map.Fault("go", $"「{go}」はこの質問より前か、この質問自身です。行き先は後ろの質問だけにしてください。");
            }

            return;
        }

        if (section.Repeat is not null)
        {
            map.Fault("go", $"くり返しの中からは、同じ区分の後ろの質問だけに行けます。「{go}」はこの区分にありません。");
            return;
        }

        var target = sections.FindIndex(other => other.Code == go || (other.Repeat is null && other.Questions.Any(question => question.Code == go)));
        if (target < 0)
        {
            var near = Nearest.To(go, sections.Select(other => other.Code).Concat(
                sections.Where(other => other.Repeat is null).SelectMany(other => other.Questions).Select(question => question.Code)));
            map.Fault("go", $"「{go}」という質問も区分もありません。" + (near is null ? "" : $"「{near}」ではありませんか。"));
        }
        else if (target <= sectionIndex)
        {
            map.Fault("go", $"「{go}」はこの質問より前にあります。行き先は後ろの質問だけにしてください。");
        }
    }

    private static List<DecisionTemplate> Decisions(MapReader map)
    {
        var decisions = new List<DecisionTemplate>();
        foreach (var one in map.Maps("decisions", required: true))
        {
            var grounds = new List<Ground>();
            var outcome = one.Code("outcome");
            var label = one.RequiredText("label");
            foreach (var ground in one.Maps("grounds", required: true))
            {
                var read = new Ground(ground.Code("code"), ground.RequiredText("text"), LegalBasisReader.Read(ground, "law"));
                ground.Close();
                if (grounds.Any(other => other.Code == read.Code))
                {
                    ground.Fault("code", $"理由のコード「{read.Code}」が重なっています。別のコードにしてください。");
                }

                grounds.Add(read);
            }

            var decision = new DecisionTemplate(outcome, label, grounds, one.Text("objection"));
            one.Close();
            if (decisions.Any(other => other.Outcome == outcome))
            {
                one.Fault("outcome", $"決定の種類「{outcome}」が重なっています。別のコードにしてください。");
            }

            if (outcome == "refused" && decision.Objection is null)
            {
                one.Missing("objection", "不利益な決定には、不服申立てができることを書いてください（行政不服審査法 第82条）。");
            }

            decisions.Add(decision);
        }

        return decisions;
    }

    private List<Establishes> Established(MapReader map)
    {
        var established = new List<Establishes>();
        foreach (var one in map.Maps("establishes"))
        {
            var read = new Establishes(one.Word("fact", required: true) ?? "", one.Word("from", required: true) ?? "");
            one.Close();
            if (!facts.TryGetValue(read.Fact, out var fact))
            {
                var near = Nearest.To(read.Fact, catalogue.Select(known => known.Code));
                one.Fault("fact", $"「{read.Fact}」という本人情報は facts.yaml にありません。" + (near is null ? "" : $"「{near}」ではありませんか。"));
            }

            var question = Find(read.From);
            if (question is null)
            {
                one.Fault("from", $"「{read.From}」という質問はありません。質問のコードか「区分/質問」を書いてください。");
            }
            else if (fact is not null && question.Type.Code != fact.Type)
            {
                one.Fault("from", $"質問「{read.From}」の種類は「{question.Type.Code}」で、本人情報「{fact.Code}」の「{fact.Type}」と合いません。");
            }

            established.Add(read);
        }

        return established;
    }

    private QuestionDraft? Find(string path)
    {
        var parts = path.Split('/');
        return parts.Length == 1
            ? sections.Where(section => section.Repeat is null).SelectMany(section => section.Questions).FirstOrDefault(question => question.Code == path)
            : sections.FirstOrDefault(section => section.Code == parts[0] && section.Repeat is not null)?.Questions.FirstOrDefault(question => question.Code == parts[^1]);
    }

    private Dictionary<string, FactUse> Uses()
    {
        var uses = new Dictionary<string, FactUse>(StringComparer.Ordinal);
        foreach (var fact in facts.Values)
        {
            Expression? derived = null;
            if (fact.Derived is { } formula)
            {
                var parsed = FeelExpression.Parse(formula, factScope);
                if (parsed.IsValid)
                {
                    derived = new(parsed.Value);
                }
                else
                {
                    file.Fault(1, 1, $"facts.yaml の「{fact.Code}」の derived が読めません：{string.Join(" ", parsed.Errors.Select(error => error.Japanese))}");
                }
            }

            uses[fact.Code] = new(fact.Code, FeelName.Normalise(fact.Name), SubjectOf(fact.Subject), QuestionTypeReader.Of(fact), fact.Label, derived);
        }

        return uses;
    }

    private static string SubjectOf(PartyKind kind) => kind switch
    {
        PartyKind.Person => "person",
        PartyKind.Household => "household",
        _ => "organisation",
    };

    private sealed record SectionDraft(MapReader Map, string Code, MapReader? Repeat)
    {
        public List<QuestionDraft> Questions { get; } = [];
    }

    private sealed record QuestionDraft(MapReader Map, string Code, string Name, FactDefinition? Fact, QuestionType Type);
}
