using Madoguchi.Feel.Syntax;

namespace Madoguchi.Feel.Evaluation;

/// <summary>A function written in FEEL, with the locals and the names it was made among.</summary>
internal sealed record Closure(Lambda Source, string[] Names, Code Body, Frame? Around, FeelContext Among) : FeelFunction
{
    public override IReadOnlyList<string> Parameters => Names;

    internal override FeelValue Invoke(Run run, FeelValue[] arguments, string[]? names)
    {
        if (arguments.Length != Names.Length || (names is not null && !names.Order(StringComparer.Ordinal).SequenceEqual(Names.Order(StringComparer.Ordinal))))
        {
            return FeelNull.Because(FeelReason.BadCall(ToString()));
        }
        var frame = Around;
        for (var i = 0; i < Names.Length; i++)
        {
            var value = names is null ? arguments[i] : arguments[Array.IndexOf(names, Names[i])];
            if (Coercion.To(value, Source.Parameters[i].Type) is not { } fitting)
            {
                return FeelNull.Because(FeelReason.BadCall(ToString()));
            }
            frame = new Frame(frame, fitting);
        }
        if (!run.Spend(Source.Body.Size))
        {
            return Run.Spent;
        }
        var result = run.EnterCall() ? Body(run.Among(Among), frame) : FeelNull.Because(FeelReason.TooDeep);
        run.LeaveCall();
        return result;
    }

    public bool Equals(Closure? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Source.Span.Start;
}
