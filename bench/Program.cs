namespace Madoguchi.Bench;

/// <summary>What a verb found.</summary>
/// <param name="Text">The figure.</param>
/// <param name="Wrong">How much of what was measured is not as it should be; the run then fails, however good the figure.</param>
internal sealed record Figure(string Text, int Wrong = 0)
{
    public static implicit operator Figure(string text) => new(text);
}

/// <summary>
/// One verb for each figure: <c>dotnet run -c Release --project bench -- VERB</c>. The last line is the figure; it ends with 1 when
/// something was lost or wrong.
/// </summary>
internal static class Program
{
    private static readonly (string Verb, string Shows, Func<string[], Task<Figure>> MeasureAsync)[] Verbs =
    [
        ("submissions", "durable submissions end to end, beside the same rows written by hand", SubmissionsBench.MeasureAsync),
        ("pages", "signed-in pages of a journey, beside the same bytes from bare Kestrel", PagesBench.MeasureAsync),
        ("journey", "whole applications", JourneyBench.MeasureAsync),
        ("letters", "[FONT]: a thousand letters as PDF, and that pdftotext reads what was meant", LettersBench.MeasureAsync),
        ("kills", "[MINUTES]: kill -9 of the program and of PostgreSQL under load", KillsBench.MeasureAsync),
        ("mail", "[N]: mails through a real mail server, with faults and kills", MailBench.MeasureAsync),
        ("notices", "official letters from the city's templates: written, signed, kept, read back by pdftotext", NoticesBench.MeasureAsync),
        ("start", "[PROGRAM]: time to the first page, and memory", StartBench.MeasureAsync),
        ("sweep", "a hundred rules and a hundred tables over 500,000 residents, beside the same by hand and DuckDB", SweepBench.MeasureAsync),
        ("japan", "[RESIDENTS]: a hundred rules over 125 million", SweepBench.CountryAsync),
        ("table", "one case after another through a table of eight rules, beside the same by hand and feelin", TableBench.MeasureAsync),
        ("compile", "a table of 1,000 rows, and 100 models in a fresh process: from XML to deciding", CompileBench.MeasureAsync),
        ("fuzz", "[SECONDS] [SEED]: hostile expressions and models", FuzzBench.MeasureAsync),
        ("compile-cold", "the other side of compile: the fresh process", CompileBench.ColdAsync),
        ("serve-bytes", "FILE: the other side of pages; serves the file's bytes", PagesBench.ServeAsync),
    ];

    public static async Task<int> Main(string[] args)
    {
        var verb = Verbs.FirstOrDefault(verb => args.Length > 0 && verb.Verb == args[0]);
        if (verb.MeasureAsync is null)
        {
            Console.WriteLine("Usage: dotnet run -c Release --project bench -- VERB");
            foreach (var (name, shows, _) in Verbs)
            {
                Console.WriteLine($"  {name,-12} {shows}");
            }

            return 2;
        }

        var figure = await verb.MeasureAsync(args[1..]);
        Console.WriteLine($"{verb.Verb}: {figure.Text}");
        return figure.Wrong == 0 ? 0 : 1;
    }
}
