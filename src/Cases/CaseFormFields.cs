using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Madoguchi.Cases;

/// <summary>Reads the hidden fields that every form on a case carries.</summary>
internal static class CaseFormFields
{
    /// <summary>A form without a version saw nothing: it is answered like a stale one.</summary>
    public static CaseForm Read(IFormCollection form) => new(
        long.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0, ReadKey(form));

    /// <summary>For forms that only add: nothing can be overwritten.</summary>
    public static CaseForm ReadUnversioned(IFormCollection form) => new(null, ReadKey(form));

    private static Guid ReadKey(IFormCollection form) => Guid.TryParse(form["key"], out var key)
        ? key
        : throw new BadHttpRequestException("The form lost the key that makes it count once.");
}
