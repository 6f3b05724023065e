namespace Madoguchi.Feel;

/// <summary>Why a value is null, in a stable code and in sentences for people.</summary>
public sealed record FeelReason(string Code, string Japanese, string English)
{
    internal const string MissingCode = "missing";
    internal const string NoEntryCode = "no-entry";

    public static FeelReason NoValue { get; } = new("no-value", "値がありません。", "There is no value.");

    internal static FeelReason Missing(string name) =>
        new(MissingCode, $"「{name}」がまだわかりません。", $"\"{name}\" is not known.");

    internal static FeelReason WrongType(string what, string expected, FeelValue actual) => new(
        "wrong-type",
        $"{what}には{FeelType.JapaneseName(expected)}が必要ですが、{FeelType.JapaneseName(actual.TypeName)}でした。",
        $"{what} needs {expected} but got {actual.TypeName}.");

    internal static FeelReason Incomparable(FeelValue left, FeelValue right) => new(
        "incomparable",
        $"{FeelType.JapaneseName(left.TypeName)}と{FeelType.JapaneseName(right.TypeName)}は比べられません。",
        $"{left.TypeName} and {right.TypeName} cannot be compared.");

    internal static FeelReason NoOperation(string sign, FeelValue left, FeelValue right) => new(
        "no-operation",
        $"{FeelType.JapaneseName(left.TypeName)}と{FeelType.JapaneseName(right.TypeName)}に「{sign}」は使えません。",
        $"\"{sign}\" is not defined for {left.TypeName} and {right.TypeName}.");

    internal static FeelReason OutOfRange { get; } =
        new("out-of-range", "数または日付が扱える範囲を超えました。", "A number or date is out of range.");

    internal static FeelReason DivisionByZero { get; } = new("division-by-zero", "0で割ることはできません。", "Division by zero.");

    internal static FeelReason NoEntry(string name) =>
        new(NoEntryCode, $"「{name}」という項目がありません。", $"There is no entry \"{name}\".");

    internal static FeelReason NoIndex { get; } = new("no-index", "その番目の要素がありません。", "There is no element at that position.");

    internal static FeelReason NoFunction(string name) =>
        new("no-function", $"「{name}」という関数はありません。", $"There is no function \"{name}\".");

    internal static FeelReason BadCall(string name) => new(
        "bad-call", $"関数「{name}」に渡した値の数・名前・種類が合いません。", $"The arguments given to \"{name}\" do not fit.");

    /// <summary>Names the kind of the value only: reasons may be logged, values may be personal.</summary>
    internal static FeelReason BadArgument(string name, FeelValue value) => new(
        "bad-argument", $"関数「{name}」は、渡された{FeelType.JapaneseName(value.TypeName)}を扱えません。",
        $"\"{name}\" cannot take the given {value.TypeName}.");

    internal static FeelReason NoClock { get; } = new(
        "no-clock", "今日の日付が渡されていません。", "No clock was given to the evaluation.");

    internal static FeelReason BudgetSpent { get; } = new(
        "budget-spent", "計算が大きすぎるため、途中でやめました。", "The evaluation was stopped: it takes too many steps.");

    internal static FeelReason TooLarge { get; } = new(
        "too-large", "値が大きくなりすぎたため、途中でやめました。", "The evaluation was stopped: a value grew too large.");

    internal static FeelReason TooDeep { get; } = new(
        "too-deep", "関数の呼び出しが深すぎるため、途中でやめました。", "The evaluation was stopped: calls are nested too deeply.");

    internal static FeelReason RegexTimeout { get; } = new(
        "regex-timeout", "文字列の照合に時間がかかりすぎたため、途中でやめました。", "The pattern took too long to match.");

    internal static FeelReason NotOfType(string type, FeelValue value) => new(
        "not-of-type", $"{FeelType.JapaneseName(value.TypeName)}の値が「{type}」に合いません。", $"The {value.TypeName} is no \"{type}\".");

    internal static FeelReason NotAllowed { get; } = new(
        "not-allowed", "判定表の入力が、決められた値のどれでもありません。", "An input of the table is none of its allowed values.");

    internal static FeelReason NoRule { get; } = new("no-rule", "判定表のどの行にも当てはまりません。", "No rule of the table matches.");

    internal static FeelReason SeveralRules { get; } = new(
        "several-rules", "判定表の複数の行に当てはまりますが、当てはまるのは一行だけのはずです。", "Several rules of the table match where only one may.");

    internal static FeelReason Circle { get; } = new("circle", "決定が自分自身の結果を必要としています。", "The decision needs its own result.");

    internal static FeelReason NoExternal(string name) => new(
        "no-external", $"外部の関数「{name}」は登録されていません。", $"The external function \"{name}\" is not registered.");

    internal static FeelReason Broken(FeelError error) => new("broken-expression", error.Japanese, error.English);
}
