using Madoguchi.DesignSystem;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Madoguchi.Intake;

/// <summary>受付: drafts, the online journey, the receipt; publishes <see cref="SubmissionReceived"/>.</summary>
public static class IntakeModule
{
    /// <summary>Needs Kernel, DesignSystem, Registry and Procedures.</summary>
    public static IServiceCollection AddIntake(this IServiceCollection services)
    {
        services.AddModuleDb<IntakeDb>("intake");
        services.AddTexts(typeof(IntakeModule).Assembly);
        services.AddEvent<SubmissionReceived>();
        services.AddEvent<ApplicationClaimed>();
        services.AddEvent<CorrectionAsked>();
        services.AddEvent<CorrectionWithdrawn>();
        services.AddEvent<SubmissionExpired>();
        services.AddHandler<SubmissionExpired, WhenSubmissionExpired>();
        services.AddHandler<CorrectionAsked, WhenCorrectionAsked>();
        services.AddHandler<CorrectionWithdrawn, WhenCorrectionWithdrawn>();
        services.TryAddSingleton<ICorrectionMessages, NoCorrectionMessages>();
        services.TryAddSingleton<IOpenCases, NoOpenCases>();
        services.AddSingleton<Drafts>();
        services.AddSingleton<IDrafts>(provider => provider.GetRequiredService<Drafts>());
        services.AddSingleton<Submissions>();
        services.AddSingleton<ISubmissions>(provider => provider.GetRequiredService<Submissions>());
        services.AddSingleton<GuestApplications>();
        services.AddSingleton<IGuestApplications>(provider => provider.GetRequiredService<GuestApplications>());
        services.AddSingleton<DraftDesk>();
        services.AddSingleton<SubmitDraft>();
        services.AddDataProtection();
        services.AddSingleton<TypedBefore>();
        services.AddSingleton<TakeFiles>();
        services.AddSingleton<StartDraftEndpoint>();
        services.AddSingleton<AnswerStepForm>();
        services.AddSingleton<CheckAnswersForm>();
        services.AddSingleton<ShowReceipt>();
        services.AddValidation();
        services.AddSingleton<SubmitAnswersEndpoint>();
        services.AddSingleton<AnswerCorrectionEndpoint>();
        services.AddSingleton<EraseDraftForm>();
        services.AddSingleton<ClaimApplicationForm>();
        services.AddRetention<SweepDrafts>(KeptDrafts.Class);
        return services.AddHostedService(provider => provider.GetRequiredService<SweepDrafts>());
    }

    /// <summary>The journey under <c>/apply</c>, for residents who are signed in and for guests where a procedure lets them.</summary>
    public static IEndpointRouteBuilder MapIntake(this IEndpointRouteBuilder routes)
    {
        GuestEntrance.Map(routes);
        var apply = routes.MapGroup("/apply").RequireAuthorization(Policies.Applicant).ExcludeFromDescription();
        StartDraftEndpoint.Map(apply);
        CheckAnswersForm.Map(apply);
        ShowReceipt.Map(apply);
        EraseDraftForm.Map(apply);
        ClaimApplicationForm.Map(apply);
        AnswerStepForm.Map(apply);
        var api = routes.MapApi("Submissions 申請");
        HandInFileEndpoint.Map(api);
        SubmitAnswersEndpoint.Map(api);
        AnswerCorrectionEndpoint.Map(api);
        return routes;
    }
}
