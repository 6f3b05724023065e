using System.Text;

namespace Madoguchi.Feel.Fuzz;

/// <summary>What has to hold for every input.</summary>
internal static class Trial
{
    /// <summary>Time and memory of one input. The limits of an evaluation are a hundredth of the default; up to fifty are made.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);
    private const long MostBytes = 4_000_000_000;

    private static readonly FeelLimits Limits = FeelLimits.Default with { MaxSteps = 100_000, MaxSize = 50_000, RegexTimeout = TimeSpan.FromMilliseconds(10) };
    private static readonly DateTimeOffset Noon = new(2026, 12, 1, 12, 0, 0, TimeSpan.FromHours(9));
    private static readonly FeelContext[] Contexts =
    [
        new(FeelFacts.None, Noon, Limits),
        new(FeelFacts.Of(("x", 3), ("y", "a"), ("児童の年齢", 2)), Noon, Limits),
        new(FeelFacts.Of(("x", new FeelList(1, "a", FeelNull.Value)), ("y", FeelNull.Value)), null, Limits),
    ];

    /// <summary>What is wrong; null when nothing is.</summary>
    public static string? Of(Input input)
    {
        // Of the processor, so that what else the machine does is no fault of the input.
        var (began, before) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
        try
        {
            var wrong = input.Kind switch
            {
                InputKind.Expression => Expression(input.Text),
                InputKind.Tests => Tests(input.Text),
                _ => Model(input.Text),
            };
            return wrong
                ?? (Environment.CpuUsage.TotalTime - began is var took && took > Longest ? $"took {took.TotalSeconds:N1} s" : null)
                ?? (GC.GetAllocatedBytesForCurrentThread() - before is var bytes && bytes > MostBytes ? $"allocated {bytes / 1_000_000:N0} MB" : null);
        }
        catch (Exception fault)
        {
            return $"{fault.GetType().Name}: {fault.Message} {fault.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Madoguchi", StringComparison.Ordinal))?.Trim()}";
        }
    }

    private static string? Expression(string text)
    {
        var parsed = FeelExpression.Parse(text, null, Limits);
        return parsed.IsValid ? Same(text, context => parsed.Value.Evaluate(context)) : Said(parsed.Errors);
    }

    private static string? Tests(string text)
    {
        var parsed = FeelUnaryTests.Parse(text, null, FeelType.Any, Limits);
        return parsed.IsValid ? Same(text, context => parsed.Value.Evaluate(5, context)) : Said(parsed.Errors);
    }

    private static string? Model(string text)
    {
        DmnModel model;
        using var source = new MemoryStream(Encoding.UTF8.GetBytes(text));
        try
        {
            model = DmnModel.Read(source);
        }
        catch (DmnException refused)
        {
            return refused.Message.Length > 0 && refused.English.Length > 0 ? null : "an error without a sentence";
        }

        var decisions = DmnDecisions.Compile(model, limits: Limits);
        _ = DmnChecks.Of(decisions, new() { MaxSteps = 500_000 });
        foreach (var decision in model.Decisions.Take(8))
        {
            var wrong = Same(text, context => decisions.Decide(decision.Name, context));
            if (wrong is null && text.Length < 5_000 && decisions.Explain(decision.Name, Contexts[1]) is var proof && proof.Value.Feel != decisions.Decide(decision.Name, Contexts[1]).ToString()
                && proof.Value.Feel.Length < 200 && decisions.Decide(decision.Name, Contexts[1]) is not FeelNull)
            {
                wrong = $"{decision.Name}: explained {proof.Value.Feel}, decided {decisions.Decide(decision.Name, Contexts[1])}";
            }

            if (wrong is not null)
            {
                return wrong;
            }
        }

        try
        {
            using var target = new MemoryStream();
            (model with { Name = model.Name + "x" }).Write(target);
            target.Position = 0;
            return DmnModel.Read(target).Decisions.Count == model.Decisions.Count ? null : "written and read again it has other decisions";
        }
        catch (DmnException)
        {
            // Ids that are none, or are there twice.
            return null;
        }
    }

    /// <summary>The same value twice, that can be written down.</summary>
    private static string? Same(string text, Func<FeelContext, FeelValue> evaluate)
    {
        foreach (var context in Contexts)
        {
            var (one, other) = (evaluate(context), evaluate(context));
            // How long a pattern took is another time each time.
            if (one is not FeelNull { Reason.Code: "regex-timeout" } && other is not FeelNull { Reason.Code: "regex-timeout" } && !text.Contains("aaaa", StringComparison.Ordinal) && !(one.GetType() == other.GetType() && one.ToString() == other.ToString()))
            {
                return $"once {one}, once {other}";
            }
        }

        return null;
    }

    private static string? Said(IReadOnlyList<FeelError> errors) =>
        errors.Count > 0 && errors.All(error => error.Japanese.Length > 0 && error.English.Length > 0 && error.Span.Start >= 0) ? null : "an error without a sentence";
}
