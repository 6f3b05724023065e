namespace Madoguchi.Feel.Syntax;

/// <summary>
/// Recursive descent over tokens. Names are recognised by what is in scope, so scopes are kept while parsing.
/// The first thing that cannot be read ends it: everything after reads as the end of the source.
/// </summary>
internal sealed class Parser
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "true", "false", "null", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies",
        "or", "and", "between", "instance", "of", "function", "external",
    };

    private static readonly string[] Comparisons = ["=", "!=", "<=", ">=", "<", ">"];

    /// <summary>What binds more closely stands later.</summary>
    private static readonly string[][] Arithmetic = [["+", "-"], ["*", "/"], ["**"]];

    private readonly string source;
    private readonly List<Token> tokens;
    private readonly FeelLimits limits;
    private readonly List<NameTable> frames = [];
    private readonly NameTable types;

    /// <summary>Every member name met in the scope's types and in contexts of the source: what may follow a dot.</summary>
    private readonly NameTable members;

    private int position;
    private int depth;
    private bool inRangeEnd;

    private Parser(string source, List<Token> tokens, FeelScope scope, FeelLimits limits)
    {
        (this.source, this.tokens, this.limits) = (source, tokens, limits);
        (types, members) = (scope.TypeTable, new NameTable(scope.Members));
        frames.AddRange(scope.Tables);
    }

    private FeelError? Error { get; set; }

    private Token Current => tokens[Error is null ? position : tokens.Count - 1];

    public static FeelParsed<Expr> ParseExpression(string source, FeelScope scope, FeelLimits limits) =>
        Parse(source, scope, limits, parser => parser.Expression());

    /// <summary>Tests, in a scope that has what they test as "?".</summary>
    public static FeelParsed<Expr> ParseTests(string source, FeelScope scope, FeelLimits limits) =>
        Parse(source, scope, limits, parser => parser.UnaryTests());

    private static FeelParsed<Expr> Parse(string source, FeelScope scope, FeelLimits limits, Func<Parser, Expr> read)
    {
        if (source.Length > limits.MaxLength)
        {
            return new([new FeelError(
                "too-long", new(0, source.Length, 1, 1), $"式が長すぎます（{limits.MaxLength}文字まで）。", $"The expression is longer than {limits.MaxLength} characters.")], null);
        }
        var tokens = Lexer.Read(source, out var errors);
        if (errors.Count > 0)
        {
            return new(errors, Suggest(source, errors));
        }
        var parser = new Parser(source, tokens, scope, limits);
        var tree = read(parser);
        if (parser.Current.Kind != TokenKind.End)
        {
            parser.FailAtLeftOver();
        }
        return parser.Error is { } error ? new([error], Suggest(source, [error])) : new(tree);
    }

    private static string? Suggest(string source, List<FeelError> errors)
    {
        if (!errors.TrueForAll(error => error.Fix is not null))
        {
            return null;
        }
        var text = source;
        foreach (var error in errors.OrderByDescending(error => error.Span.Start))
        {
            text = text.Remove(error.Span.Start, error.Span.Length).Insert(error.Span.Start, error.Fix!);
        }
        return text;
    }

    private Tests UnaryTests()
    {
        var start = Current.Span;
        if (Current.Is("-") && tokens[position + 1].Kind == TokenKind.End)
        {
            position++;
            return new Tests(Since(start), true, false, []);
        }
        var negated = Current.IsWord("not") && tokens[position + 1].Is("(") && ClosesAtEnd(position + 1);
        position += negated ? 2 : 0;
        var alternatives = Several(() => Test(whole: true));
        if (negated)
        {
            Expect(")");
        }
        return Sized(new Tests(Since(start), false, negated, alternatives), alternatives);
    }

    private bool ClosesAtEnd(int open)
    {
        var level = 0;
        for (var i = open; i < tokens.Count; i++)
        {
            level += tokens[i].Is("(") ? 1 : tokens[i].Is(")") ? -1 : 0;
            if (level == 0)
            {
                return tokens[i + 1].Kind == TokenKind.End;
            }
        }
        return false;
    }

    private Expr Test(bool whole)
    {
        if (Current.IsOneOf(Comparisons))
        {
            if (++depth > limits.MaxDepth)
            {
                FailTooDeep();
            }
            var sign = Next();
            var bound = Additive();
            depth--;
            return Sized(new SignedRange(Since(sign.Span), sign.Text, bound), bound);
        }
        return whole ? Expression() : Additive();
    }

    private Expr Expression()
    {
        if (++depth > limits.MaxDepth)
        {
            FailTooDeep();
        }
        var outerRange = inRangeEnd;
        inRangeEnd = false;
        var read = (Current.Kind == TokenKind.Word ? Current.Text : "") switch
        {
            "if" when !StartsKnownName() => Conditional(),
            "for" when !StartsKnownName() => Loop(),
            "some" or "every" when !StartsKnownName() => Quantified(),
            _ => Chain(isAnd: false),
        };
        inRangeEnd = outerRange;
        depth--;
        return read;
    }

    private Conditional Conditional()
    {
        var start = Next().Span;
        var condition = Expression();
        ExpectWord("then");
        var then = Expression();
        ExpectWord("else");
        var otherwise = Expression();
        return Sized(
            new Conditional(Since(start), condition, then, otherwise) { Type = Typing.Common(then.Type, otherwise.Type) },
            condition, then, otherwise);
    }

    private ForLoop Loop()
    {
        var start = Next().Span;
        var outer = frames.Count;
        var iterations = Iterations();
        ExpectWord("return");
        frames.Add(new NameTable("partial", FeelType.ListOf(FeelType.Any)));
        var body = Expression();
        frames.RemoveRange(outer, frames.Count - outer);
        return Sized(new ForLoop(Since(start), iterations, body) { Type = FeelType.ListOf(body.Type) }, [.. Sources(iterations), body]);
    }

    private Quantified Quantified()
    {
        var some = Current.IsWord("some");
        var start = Next().Span;
        var outer = frames.Count;
        var iterations = Iterations();
        ExpectWord("satisfies");
        var body = Expression();
        frames.RemoveRange(outer, frames.Count - outer);
        return Sized(new Quantified(Since(start), some, iterations, body) { Type = FeelType.Boolean }, [.. Sources(iterations), body]);
    }

    private static IEnumerable<Expr> Sources(Iteration[] iterations) =>
        iterations.SelectMany(iteration => iteration.To is { } to ? [iteration.From, to] : (Expr[])[iteration.From]);

    private Iteration[] Iterations() => Several(() =>
    {
        var name = NewName(token => token.IsWord("in"));
        ExpectWord("in");
        var from = Expression();
        var to = Accept("..") ? Expression() : null;
        frames.Add(new NameTable(name, to is null ? Typing.ElementOf(from.Type) : FeelType.Number));
        return new Iteration(name, from, to);
    });

    private Expr Chain(bool isAnd)
    {
        var start = Current.Span;
        var word = isAnd ? "and" : "or";
        var first = Operand();
        if (!Current.IsWord(word))
        {
            return first;
        }
        var operands = new List<Expr> { first };
        while (AcceptWord(word))
        {
            operands.Add(Operand());
        }
        return Sized(new Logic(Since(start), isAnd, [.. operands]) { Type = FeelType.Boolean }, [.. operands]);

        Expr Operand() => isAnd ? Comparison() : Chain(isAnd: true);
    }

    private Expr Comparison()
    {
        var start = Current.Span;
        var left = Additive();
        while (true)
        {
            if (Current.IsOneOf(Comparisons))
            {
                var sign = Next().Text;
                var right = Additive();
                left = Sized(new Binary(Since(start), sign, left, right) { Type = FeelType.Boolean }, left, right);
            }
            else if (AcceptWord("between"))
            {
                var low = Additive();
                ExpectWord("and");
                var high = Additive();
                left = Sized(new Between(Since(start), left, low, high) { Type = FeelType.Boolean }, left, low, high);
            }
            else if (AcceptWord("in"))
            {
                var tests = InTests();
                left = Sized(new Membership(Since(start), left, tests) { Type = FeelType.Boolean }, [left, .. tests]);
            }
            else
            {
                return left;
            }
        }
    }

    /// <summary>What follows "in": one test, or several in parentheses; <c>(1..3)</c> is a range.</summary>
    private Expr[] InTests()
    {
        if (!Current.Is("("))
        {
            return [Test(whole: false)];
        }
        var start = Next().Span;
        var first = Test(whole: true);
        if (Current.Is(".."))
        {
            return [RangeFrom(start, false, first)];
        }
        var tests = new List<Expr> { first };
        while (Accept(","))
        {
            tests.Add(Test(whole: true));
        }
        Expect(")");
        return [.. tests];
    }

    private Expr Additive() => LeftToRight(0);

    /// <summary>Signs that bind at least as closely as those of that level.</summary>
    private Expr LeftToRight(int level)
    {
        if (level == Arithmetic.Length)
        {
            return Unary();
        }
        var start = Current.Span;
        var left = LeftToRight(level + 1);
        while (Current.IsOneOf(Arithmetic[level]))
        {
            var sign = Next().Text;
            var right = LeftToRight(level + 1);
            left = Sized(new Binary(Since(start), sign, left, right) { Type = Typing.OfArithmetic(sign, left.Type, right.Type) }, left, right);
        }
        return left;
    }

    private Expr Unary()
    {
        if (!Current.Is("-"))
        {
            return Postfix();
        }
        if (++depth > limits.MaxDepth)
        {
            FailTooDeep();
        }
        var start = Next().Span;
        var operand = Unary();
        depth--;
        return Sized(new Negation(Since(start), operand) { Type = operand.Type }, operand);
    }

    private Expr Postfix()
    {
        var start = Current.Span;
        var target = Primary();
        while (true)
        {
            if (Accept("."))
            {
                var (name, _) = MemberName(target.Type);
                target = Sized(new MemberOf(Since(start), target, name) { Type = Typing.MemberOf(target.Type, name) }, target);
            }
            else if (Current.Is("[") && !inRangeEnd)
            {
                target = FilterOn(target, start);
            }
            else if (Current.Is("("))
            {
                target = CallOn(target, start);
            }
            else if (Current.IsWord("instance") && tokens[position + 1].IsWord("of"))
            {
                position += 2;
                target = Sized(new InstanceOf(Since(start), target, TypeName()) { Type = FeelType.Boolean }, target);
            }
            else
            {
                return target;
            }
        }
    }

    private Filter FilterOn(Expr target, FeelSpan start)
    {
        position++;
        var element = Typing.ElementOf(target.Type);
        frames.Add(Typing.Members(element) is { } known ? new NameTable(known) : members);
        frames.Add(new NameTable("item", element));
        var condition = Expression();
        frames.RemoveRange(frames.Count - 2, 2);
        Expect("]");
        var type = condition.Type == FeelType.Number ? element : target.Type is FeelType.List ? target.Type : FeelType.ListOf(element);
        return Sized(new Filter(Since(start), target, condition) { Type = type }, target, condition);
    }

    private Call CallOn(Expr target, FeelSpan start)
    {
        position++;
        var arguments = new List<Expr>();
        var names = new List<string>();
        while (!Current.Is(")") && Error is null)
        {
            if (NamedArgumentLength() is var length and > 0)
            {
                names.Add(Join(position, length));
                position += length + 1;
            }
            arguments.Add(Expression());
            if (!Accept(","))
            {
                break;
            }
        }
        Expect(")");
        if (names.Count > 0 && names.Count != arguments.Count)
        {
            Fail("mixed-arguments", start, "名前付きの引数と名前なしの引数は混ぜられません。", "Named and positional arguments cannot be mixed.");
        }
        var type = target is NameUse function ? Functions.BuiltIns.ResultOf(function.Name) : FeelType.Any;
        return Sized(new Call(Since(start), target, [.. arguments], names.Count > 0 ? [.. names] : null) { Type = type }, [target, .. arguments]);
    }

    private int NamedArgumentLength()
    {
        var length = 0;
        while (tokens[position + length].Kind == TokenKind.Word)
        {
            length++;
        }
        return tokens[position + length].Is(":") ? length : 0;
    }

    private Expr Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                return Number();
            case TokenKind.Text:
                position++;
                return new Literal(token.Span, new FeelString(token.Text)) { Type = FeelType.String };
            case TokenKind.Word:
                return Word();
            case TokenKind.Symbol when token.Text == "(":
                return Parenthesis();
            case TokenKind.Symbol when token.Text is "[" or "]":
                return ListOrRange();
            case TokenKind.Symbol when token.Text == "{":
                return Context();
            case TokenKind.Symbol when token.Text == "@" && tokens[position + 1].Kind == TokenKind.Text:
                return AtLiteral();
            default:
                return FailAtStart();
        }
    }

    private Literal Number()
    {
        var token = Next();
        if (FeelNumber.Read(token.Text) is not { } number)
        {
            number = new FeelNumber(0L);
            Fail("number-out-of-range", token.Span, $"数「{token.Text}」は大きすぎます。", $"The number {token.Text} is out of range.");
        }
        return new Literal(token.Span, number) { Type = FeelType.Number };
    }

    private Expr Word()
    {
        var token = Current;
        if (MatchName() is { } match)
        {
            position += match.Length;
            return new NameUse(Since(token.Span), match.Name) { Type = match.Type };
        }
        position++;
        switch (token.Text)
        {
            case "true" or "false":
                return new Literal(token.Span, FeelBoolean.Of(token.Text == "true")) { Type = FeelType.Boolean };
            case "null":
                return new Literal(token.Span, FeelNull.Value) { Type = FeelType.Null };
            case "function" when Current.Is("("):
                return Lambda(token.Span);
            case "if" or "for" or "some" or "every":
                position--;
                return Expression();
            case var word when Keywords.Contains(word):
                position--;
                return FailAtStart();
            default:
                return new NameUse(token.Span, token.Text);
        }
    }

    private Expr Parenthesis()
    {
        var start = Next().Span;
        var inner = Test(whole: true);
        if (Current.Is(".."))
        {
            return RangeFrom(start, false, inner);
        }
        Expect(")");
        return inner;
    }

    private Expr ListOrRange()
    {
        var token = Next();
        if (token.Text == "[" && Accept("]"))
        {
            return new ListOf(Since(token.Span), []) { Type = FeelType.ListOf(FeelType.Any) };
        }
        var first = Test(whole: true);
        if (Current.Is("..") || token.Text == "]")
        {
            return RangeFrom(token.Span, token.Text == "[", first);
        }
        var items = new List<Expr> { first };
        while (Accept(","))
        {
            items.Add(Test(whole: true));
        }
        Expect("]");
        var element = items.Select(item => item.Type).Aggregate(Typing.Common);
        return Sized(new ListOf(Since(token.Span), [.. items]) { Type = FeelType.ListOf(element) }, [.. items]);
    }

    private RangeOf RangeFrom(FeelSpan start, bool startIncluded, Expr first)
    {
        Expect("..");
        inRangeEnd = true;
        var last = Additive();
        inRangeEnd = false;
        var included = Current.Is("]");
        if (!included && !Current.Is(")") && !Current.Is("["))
        {
            FailExpecting("]");
        }
        position++;
        return Sized(
            new RangeOf(Since(start), first, startIncluded, last, included) { Type = FeelType.RangeOf(Typing.Common(first.Type, last.Type)) },
            first, last);
    }

    private ContextOf Context()
    {
        var start = Next().Span;
        var names = new NameTable();
        var entries = new List<(string Name, Expr Value)>();
        frames.Add(names);
        while (!Current.Is("}") && Error is null)
        {
            var name = Current.Kind == TokenKind.Text ? FeelName.Normalise(Next().Text) : NewName(token => token.Is(":"));
            Expect(":");
            var value = Expression();
            names.Add(name, value.Type);
            members.Add(name, FeelType.Any);
            entries.Add((name, value));
            if (!Accept(","))
            {
                break;
            }
        }
        frames.RemoveAt(frames.Count - 1);
        Expect("}");
        var type = FeelType.ContextWith(entries.DistinctBy(entry => entry.Name).Select(entry => KeyValuePair.Create(entry.Name, entry.Value.Type)));
        return Sized(new ContextOf(Since(start), [.. entries]) { Type = type }, [.. entries.Select(entry => entry.Value)]);
    }

    private Literal AtLiteral()
    {
        var start = Next().Span;
        var text = Next();
        var value = TemporalText.Read(text.Text);
        if (value is null)
        {
            Fail("bad-date", Since(start), $"「{text.Text}」は日付・時刻・期間として読めません。", $"\"{text.Text}\" is not a date, time or duration.");
        }
        return new Literal(Since(start), value ?? FeelNull.Value) { Type = Typing.Of(value ?? FeelNull.Value) };
    }

    private Lambda Lambda(FeelSpan start)
    {
        Expect("(");
        var parameters = new List<(string Name, FeelType Type)>();
        while (!Current.Is(")") && Error is null)
        {
            var name = NewName(token => token.Is(",") || token.Is(")") || token.Is(":"));
            parameters.Add((name, Accept(":") ? TypeName() : FeelType.Any));
            if (!Accept(","))
            {
                break;
            }
        }
        Expect(")");
        frames.Add(new NameTable(parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Type))));
        var body = AcceptWord("external") ? ExternalBody(start, parameters) : Expression();
        frames.RemoveAt(frames.Count - 1);
        return Sized(new Lambda(Since(start), [.. parameters], body) { Type = FeelType.Function }, body);
    }

    /// <summary>What stands behind "external": <c>{java: {class: "…", method signature: "…"}}</c>.</summary>
    private Expr ExternalBody(FeelSpan start, List<(string Name, FeelType Type)> parameters)
    {
        var mapping = Current.Span;
        if (Expression() is ContextOf { Entries: [("java", ContextOf java)] }
            && java.Entries.FirstOrDefault(entry => entry.Name == "class").Value is Literal { Value: FeelString type }
            && java.Entries.FirstOrDefault(entry => entry.Name == "method signature").Value is Literal { Value: FeelString method })
        {
            return new External(Since(start), type.Value, method.Value, [.. parameters.Select(parameter => new NameUse(mapping, parameter.Name))]);
        }
        Fail(
            "external-function", mapping, "外部の関数は {java: {class: \"…\", method signature: \"…\"}} の形で書きます。",
            "An external function is written {java: {class: \"…\", method signature: \"…\"}}.");
        return new Literal(mapping, FeelNull.Value);
    }

    private FeelType TypeName()
    {
        if (++depth > limits.MaxDepth)
        {
            FailTooDeep();
        }
        var start = position;
        var type = NamedType();
        depth--;
        if (type is null)
        {
            position = start;
            Fail("unknown-type", Current.Span, $"「{Current.Text}」という種類はありません。", $"There is no type \"{Current.Text}\".");
        }
        return type ?? FeelType.Any;
    }

    private FeelType? NamedType()
    {
        if (Error is null && types.Match(tokens, position, 0) is { } known)
        {
            position += known.Length;
            return known.Type;
        }
        var words = Math.Max(1, Typing.NameLengthAt(tokens, Error is null ? position : tokens.Count - 1));
        var name = Join(position, Error is null ? words : 0);
        position += words;
        switch (name)
        {
            case "list" or "range" when Accept("<"):
                var element = TypeName();
                Expect(">");
                return name == "list" ? FeelType.ListOf(element) : FeelType.RangeOf(element);
            case "context" when Accept("<"):
                var entries = Several(() =>
                {
                    var key = NewName(token => token.Is(":"));
                    Expect(":");
                    return KeyValuePair.Create(key, TypeName());
                });
                Expect(">");
                return FeelType.ContextWith(entries.DistinctBy(entry => entry.Key));
            case "function" when Accept("<"):
                if (!Current.Is(">"))
                {
                    Several(TypeName);
                }
                Expect(">");
                Expect("->");
                TypeName();
                return FeelType.Function;
            default:
                return Typing.Named(name);
        }
    }

    /// <summary>A name that is being introduced: all tokens up to what ends it.</summary>
    private string NewName(Func<Token, bool> ends)
    {
        var start = position;
        var length = 0;
        while (Error is null && !ends(tokens[position + length]) && tokens[position + length].Kind is TokenKind.Word or TokenKind.Number or TokenKind.Symbol)
        {
            length++;
        }
        if (length == 0 || Error is not null || Current.Kind != TokenKind.Word)
        {
            Fail("name-expected", Current.Span, "ここには名前が必要です。", "A name is needed here.");
            return "";
        }
        position += length;
        return Join(start, length);
    }

    /// <summary>Tokens as written, white space collapsed.</summary>
    private string Join(int start, int length) => length == 0 ? "" : FeelName.Normalise(
        source[tokens[start].Span.Start..tokens[start + length - 1].Span.End]);

    private (string Name, FeelType Type) MemberName(FeelType target)
    {
        var own = Typing.Members(Typing.ElementOf(target)) is { } known ? new NameTable(known) : members;
        if ((own.Match(tokens, position, 0) ?? members.Match(tokens, position, 0)) is { } member)
        {
            position += member.Length;
            return (member.Name, member.Type);
        }
        if (Current.Kind == TokenKind.Word)
        {
            return (Next().Text, FeelType.Any);
        }
        Fail("name-expected", Current.Span, "「.」の後には項目の名前が必要です。", "A name is needed after the dot.");
        return ("", FeelType.Any);
    }

    private bool StartsKnownName() => MatchName() is not null;

    private Known? MatchName()
    {
        if (Error is not null)
        {
            return null;
        }
        Known? best = null;
        var shortest = Keywords.Contains(Current.Text) ? 1 : 0;
        for (var i = frames.Count - 1; i >= 0; i--)
        {
            best = frames[i].Match(tokens, position, best?.Length ?? shortest) ?? best;
        }
        return best;
    }

    private T[] Several<T>(Func<T> read)
    {
        var items = new List<T> { read() };
        while (Accept(","))
        {
            items.Add(read());
        }
        return [.. items];
    }

    private T Sized<T>(T node, params ReadOnlySpan<Expr> children) where T : Expr
    {
        var sized = Expr.Above(node, children);
        if (sized.Height > limits.MaxDepth)
        {
            FailTooDeep();
        }
        return sized;
    }

    private FeelSpan Since(FeelSpan start) =>
        start with { Length = Math.Max(start.Length, tokens[Math.Clamp(position - 1, 0, tokens.Count - 1)].Span.End - start.Start) };

    private Token Next()
    {
        var token = Current;
        position++;
        return token;
    }

    private bool Accept(string symbol)
    {
        var accepted = Current.Is(symbol);
        position += accepted ? 1 : 0;
        return accepted;
    }

    private bool AcceptWord(string word)
    {
        var accepted = Current.IsWord(word);
        position += accepted ? 1 : 0;
        return accepted;
    }

    private void Expect(string symbol)
    {
        if (!Accept(symbol))
        {
            FailExpecting(symbol);
        }
    }

    private void ExpectWord(string word)
    {
        if (!AcceptWord(word))
        {
            FailExpecting(word);
        }
    }

    private void FailExpecting(string what) => Fail(
        "expected", Current.Span, $"ここには「{what}」が必要です{Instead()}。", $"\"{what}\" is needed here{InsteadInEnglish()}.");

    private Literal FailAtStart()
    {
        Fail("value-expected", Current.Span, $"ここには値や名前が必要です{Instead()}。", $"A value or a name is needed here{InsteadInEnglish()}.");
        return new Literal(Current.Span, FeelNull.Value);
    }

    /// <summary>Something follows a complete expression; mostly a name with a space that nothing knows.</summary>
    private void FailAtLeftOver()
    {
        if (position > 0 && Current.Kind == TokenKind.Word && tokens[position - 1].Kind == TokenKind.Word)
        {
            var name = $"{tokens[position - 1].Text} {Current.Text}";
            Fail("unknown-name", Current.Span, $"「{name}」という名前は知られていません。", $"There is no name \"{name}\".");
            return;
        }
        Fail("unexpected", Current.Span, $"式の途中の「{Current.Text}」が読めません。", $"\"{Current.Text}\" is not expected here.");
    }

    private void FailTooDeep() => Fail(
        "too-deep", Current.Span, $"式の入れ子が深すぎます（{limits.MaxDepth}段まで）。", $"The expression is nested more than {limits.MaxDepth} deep.");

    private string Instead() => Current.Kind == TokenKind.End ? "（式が途中で終わっています）" : $"が、「{Current.Text}」があります";

    private string InsteadInEnglish() => Current.Kind == TokenKind.End ? ", but the expression ends" : $", not \"{Current.Text}\"";

    private void Fail(string code, FeelSpan span, string japanese, string english) => Error ??= new FeelError(code, span, japanese, english);
}
