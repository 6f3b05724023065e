using System.Security.Claims;
using System.Text.Json;
using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Madoguchi.Procedures;

/// <summary>The procedures by the API: to be read by anybody, and to be tried with answers by clients.</summary>
internal static class ProcedureEndpoints
{
    private const int MostAnswers = 500;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/procedures", List)
            .WithName("listProcedures")
            .WithSummary("Lists the procedures the city offers now")
            .AllowAnonymous()
            .RequireRateLimiting("public")
            .Produces(StatusCodes.Status304NotModified)
            .Refuses(429);
        api.MapGet("/procedures/{code}", Read)
            .WithName("readProcedure")
            .WithSummary("Tells what a procedure asks and how it is decided")
            .AllowAnonymous()
            .RequireRateLimiting("public")
            .Produces(StatusCodes.Status304NotModified)
            .Refuses(404, 429);
        api.MapPost("/procedures/{code}/check", CheckAsync)
            .WithName("checkAnswers")
            .WithSummary("Looks answers over as the online form would; nothing is kept")
            .RequireScope(Scopes.ProceduresRead)
            .Refuses(400, 404, 413);
    }

    private static Results<Ok<ProcedureListResponse>, StatusCodeHttpResult> List(HttpContext context, IProcedureCatalogue catalogue)
    {
        var procedures = catalogue.Current.OrderBy(procedure => procedure.Code, StringComparer.Ordinal).ToArray();
        var content = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            System.Text.Encoding.ASCII.GetBytes(string.Concat(procedures.Select(procedure => procedure.Hash)))));
        return context.IsHeld(content)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(new ProcedureListResponse { Items = [.. procedures.Select(Summary)] });
    }

    private static Results<Ok<ProcedureDetailResponse>, StatusCodeHttpResult, ProblemHttpResult> Read(
        string code, HttpContext context, IProcedureCatalogue catalogue) =>
        catalogue.Find(code) is not { } procedure ? ApiProblems.NotFound()
        : context.IsHeld(procedure.Hash) ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
        : TypedResults.Ok(Detail(procedure));

    private static async Task<Results<Ok<CheckAnswersResponse>, ProblemHttpResult>> CheckAsync(
        string code, CheckAnswersRequest request, ClaimsPrincipal user, IProcedureCatalogue catalogue, IKnownFacts knownFacts, IPartyDirectory parties,
        IFileStore files, IAccessLog access, Texts texts, TimeProvider time, CancellationToken cancellationToken)
    {
        var grant = user.Grant();
        if (catalogue.Find(code) is not { } procedure || !grant.CoversProcedure(code))
        {
            return ApiProblems.NotFound();
        }

        if (request.Answers.Count > MostAnswers)
        {
            return new FormTooLarge().ToProblem();
        }

        var known = Known.Nothing;
        var today = time.TodayInJapan();
        if (request.Subject is { } subject)
        {
            if (!grant.IsForAll || await parties.FindAsync(subject, cancellationToken) is null)
            {
                return ApiProblems.NotFound();
            }

            await access.RecordAsync(user.Actor(), Purpose.Apply, subject, "known-facts", cancellationToken);
            known = await knownFacts.ForAsync(procedure, subject, today, cancellationToken);
        }

        var handedIn = await HandedIn.FindAsync(files, request.Answers, cancellationToken);
        var filled = FillJourney.Fill(
            procedure, known, today, request.Answers, request.ConfirmsKnown, id => handedIn.GetValueOrDefault(id),
            new(user.Actor().Id, time.GetUtcNow(), 1));
        return TypedResults.Ok(Stand(filled, texts));
    }

    private static CheckAnswersResponse Stand(FilledJourney filled, Texts texts) => new()
    {
        IsComplete = filled.State.IsComplete && filled.Faults.Count == 0,
        FeeYen = filled.State.FeeYen,
        Ended = filled.State.Ended is { } ended ? TextResponse.Of(ended) : null,
        Errors = AnswerErrorResponse.Of(filled, texts),
        Open =
        [
            .. filled.State.Steps.Where(step => step is { Kind: StepKind.Question, State: not StepState.Answered, Question: not null })
                .Select(step => QuestionResponse.Of(step.Question!, step.Path)),
        ],
        ToConfirm =
        [
            .. filled.State.Steps.Where(step => step is { Kind: StepKind.Confirm, State: not StepState.Answered }).SelectMany(step => step.Lines)
                .Select(line => new KnownResponse
                {
                    Path = line.Path, Value = ToElement(line.Fact.Value), Source = TextResponse.Of(line.Fact.Source), AsOf = line.Fact.AsOf,
                }),
        ],
    };

    private static ProcedureResponse Summary(ProcedureDefinition procedure) => new()
    {
        Code = procedure.Code,
        Version = procedure.Hash,
        Name = TextResponse.Of(procedure.Name),
        Summary = TextResponse.Of(procedure.Summary),
        Audience = AudienceOf(procedure),
        StandardDays = procedure.StandardDays,
        Categories = procedure.Categories,
        LifeEvents = procedure.LifeEvents,
    };

    private static ProcedureDetailResponse Detail(ProcedureDefinition procedure) => new()
    {
        Code = procedure.Code,
        Version = procedure.Hash,
        Name = TextResponse.Of(procedure.Name),
        Summary = TextResponse.Of(procedure.Summary),
        Audience = AudienceOf(procedure),
        StandardDays = procedure.StandardDays,
        Categories = procedure.Categories,
        LifeEvents = procedure.LifeEvents,
        Sections =
        [
            .. procedure.Sections.Select(section => new SectionResponse
            {
                Code = section.Code,
                Title = TextResponse.Of(section.Title),
                IsRepeated = section.Repeat is not null,
                Questions = [.. section.Questions.Select(question => QuestionResponse.Of(question, question.Code))],
            }),
        ],
        Decisions =
        [
            .. procedure.Decisions.Select(decision => new DecisionResponse
            {
                Outcome = decision.Outcome,
                Label = TextResponse.Of(decision.Label),
                Grounds =
                [
                    .. decision.Grounds.Select(ground => new GroundResponse
                    {
                        Code = ground.Code, Text = TextResponse.Of(ground.Text), Law = ground.Law?.ToString(),
                    }),
                ],
            }),
        ],
    };

    private static IReadOnlyList<string> AudienceOf(ProcedureDefinition procedure) =>
        [.. procedure.Audience.Select(audience => audience == Audience.Person ? "person" : "organisation")];

    private static JsonElement ToElement(AnswerValue value)
    {
        using var json = JsonDocument.Parse(value.ToJson());
        return json.RootElement.Clone();
    }
}
