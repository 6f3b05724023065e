using Madoguchi.DesignSystem;
using Madoguchi.Feel;

namespace Madoguchi.Procedures;

/// <summary>One walk. Everything it finds is in the state it returns; it is used once.</summary>
internal sealed class Walker(ProcedureDefinition definition, Answers answers, Known known, DateOnly today, Restriction? restriction)
{
    private readonly JourneyPlan plan = definition.Plan;
    private readonly Scope top = Scope.Top(definition.Plan, known, today);
    private readonly List<Step> steps = new(32);
    private readonly List<RelevantAnswer> relevant = new(32);
    private readonly Dictionary<string, ItemsValue> proposed = new(StringComparer.Ordinal);

    // Of the confirmation being gathered.
    private readonly List<ConfirmLine> lines = [];
    private readonly List<Step> afterLines = [];
    private bool linesAreSettled = true;

    private Step? next;
    private Localised? ended;
    private string? itemName;
    private int skipTo;
    private int done;

    public JourneyState Walk()
    {
        foreach (var section in plan.Sections)
        {
            if (ended is not null)
            {
                break;
            }

            if (section.End <= skipTo || !IsShown(section.Section.When, top))
            {
                Hide(section);
            }
            else if (section.Section.Repeat is { } repeat)
            {
                WalkItems(section, repeat);
            }
            else
            {
                WalkQuestions(section, top, 0);
            }
        }

        // Unknown is not true: nobody is exempt, and nothing is paid later, by an answer that is not there.
        var exemption = definition.Fee.Exemptions.FirstOrDefault(one => one.When.Test(top.Context) == VerdictKind.True);
        return new()
        {
            Definition = definition,
            Answers = answers,
            Known = known,
            Today = today,
            Steps = steps,
            Next = next,
            IsComplete = next is null && ended is null,
            Ended = ended,
            Done = done,
            Total = steps.Count,
            FeeYen = exemption is null ? Fee() : 0,
            FeeExemption = exemption,
            FeeDue = Due(),
            Relevant = relevant,
            Items = proposed,
            Reply = restriction?.Reply,
        };
    }

    /// <summary>Unknown shows: before an open step nothing more can decide it, and after one it may still come.</summary>
    private static bool IsShown(Expression? when, Scope scope) => when is null || when.Test(scope.Context) != VerdictKind.False;

    private void Hide(PlannedSection section)
    {
        if (section.Section.Repeat is not null)
        {
            top.Set(section.Section.Code, FeelList.Empty);
            return;
        }

        foreach (var question in section.Questions)
        {
            HideQuestion(question.Question, top, known.Facts);
        }
    }

    /// <summary>What is not asked is known to be absent, unless the register knows it.</summary>
    private static void HideQuestion(Question question, Scope scope, IReadOnlyDictionary<string, KnownFact>? facts)
    {
        if (question.Fact is null || facts?.ContainsKey(question.Fact) != true)
        {
            scope.Set(question, question.Type.Absent);
        }
    }

    private void WalkQuestions(PlannedSection section, Scope scope, int item, IReadOnlyDictionary<string, KnownFact>? itemFacts = null)
    {
        var facts = item == 0 ? known.Facts : itemFacts;
        var group = 0;
        foreach (var planned in section.Questions)
        {
            var question = planned.Question;
            if (planned.Order < skipTo || !IsShown(question.When, scope))
            {
                HideQuestion(question, scope, facts);
                continue;
            }

            var path = item == 0 ? question.Code : Answers.Path(section.Section.Code, item, question.Code);
            var answer = answers[path];
            var fact = restriction is null && question.Fact is { } code && facts is not null ? facts.GetValueOrDefault(code) : null;
            if (fact is null)
            {
                CloseGroup(section, item, ref group);
                Ask(section, question, path, item, scope, answer);
            }
            else
            {
                Show(section, question, path, item, scope, answer, fact);
            }

            if (question.Next.Count > 0)
            {
                CloseGroup(section, item, ref group);
                Follow(planned, scope, path);
                if (ended is not null)
                {
                    return;
                }
            }
        }

        CloseGroup(section, item, ref group);
    }

    /// <summary>A question the register does not answer.</summary>
    private void Ask(PlannedSection section, Question question, string path, int item, Scope scope, Answer? answer)
    {
        var standing = answer is { How: How.Typed or How.Contested } or { How: How.Confirmed } && (restriction is not null || answer.How != How.Confirmed)
            && Stands(question, answer.Value);
        scope.Set(question, standing ? question.Type.Feel(answer!.Value) : null);
        var problem = standing && restriction?.Asked.Contains(path) != false ? Problem(question, answer!.Value, scope) : null;
        if (standing && problem is null)
        {
            relevant.Add(new(path, section.Section, question, item, answer!));
        }

        if (restriction is not null)
        {
            var isAsked = restriction.Asked.Contains(path);
            if (!isAsked && standing && restriction.Reply[path] is null)
            {
                return;
            }

            standing &= !isAsked || restriction.Reply[path] is not null;
        }

        Add(new()
        {
            Path = path,
            Kind = StepKind.Question,
            State = default,
            Section = section.Section,
            Title = question.Label,
            Question = question,
            Item = item,
            Problem = problem,
        }, standing && problem is null);
    }

