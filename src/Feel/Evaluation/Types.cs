namespace Madoguchi.Feel.Evaluation;

/// <summary>"instance of".</summary>
internal static class Types
{
    public static FeelValue IsInstance(FeelValue value, FeelType type) =>
        Operations.IsUnknown(value) ? value
        : !Conforms(value, type) ? FeelBoolean.False
        : type == FeelType.Any || type is FeelType.List { Element: var element } && element == FeelType.Any ? FeelBoolean.True
        : Operations.UnknownWithin(value) ?? (FeelValue)FeelBoolean.True;

    public static bool Conforms(FeelValue value, FeelType type) => value switch
    {
        FeelNull => type == FeelType.Null,
        _ when type == FeelType.Any => true,
        FeelList list => type is FeelType.List { Element: var element } && list.Items.All(item => item is FeelNull || Conforms(item, element)),
        FeelRange range => type is FeelType.Range { Element: var element } && Ends(range).All(end => end is null or FeelNull || Conforms(end, element)),
        FeelContextValue context => type is FeelType.ContextOf wanted
            && wanted.Members.All(member => context.TryGet(member.Key, out var entry) && (entry is FeelNull || Conforms(entry, member.Value))),
        _ => type.Name == value.TypeName,
    };

    private static FeelValue?[] Ends(FeelRange range) => [range.Start, range.End];
}
