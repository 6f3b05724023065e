using Madoguchi.Cases.Contracts;
using Madoguchi.Delivery;
using Madoguchi.DesignSystem;
using Madoguchi.Fees;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Madoguchi.Registry;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Cases;

/// <summary>案件・審査: from a submission to a decided case, for staff and for the applicant.</summary>
public static class CasesModule
{
    public static IServiceCollection AddCases(this IServiceCollection services)
    {
        services.AddModuleDb<CasesDb>("cases");
        services.AddTexts(typeof(CasesModule).Assembly);
        services.AddEvent<CaseDecided>();
        services.AddEvent<CaseWithdrawn>();
        services.AddHandler<SubmissionReceived, WhenSubmissionReceived>();
        services.AddHandler<ApplicationClaimed, WhenApplicationClaimed>();
        services.AddHandler<FeeAsked, WhenFeeChanges>();
        services.AddHandler<FeePaid, WhenFeeChanges>();
        services.AddHandler<FeeRefunded, WhenFeeChanges>();
        services.AddDataProtection();
        services.AddSingleton<SealedWords>();
        services.AddValidation();
        services.AddSingleton<CaseDesk>();
        services.AddScoped<CaseApi>();
        services.AddSingleton(provider => ExportLayouts.Load(
            provider.GetRequiredService<CityContent>(), provider.GetRequiredService<IProcedureCatalogue>()));
        services.AddScoped<Exports>();
        services.AddScoped<ManageExports>();
        services.AddSingleton<ICorrectionMessages, CorrectionMessages>();
        services.AddSingleton<IOpenCases, OpenCases>();
        services.AddSingleton<CaseIndexer>();
        services.AddSingleton<RebuildCases>();
        services.AddRetention<EraseCases>(EraseCases.Class);
        services.AddHostedService<CaseIndexing>();
        services.AddScoped<CaseFiles>();
        services.AddScoped<INoticeSource, CaseNotices>();
        services.AddScoped<StaffCase>();
        services.AddScoped<MayView>();
        return services.AddScoped<ICaseDirectory, CaseDirectory>();
    }

    public static IEndpointRouteBuilder MapCases(this IEndpointRouteBuilder routes)
    {
        ListCases.Map(routes);
        ViewCase.Map(routes);
        AssignCase.Map(routes);
        AskForCorrection.Map(routes);
        AddNote.Map(routes);
        DecideCase.Map(routes);
        HoldCase.Map(routes);
        ReadAudit.Map(routes);
        MyPage.Map(routes);
        MyCase.Map(routes);
        WithdrawApplication.Map(routes);
        ManageExports.Map(routes);
        CaseApi.Map(routes.MapApi("Cases 案件"));
        ExportEndpoints.Map(routes.MapApi("Exports 連携データ"));
        return routes;
    }

    /// <summary>The command <c>-- rebuild-cases</c>: makes every case's row anew from its events.</summary>
    /// <returns>How many cases there are.</returns>
    public static Task<int> RebuildCasesAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<RebuildCases>().RunAsync(cancellationToken);
}
