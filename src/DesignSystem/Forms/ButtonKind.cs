namespace Madoguchi.DesignSystem;

public enum ButtonKind
{
    Primary,
    Secondary,
    Danger,
    Link,
}
