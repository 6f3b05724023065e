using Madoguchi.DesignSystem;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Fees;

/// <summary>手数料・収納: what a submission costs, whether it is paid, and what is paid back.</summary>
public static class FeesModule
{
    private static readonly TimeSpan AgencyPatience = TimeSpan.FromSeconds(10);

    /// <summary>Needs Kernel, DesignSystem, Registry, Procedures and Intake; the section <c>Fees</c> names the payment agency.</summary>
    public static IServiceCollection AddFees(this IServiceCollection services)
    {
        services.AddTexts(typeof(FeesModule).Assembly);
        services.AddModuleDb<FeesDb>("fees");
        services.AddEvent<FeeAsked>();
        services.AddEvent<FeePaid>();
        services.AddEvent<FeeRefunded>();
        services.AddEvent<FeeNoLongerDue>();
        services.AddHandler<SubmissionReceived, WhenSubmissionReceived>();
        services.AddHandler<ApplicationClaimed, WhenApplicationClaimed>();
        services.AddHandler<FeeNoLongerDue, WhenFeeNoLongerDue>();
        services.AddHandler<SubmissionExpired, WhenSubmissionExpired>();
        services.AddSettings<FeesSettings>("Fees");
        services.AddHttpClient(HttpPaymentProvider.ClientName, client => client.Timeout = AgencyPatience);
        services.AddSingleton<AgencyDoor>();
        services.AddSingleton<IPaymentProvider, HttpPaymentProvider>();
        services.AddSingleton<Settlement>();
        services.AddSingleton<FeeDesk>();
        services.AddSingleton<PayOnline>();
        services.AddScoped<MyFees>();
        services.AddScoped<FeeFiles>();
        services.AddValidation();
        services.AddScoped<FeeApi>();
        services.AddHealthChecks().AddCheck<FeesHealth>("fees");
        services.AddStandIn();
        services.AddSingleton<ReconcilePayments>();
        return services.AddHostedService(provider => provider.GetRequiredService<ReconcilePayments>());
    }

    public static IEndpointRouteBuilder MapFees(this IEndpointRouteBuilder routes)
    {
        MyFees.Map(routes);
        PayOnline.Map(routes);
        TakeNotification.Map(routes);
        ViewFee.Map(routes);
        RecordPayment.Map(routes);
        WaiveFee.Map(routes);
        RefundFee.Map(routes);
        SettleMismatch.Map(routes);
        ListFees.Map(routes);
        FeeApi.Map(routes.MapApi("Fees 手数料"));
        if (routes.ServiceProvider.GetRequiredService<AgencyDoor>().IsStandIn)
        {
            routes.MapStandIn();
        }

        return routes;
    }
}
