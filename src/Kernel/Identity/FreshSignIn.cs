using Microsoft.AspNetCore.Authorization;

namespace Madoguchi.Kernel;

/// <summary>
/// Whoever asks proved who they are just now, not an hour ago at a screen that somebody else may sit at by now. A page that asks for it
/// leads to proving it once more and back; a form that was filled in is kept on the way.
/// </summary>
public sealed class FreshSignIn : IAuthorizationRequirement
{
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);
}

internal sealed class FreshSignInHandler(TimeProvider time) : AuthorizationHandler<FreshSignIn>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, FreshSignIn requirement)
    {
        if (context.User.Identity?.IsAuthenticated == true && time.GetUtcNow() - context.User.SignedInAt() <= FreshSignIn.MaxAge)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
