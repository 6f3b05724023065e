namespace Madoguchi.Feel;

public sealed record FeelDate(DateOnly Value) : FeelValue
{
    public override string TypeName => "date";
}

/// <summary>A fixed offset from UTC, or a named zone.</summary>
public sealed record FeelZone(TimeSpan? Offset, string? Name);

public sealed record FeelTime(TimeOnly Value, FeelZone? Zone) : FeelValue
{
    public override string TypeName => "time";
}

public sealed record FeelDateTime(DateTime Value, FeelZone? Zone) : FeelValue
{
    public override string TypeName => "date and time";
}

public sealed record FeelDaysDuration(TimeSpan Value) : FeelValue
{
    public override string TypeName => "days and time duration";
}

public sealed record FeelYearsDuration(long Months) : FeelValue
{
    public override string TypeName => "years and months duration";
}