    /// <summary>A question whose fact is held joins the confirmation; it is asked itself only when disputed, or when a check fails.</summary>
    private void Show(PlannedSection section, Question question, string path, int item, Scope scope, Answer? answer, KnownFact fact)
    {
        var isOwn = answer is { How: How.Typed or How.Contested } && Stands(question, answer.Value);
        var isDisputed = isOwn || answer?.How == How.Disputed;
        var isConfirmed = !isDisputed && answer?.How == How.Confirmed && answer.Value == fact.Value;
        scope.Set(question, isOwn ? question.Type.Feel(answer!.Value) : isDisputed ? null : question.Type.Feel(fact.Value));
        lines.Add(new(path, question, fact, isDisputed));
        linesAreSettled &= isDisputed || isConfirmed;
        var problem = isOwn ? Problem(question, answer!.Value, scope) : isConfirmed ? Problem(question, fact.Value, scope) : null;
        var stands = (isOwn || isConfirmed) && problem is null;
        if (stands)
        {
            relevant.Add(new(path, section.Section, question, item, answer!));
        }

        if (isDisputed || problem is not null)
        {
            afterLines.Add(new()
            {
                Path = path,
                Kind = StepKind.Question,
                State = stands ? StepState.Answered : StepState.Open,
                Section = section.Section,
                Title = question.Label,
                Question = question,
                Item = item,
                Contests = fact,
                Problem = problem,
            });
        }
    }

    private void CloseGroup(PlannedSection section, int item, ref int group)
    {
        if (lines.Count == 0)
        {
            return;
        }

        group++;
        var path = item == 0 ? "confirm/" + section.Section.Code : Answers.Path(section.Section.Code, item, "confirm");
        Add(new()
        {
            Path = group == 1 ? path : $"{path}/{group}",
            Kind = StepKind.Confirm,
            State = default,
            Section = section.Section,
            Title = section.Section.Title,
            Item = item,
            Lines = [.. lines],
        }, linesAreSettled);
        foreach (var step in afterLines)
        {
            Add(step, step.State == StepState.Answered);
        }

        lines.Clear();
        afterLines.Clear();
        linesAreSettled = true;
    }

    private void Add(Step step, bool isAnswered)
    {
        var state = next is not null ? StepState.NotReachable : isAnswered ? StepState.Answered : StepState.Open;
        step = step with { State = state, ItemName = step.Item > 0 ? itemName : null };
        steps.Add(step);
        done += isAnswered ? 1 : 0;
        if (state == StepState.Open)
        {
            next = step;
        }
    }

    private static bool Stands(Question question, AnswerValue value) => value is NoAnswer ? !question.Required : question.Type.Accepts(value);

    private static Localised? Problem(Question question, AnswerValue value, Scope scope)
    {
        if (question.Checks.Count == 0 || value is NoAnswer)
        {
            return null;
        }

        scope.Set(JourneyPlan.AnswerName, question.Type.Feel(value));
        foreach (var check in question.Checks)
        {
            if (check.That.Test(scope.Context) == VerdictKind.False)
            {
                return check.Message;
            }
        }

        return null;
    }

    /// <summary>Goes where the first rule that is true says. A rule that cannot be decided leads nowhere: more is asked, not less.</summary>
    private void Follow(PlannedQuestion planned, Scope scope, string path)
    {
        // Where a journey goes, an answer says: what the register holds leads on only once it is confirmed.
        if (relevant.Count == 0 || relevant[^1].Path != path)
        {
            return;
        }

        for (var index = 0; index < planned.Question.Next.Count; index++)
        {
            var rule = planned.Question.Next[index];
            var verdict = rule.When?.Test(scope.Context) ?? VerdictKind.True;
            if (verdict == VerdictKind.Undetermined)
            {
                return;
            }

            if (verdict == VerdictKind.True)
            {
                if (rule.End is not null && next is null)
                {
                    ended = rule.End;
                }
                else if (planned.Goes[index] > planned.Order)
                {
                    skipTo = Math.Max(skipTo, planned.Goes[index]);
                }

                return;
            }
        }
    }

