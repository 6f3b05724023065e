namespace Madoguchi.Bench;

/// <summary>One verb for each figure: <c>dotnet run -c Release --project bench -- VERB</c>. The last line is the figure.</summary>
internal static class Program
{
    private static readonly (string Verb, string Shows, Func<string[], Task<string>> MeasureAsync)[] Verbs =
    [
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

        Console.WriteLine($"{verb.Verb}: {await verb.MeasureAsync(args[1..])}");
        return 0;
    }
}
