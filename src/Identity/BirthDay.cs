using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Http;

namespace Madoguchi.Identity;

/// <summary>A day of birth as somebody typed it into a <c>DateField</c>.</summary>
internal sealed record BirthDay(DateParts Typed, DateOnly? Day)
{
    public static BirthDay Read(IFormCollection form, string field)
    {
        var typed = new DateParts(Part("era"), Part("year"), Part("month"), Part("day"));
        var reading = Wareki.Read(DesignSystem.Era.NameOf(typed.Era), typed.Year, typed.Month, typed.Day);
        return new(typed, reading is WarekiReading.Day { Value: var day } ? day : null);

        string Part(string name) => form[$"{field}.{name}"].ToString() is var text && text.Length <= 10 ? text.Trim() : "";
    }
}