    private void WalkItems(PlannedSection section, Repeat repeat)
    {
        var code = section.Section.Code;
        var stored = answers[code]?.Value as ItemsValue;
        var items = restriction is not null && stored is not null ? stored : Propose(repeat, stored);
        proposed[code] = items;
        var contexts = new List<FeelValue>(items.Members.Count);
        var lines = new List<ItemLine>(items.Members.Count);
        var after = skipTo;
        for (var number = 1; number <= items.Members.Count && ended is null; number++)
        {
            var member = items.Members[number - 1] is { } party ? known.Members.FirstOrDefault(other => other.Party == party) : null;
            var scope = top.Item(section, member);
            // Each item is walked from its own first question.
            skipTo = after;
            itemName = NameOf(section, number, member);
            WalkQuestions(section, scope, number, member?.Facts);
            contexts.Add(ItemContext(section, scope, member));
            lines.Add(new(number, itemName, items.Members[number - 1]));
        }

        skipTo = Math.Min(skipTo, section.End);
        top.Set(code, new FeelList(contexts));
        if (ended is null)
        {
            CloseItems(section, repeat, items, lines, stored);
        }
    }

    private void CloseItems(PlannedSection section, Repeat repeat, ItemsValue items, List<ItemLine> lines, ItemsValue? stored)
    {
        var code = section.Section.Code;
        if (restriction is not null && !restriction.Asked.Contains(code))
        {
            return;
        }

        // With nobody to add and nobody to remove there is nothing to look over.
        if (!repeat.AllowAdd && repeat.Min == repeat.Max)
        {
            return;
        }

        var isDone = restriction is null
            ? stored == items && items.IsDone && items.Members.Count >= repeat.Min
            : (restriction.Reply[code]?.Value as ItemsValue)?.IsDone == true;
        Add(new()
        {
            Path = code,
            Kind = StepKind.Items,
            State = default,
            Section = section.Section,
            Title = section.Section.Title,
            Items = lines,
            Removed = items.Dismissed.Count == 0 ? [] : [.. known.Members.Where(member => items.Dismissed.Contains(member.Party))],
        }, isDone);
    }

    /// <summary>The items as stored, and after them the members of the household who have become items since.</summary>
    private ItemsValue Propose(Repeat repeat, ItemsValue? stored)
    {
        var items = stored ?? new([], [], false);
        var members = items.Members;
        if (repeat.Members is { } condition)
        {
            var more = known.Members
                .Where(member => !members.Contains(member.Party) && !items.Dismissed.Contains(member.Party)
                    && condition.Test(top.Member(member, member.Party == known.Subject).Context) == VerdictKind.True)
                .Select(member => (Guid?)member.Party)
                .ToArray();
            members = more.Length == 0 ? members : [.. members, .. more.Take(Math.Max(0, repeat.Max - members.Count))];
        }

        // Somebody must be entered: the first blank items need no asking for.
        if (members.Count < repeat.Min)
        {
            members = [.. members, .. Enumerable.Repeat((Guid?)null, repeat.Min - members.Count)];
        }

        return ReferenceEquals(members, items.Members) ? items : items with { Members = members, IsDone = false };
    }

    private static FeelContextValue ItemContext(PlannedSection section, Scope scope, KnownMember? member)
    {
        var entries = new List<KeyValuePair<string, FeelValue>>(section.Questions.Count + 1);
        foreach (var planned in section.Questions)
        {
            if (scope.TryGet(planned.Question.Name, out var value))
            {
                entries.Add(KeyValuePair.Create(planned.Question.Name, value));
            }
        }

        if (member is not null && !section.Names.Contains(JourneyPlan.RelationName))
        {
            entries.Add(KeyValuePair.Create<string, FeelValue>(JourneyPlan.RelationName, member.Relation));
        }

        return FeelContextValue.OfFacts(section.Section.Code, entries);
    }

    private string? NameOf(PlannedSection section, int number, KnownMember? member)
    {
        foreach (var planned in section.Questions)
        {
            if (planned.Question.Type is TextQuestion
                && answers[Answers.Path(section.Section.Code, number, planned.Question.Code)]?.Value is TextValue name)
            {
                return name.Text;
            }
        }

        return member?.Name;
    }

    private string Due() => definition.Fee.Due
        .FirstOrDefault(rule => rule.When is null || rule.When.Test(top.Context) == VerdictKind.True)?.Due ?? FeeDue.BeforeDecision;

    private long? Fee()
    {
        if (definition.FeeFormula is { } formula)
        {
            return formula.Evaluate(top.Context) is FeelNumber number && number.TryToInt64(out var yen) && yen >= 0 ? yen : null;
        }

        if (definition.Fee.Per is not { } per || definition.Fee.Yen == 0)
        {
            return definition.Fee.Yen;
        }

        return top.TryGet(per, out var times) && times is FeelNumber count && (count.ToDecimal() * definition.Fee.Yen) is var total
            && decimal.IsInteger(total) && total is >= 0 and <= long.MaxValue ? (long)total : null;
    }
}
