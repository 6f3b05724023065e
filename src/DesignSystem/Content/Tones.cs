namespace Madoguchi.DesignSystem;

internal static class Tones
{
    public static string Class(Tone tone, string plain, string prefix) => tone switch
    {
        Tone.Info => prefix + "info",
        Tone.Success => prefix + "success",
        Tone.Warning => prefix + "warning",
        Tone.Danger => prefix + "danger",
        _ => plain,
    };

    public static IconName Icon(Tone tone) => tone switch
    {
        Tone.Success => IconName.Success,
        Tone.Warning => IconName.Warning,
        Tone.Danger => IconName.Error,
        _ => IconName.Info,
    };
}
