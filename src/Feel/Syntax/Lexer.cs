using System.Globalization;
using System.Text;

namespace Madoguchi.Feel.Syntax;

/// <summary>
/// Cuts a source into tokens without knowing any name: a name with spaces or signs is several tokens,
/// which the parser joins by what is in scope.
/// </summary>
internal sealed class Lexer
{
    private readonly string source;
    private readonly List<Token> tokens = [];
    private readonly List<FeelError> errors = [];
    private int position;
    private int line = 1;
    private int lineStart;

    private Lexer(string source) => this.source = source;

    public static List<Token> Read(string source, out List<FeelError> errors)
    {
        var lexer = new Lexer(source);
        lexer.Run();
        errors = lexer.errors;
        return lexer.tokens;
    }

    /// <summary>The token texts of a name, by which the parser recognises it.</summary>
    public static string[] Split(string name)
    {
        var tokens = Read(name, out _);
        var pieces = new string[tokens.Count - 1];
        for (var i = 0; i < pieces.Length; i++)
        {
            pieces[i] = tokens[i].Text;
        }
        return pieces;
    }

    private static string? Symbol(char first, char second) => (first, second) switch
    {
        ('.', '.') => "..",
        ('*', '*') => "**",
        ('<', '=') => "<=",
        ('>', '=') => ">=",
        ('!', '=') => "!=",
        ('-', '>') => "->",
        _ => first switch
        {
            '=' => "=",
            '<' => "<",
            '>' => ">",
            '+' => "+",
            '-' => "-",
            '*' => "*",
            '/' => "/",
            '(' => "(",
            ')' => ")",
            '[' => "[",
            ']' => "]",
            '{' => "{",
            '}' => "}",
            ',' => ",",
            ':' => ":",
            '.' => ".",
            '@' => "@",
            '\'' => "'",
            '’' => "’",
            _ => null,
        },
    };

    private void Run()
    {
        while (true)
        {
            SkipSpaceAndComments();
            if (position >= source.Length)
            {
                tokens.Add(new Token(TokenKind.End, "", SpanFrom(position)));
                return;
            }
            ReadToken();
        }
    }

    private void ReadToken()
    {
        var start = position;
        var rune = Current();
        if (Signs.IsRefused(rune, out var fix))
        {
            position += rune.Utf16SequenceLength;
            Report("wide-sign", start, $"式の中で「{rune}」は使えません。{Meant(fix)}", $"\"{rune}\" cannot be used in an expression: write \"{fix}\".", fix);
        }
        else if (char.IsAsciiDigit(source[position]) || (source[position] == '.' && char.IsAsciiDigit(At(1)) && At(-1) != '.'))
        {
            ReadNumber();
        }
        else if (Signs.StartsName(rune))
        {
            ReadWord();
        }
        else if (source[position] == '"')
        {
            ReadText();
        }
        else if (Symbol(At(0), At(1)) is { } symbol)
        {
            position += symbol.Length;
            tokens.Add(new Token(TokenKind.Symbol, symbol, SpanFrom(start)));
        }
        else
        {
            position += rune.Utf16SequenceLength;
            Report("unexpected-character", start, $"式の中で「{rune}」は使えません。", $"\"{rune}\" cannot be used in an expression.", null);
        }
    }

    private static string Meant(string fix) => fix switch
    {
        " " => "半角の空白にしてください。",
        "\"" => "文字列は半角の引用符 \" で囲んでください。",
        _ => $"半角の「{fix}」と書いてください。",
    };

    private void ReadNumber()
    {
        var start = position;
        SkipDigits();
        if (At(0) == '.' && char.IsAsciiDigit(At(1)))
        {
            position++;
            SkipDigits();
        }
        var sign = At(1) is '+' or '-' ? 1 : 0;
        if (At(0) is 'e' or 'E' && char.IsAsciiDigit(At(1 + sign)))
        {
            position += 1 + sign;
            SkipDigits();
        }
        tokens.Add(new Token(TokenKind.Number, source[start..position], SpanFrom(start)));
    }

    private void ReadWord()
    {
        var start = position;
        while (position < source.Length && Current() is var rune && Signs.ContinuesName(rune))
        {
            position += rune.Utf16SequenceLength;
        }
        tokens.Add(new Token(TokenKind.Word, FeelName.Normalise(source[start..position]), SpanFrom(start)));
    }

    private void ReadText()
    {
        var start = position++;
        var text = new StringBuilder();
        while (position < source.Length && source[position] != '"')
        {
            if (source[position] == '\\')
            {
                ReadEscape(text);
            }
            else
            {
                CountLine();
                text.Append(source[position++]);
            }
        }
        if (position >= source.Length)
        {
            Report("unclosed-string", start, "文字列が閉じられていません。終わりに \" を書いてください。", "The string is not closed: end it with \".", null);
            return;
        }
        position++;
        tokens.Add(new Token(TokenKind.Text, text.ToString(), SpanFrom(start)));
    }

    private void ReadEscape(StringBuilder text)
    {
        var digits = At(1) switch { 'u' => 4, 'U' => 6, _ => 0 };
        if (digits > 0 && position + 2 + digits <= source.Length
            && int.TryParse(source.AsSpan(position + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            && (digits == 4 || Rune.IsValid(code)))
        {
            text.Append(digits == 4 ? ((char)code).ToString() : new Rune(code).ToString());
            position += 2 + digits;
            return;
        }
        var plain = At(1) switch { 'n' => "\n", 'r' => "\r", 't' => "\t", '"' => "\"", '\'' => "'", '\\' => "\\", _ => null };
        text.Append(plain ?? "\\");
        position += plain is null ? 1 : 2;
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(At(0)))
        {
            position++;
        }
    }

    private void SkipSpaceAndComments()
    {
        while (position < source.Length)
        {
            if (At(0) == '/' && At(1) == '/')
            {
                var end = source.IndexOf('\n', position);
                position = end < 0 ? source.Length : end;
            }
            else if (At(0) == '/' && At(1) == '*')
            {
                SkipBlockComment();
            }
            else if (Signs.IsSpace(Current()))
            {
                CountLine();
                position++;
            }
            else
            {
                return;
            }
        }
    }

    private void SkipBlockComment()
    {
        var start = position;
        var end = source.IndexOf("*/", position + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            position = source.Length;
            Report("unclosed-comment", start, "コメントが閉じられていません。終わりに */ を書いてください。", "The comment is not closed: end it with */.", null);
            return;
        }
        while (position < end + 2)
        {
            CountLine();
            position++;
        }
    }

    private void CountLine()
    {
        if (source[position] == '\n')
        {
            line++;
            lineStart = position + 1;
        }
    }

    private Rune Current() => Rune.TryGetRuneAt(source, position, out var rune) ? rune : Rune.ReplacementChar;

    private char At(int ahead) => position + ahead >= 0 && position + ahead < source.Length ? source[position + ahead] : '\0';

    private FeelSpan SpanFrom(int start)
    {
        // A token that runs over lines (a string) is placed where it starts.
        var column = start - lineStart + 1;
        return column > 0 ? new(start, position - start, line, column) : Place(start);
    }

    private FeelSpan Place(int start)
    {
        var before = source.AsSpan(0, start);
        return new(start, position - start, before.Count('\n') + 1, start - before.LastIndexOf('\n'));
    }

    private void Report(string code, int start, string japanese, string english, string? fix) =>
        errors.Add(new FeelError(code, SpanFrom(start), japanese, english, fix));
}
