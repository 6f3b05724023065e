using Madoguchi.Kernel;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Madoguchi.Identity;

/// <summary>Whoever may, but proved who they are too long ago, is asked to prove it again and led back; a form that was filled in is kept.</summary>
internal sealed class StepUp(KeptForms forms) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler otherwise = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Forbidden || authorizeResult.AuthorizationFailure?.FailedRequirements.All(failed => failed is FreshSignIn) != true)
        {
            await otherwise.HandleAsync(next, context, policy, authorizeResult);
            return;
        }

        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            context.Response.Redirect(SignInAgain.Path + QueryString.Create("returnUrl", request.PathBase + request.Path + request.QueryString));
            return;
        }

        var pages = context.RequestServices.GetRequiredService<SignInPages>();
        var page = await pages.AgainAsync(context, returnUrl: null, await forms.KeepAsync(request));
        await page.ExecuteAsync(context);
    }
}
