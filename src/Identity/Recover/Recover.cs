using Madoguchi.Delivery;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Identity;

/// <summary>The request for a code by post as it stands.</summary>
public sealed record RecoverModel(string Name, DateParts BirthDate, string Postcode, IReadOnlyList<FieldError> Errors);

/// <summary>
/// Asks for a code by post. It goes to the address in the register and nowhere else, and the page says the same to everybody: neither
/// whether somebody lives here, nor whether they have an account, can be learnt from it.
/// </summary>
internal static class Recover
{
    private const string Path = "/account/recover";
    private const string SentPath = "/account/recover/sent";
    private const int LongestName = 100;
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, Show).WithName("Recover").AllowAnonymous().RequireRateLimiting("public");
        routes.MapPost(Path, AskAsync).WithName("AskForCode").AllowAnonymous().RequireRateLimiting("sign-in");
        routes.MapGet(SentPath, () => new RazorComponentResult<RecoverSentPage>()).WithName("CodeAskedFor").AllowAnonymous().RequireRateLimiting("public");
    }

    private static RazorComponentResult<RecoverPage> Show(CodeSettings settings) => Page(new RecoverModel("", new DateParts(), "", []), settings);

    private static async Task<IResult> AskAsync(
        IFormCollection form, HttpContext context, IPartyIdentification register, Codes codes, CodeSettings settings, Wording words, IWriter writer,
        CancellationToken cancellationToken)
    {
        if (!settings.ByPost)
        {
            return Show(settings);
        }

        var (name, postcode) = (form["name"].ToString().Trim(), JapaneseText.ToHalfWidth(form["postcode"].ToString()).Replace("-", "", StringComparison.Ordinal));
        var birthDate = BirthDay.Read(form, "birthDate");
        List<FieldError> errors = [];
        if (name.Length is 0 or > LongestName)
        {
            errors.Add(new("name", words["identity.recover.name.wrong"]));
        }

        if (birthDate.Day is null)
        {
            errors.Add(new("birthDate", words["identity.enrol.birthDate.wrong"]));
        }

        if (postcode.Length != 7 || !postcode.All(char.IsAsciiDigit))
        {
            errors.Add(new("postcode", words["identity.recover.postcode.wrong"]));
        }

        if (errors.Count > 0)
        {
            return Page(new RecoverModel(name.Length <= LongestName ? name : name[..LongestName], birthDate.Typed, form["postcode"].ToString(), errors), settings);
        }

        // The same work whoever it is: the code is made before anybody is looked for, and something is written down in any case.
        var made = codes.Make();
        var seal = codes.Seal(made, settings.Post);
        var visit = Visit.Of(context);
        var party = await register.FindOneByPostcodeAsync(name, birthDate.Day!.Value, postcode, cancellationToken);
        await writer.WriteAsync<bool>(
            new Work("codes", $"recover/{made.Id}", Actor.System("recover"), Purpose.Identify),
            unit => IssueIn(unit, codes, settings, made, seal, party, visit),
            cancellationToken);
        return TypedResults.LocalRedirect(SentPath);
    }

    private static Result<bool> IssueIn(Unit unit, Codes codes, CodeSettings settings, MadeCode made, string seal, Guid? party, Visit visit)
    {
        if (party is not { } person || LettersOf(unit, person) >= settings.LettersPerMonth)
        {
            SignInLog.Add(unit, party is null ? null : $"party:{party}", Happened.CodeNotPosted, visit);
            return true;
        }

        var notice = unit.NewId();
        codes.Issue(unit, made, person, CodeWays.Post, seal, notice);
        SignInLog.Add(unit, $"party:{person}", Happened.CodePosted, visit);
        unit.Publish(new NoticeIssued(unit.NewId(), notice, AccountNotices.Code, person, Reference: null, unit.Now), $"party/{person}");
        return true;
    }

    private static long LettersOf(Unit unit, Guid party) => (long)unit.Scalar(
        "select count(*) from identity_code where party_id = @party and way = @way and issued_at > @since",
        ("party", party),
        ("way", CodeWays.Post),
        ("since", unit.Now - Month))!;

    private static RazorComponentResult<RecoverPage> Page(RecoverModel model, CodeSettings settings) => new(new { Model = model, settings.ByPost })
    {
        StatusCode = model.Errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK,
    };
}
