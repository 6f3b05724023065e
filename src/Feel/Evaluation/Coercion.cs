namespace Madoguchi.Feel.Evaluation;

/// <summary>DMN 1.5, 10.3.2.9.4: a list of one where one is wanted, one where a list is wanted, a date where an instant is wanted.</summary>
internal static class Coercion
{
    /// <summary>The value as that type; null where it does not fit. Null fits every type.</summary>
    public static FeelValue? To(FeelValue value, FeelType type)
    {
        if (value is FeelNull || type == FeelType.Any || Types.Conforms(value, type))
        {
            return value;
        }
        return (type, value) switch
        {
            (FeelType.List list, not FeelList) when Types.Conforms(value, list.Element) => new FeelList([value]),
            (not FeelType.List, FeelList { Items: [var only] }) when Types.Conforms(only, type) => only,
            _ when type == FeelType.DateTime && value is FeelDate date => TemporalOperations.Moment(date),
            _ => null,
        };
    }
}
