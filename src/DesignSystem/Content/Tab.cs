namespace Madoguchi.DesignSystem;

/// <summary>A view of the same things, with its own address.</summary>
public sealed record Tab(string Text, string Href, bool Current = false, int? Count = null);
