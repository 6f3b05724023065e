using System.Globalization;
using Madoguchi.Feel.Fuzz;

return args is ["work", var seconds, var seed, var current]
    ? Fuzzer.Work(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)), int.Parse(seed, CultureInfo.InvariantCulture), current)
    : 2;
