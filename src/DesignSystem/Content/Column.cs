namespace Madoguchi.DesignSystem;

public enum Sorted
{
    No,
    Ascending,
    Descending,
}

/// <summary>A column of a <c>DataTable</c>. A number column is set to the end of its cell (<c>td class="mg-num"</c>).</summary>
public sealed record Column(string Text, string? SortHref = null, Sorted Sorted = Sorted.No, bool Number = false);
