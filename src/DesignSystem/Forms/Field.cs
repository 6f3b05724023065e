using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Madoguchi.DesignSystem;

/// <summary>
/// What all questions of a form share: name, label, hint, error, and how they are tied together for assistive technology.
/// The first control always has the field's name as its id, so an error summary links to <c>#name</c>.
/// </summary>
public abstract class Field : Part
{
    /// <summary>The form name; also the id unless <see cref="Id"/> says otherwise.</summary>
    [Parameter, EditorRequired] public string Name { get; set; } = "";

    [Parameter, EditorRequired] public string Label { get; set; } = "";

    [Parameter] public string? Hint { get; set; }

    /// <summary>What is wrong, in the person's words.</summary>
    [Parameter] public string? Error { get; set; }

    /// <summary>False marks the field as optional (任意).</summary>
    [Parameter] public bool Required { get; set; } = true;

    /// <summary>The label is the page's h1: one question per page.</summary>
    [Parameter] public bool AsHeading { get; set; }

    /// <summary>Why the city asks; Markdown behind a disclosure.</summary>
    [Parameter] public string? Why { get; set; }

    [Parameter] public string? Id { get; set; }

    /// <summary>The label is read aloud but not seen: only where the surrounding shows it.</summary>
    [Parameter] public bool LabelHidden { get; set; }

    /// <summary>Says neither 必須 nor 任意: a part of a larger question that says it.</summary>
    [Parameter] public bool Unmarked { get; set; }

    protected string FieldId => Id ?? Name;

    protected string? Invalid => Error is null ? null : "true";

    protected string? RequiredValue => Required ? "true" : null;

    protected string WrapperClass => Error is null ? "mg-field" : "mg-field mg-field--error";

    protected string? DescribedBy => (Hint, Error) switch
    {
        (null, null) => null,
        ({ }, null) => FieldId + "-hint",
        (null, { }) => FieldId + "-error",
        _ => $"{FieldId}-hint {FieldId}-error",
    };

    /// <summary>Label, hint and error of a single control.</summary>
    protected RenderFragment Top => builder =>
    {
        if (AsHeading)
        {
            builder.OpenElement(0, "h1");
            builder.AddAttribute(1, "class", "mg-h1 mg-question");
        }

        builder.OpenElement(2, "label");
        builder.AddAttribute(3, "class", LabelHidden ? "mg-label mg-hidden" : "mg-label");
        builder.AddAttribute(4, "for", FieldId);
        WriteLabel(builder);
        builder.CloseElement();
        if (AsHeading)
        {
            builder.CloseElement();
        }

        WriteHelp(builder);
    };

    /// <summary>Legend, hint and error of a group; goes first inside a <c>fieldset</c>.</summary>
    protected RenderFragment GroupTop => builder =>
    {
        builder.OpenElement(0, "legend");
        builder.AddAttribute(1, "class", LabelHidden ? "mg-legend mg-hidden" : "mg-legend");
        if (AsHeading)
        {
            builder.OpenElement(2, "h1");
            builder.AddAttribute(3, "class", "mg-h1 mg-question");
        }

        WriteLabel(builder);
        if (AsHeading)
        {
            builder.CloseElement();
        }

        builder.CloseElement();
        WriteHelp(builder);
    };

    protected string Text(string key) => W.Plain(key);

    private void WriteLabel(RenderTreeBuilder builder)
    {
        builder.OpenElement(10, "span");
        Ruby.Write(builder, Label, Display.ShowsRuby);
        builder.CloseElement();
        if (Unmarked)
        {
            return;
        }

        builder.AddContent(12, " ");
        builder.OpenElement(13, "span");
        builder.AddAttribute(14, "class", Required ? "mg-need mg-need--required" : "mg-need");
        Ruby.Write(builder, W[Required ? "design.required" : "design.optional"], Display.ShowsRuby);
        builder.CloseElement();
    }

    private void WriteHelp(RenderTreeBuilder builder)
    {
        if (Hint is not null)
        {
            builder.OpenElement(20, "p");
            builder.AddAttribute(21, "class", "mg-hint");
            builder.AddAttribute(22, "id", FieldId + "-hint");
            Ruby.Write(builder, Hint, Display.ShowsRuby);
            builder.CloseElement();
        }

        if (Why is not null)
        {
            builder.OpenComponent<Details>(24);
            builder.AddComponentParameter(25, nameof(Details.Summary), W["design.why"]);
            builder.AddComponentParameter(26, nameof(Details.Text), Why);
            builder.CloseComponent();
        }

        if (Error is not null)
        {
            builder.OpenElement(27, "p");
            builder.AddAttribute(28, "class", "mg-error");
            builder.AddAttribute(29, "id", FieldId + "-error");
            Icon.Write(builder, IconName.Error);
            builder.OpenElement(31, "span");
            builder.OpenElement(32, "span");
            builder.AddAttribute(33, "class", "mg-hidden");
            builder.AddContent(34, Text("design.error") + " ");
            builder.CloseElement();
            Ruby.Write(builder, Error, Display.ShowsRuby);
            builder.CloseElement();
            builder.CloseElement();
        }
    }
}

/// <summary>An error of a field, as the summary lists it. <see cref="Field"/> is the field's name (its id).</summary>
public sealed record FieldError(string Field, string Message);

/// <summary>One of the answers to choose from.</summary>
public sealed record Choice(string Value, string Label, string? Hint = null, bool Disabled = false);

/// <summary>A date as typed: era code, year, month, day; form names <c>x.era</c>, <c>x.year</c>, <c>x.month</c>, <c>x.day</c>.</summary>
public sealed record DateParts(string? Era = null, string? Year = null, string? Month = null, string? Day = null)
{
    /// <summary>西暦; the others are <c>reiwa</c>, <c>heisei</c>, <c>showa</c>, <c>taisho</c>, <c>meiji</c>.</summary>
    public const string CommonEra = "ad";

    public static DateParts Of(DateOnly day) => new(
        CommonEra,
        day.Year.ToString(System.Globalization.CultureInfo.InvariantCulture),
        day.Month.ToString(System.Globalization.CultureInfo.InvariantCulture),
        day.Day.ToString(System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>An address as typed; form names <c>x.postcode</c>, <c>x.prefecture</c>, <c>x.city</c>, <c>x.town</c>, <c>x.building</c>.</summary>
public sealed record AddressParts(
    string? Postcode = null, string? Prefecture = null, string? City = null, string? Town = null, string? Building = null);

/// <summary>
/// A bank account as typed; form names <c>x.bankName</c>, <c>x.bankCode</c>, <c>x.branchName</c>, <c>x.branchCode</c>,
/// <c>x.kind</c> (<c>ordinary</c>, <c>current</c>, <c>savings</c>), <c>x.number</c>, <c>x.holder</c>.
/// </summary>
public sealed record BankAccountParts(
    string? BankName = null, string? BankCode = null, string? BranchName = null, string? BranchCode = null,
    string? Kind = null, string? Number = null, string? Holder = null);

/// <summary>A file that already lies with the city.</summary>
public sealed record UploadedFile(string Id, string Name, long Bytes, string? Href = null);
