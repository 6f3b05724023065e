using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Madoguchi.Rules;

/// <summary>A form of these pages: it carries a whole model and every cell of a table, more than other forms may.</summary>
internal static class PostedForm
{
    /// <summary>Bytes of a form: the model as it stood and the cells again.</summary>
    private const long MostBytes = 20L * 1024 * 1024;

    private const int MostFields = 60_000;

    /// <summary>The form; or the status to refuse it with. Read here and not bound, so that the limits are these.</summary>
    public static async Task<(IFormCollection? Form, int Refused)> ReadAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = MostBytes;
        }

        if (!context.Request.HasFormContentType)
        {
            return (null, StatusCodes.Status400BadRequest);
        }

        try
        {
            context.Features.Set<IFormFeature>(new FormFeature(context.Request, new FormOptions
            {
                MultipartBodyLengthLimit = MostBytes,
                BufferBodyLengthLimit = MostBytes,
                ValueLengthLimit = 4 * ModelText.MostCharacters,
                ValueCountLimit = MostFields,
                KeyLengthLimit = 256,
            }));
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            return await antiforgery.IsRequestValidAsync(context) ? (form, 0) : (null, StatusCodes.Status400BadRequest);
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException)
        {
            context.Response.Headers.Connection = "close";
            return (null, StatusCodes.Status413PayloadTooLarge);
        }
    }

    /// <summary>A file as text: UTF-8, with or without its mark; null when it is longer than a model can be.</summary>
    public static async Task<string?> TextAsync(IFormFile file, CancellationToken cancellationToken)
    {
        if (file.Length > 4L * ModelText.MostCharacters)
        {
            return null;
        }

        using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
        var text = (await reader.ReadToEndAsync(cancellationToken)).ReplaceLineEndings("\n");
        return text.Length > ModelText.MostCharacters ? null : text;
    }
}
