using Madoguchi.Testing;

namespace Madoguchi.Whole.Tests;

/// <summary>Tests whose people sit at browsers; when they have left, whatever was wrong with any page they saw fails the test.</summary>
public abstract class BrowserTests(Chromium chromium) : IAsyncLifetime
{
    private readonly List<Person> people = [];

    /// <summary>
    /// Browsers do not notice which engine lies below: on PostgreSQL one whole journey runs, and all that needs no browser.
    /// </summary>
    protected virtual bool OnBothEngines => false;

    public virtual ValueTask InitializeAsync()
    {
        Chromium.Require();
        Assert.SkipWhen(TestDatabase.PostgresServer is not null && !OnBothEngines, "Browser journeys run on SQLite.");
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var faults = new List<string>();
        foreach (var person in people)
        {
            faults.AddRange(await person.LeaveAsync());
        }

        faults.Distinct().ShouldBeEmpty();
    }

    /// <summary>Somebody at a browser of their own, who has signed in as everybody does: <see cref="RealCity"/>.</summary>
    /// <param name="city">The city.</param>
    /// <param name="who">The key of one of its people, and for whom or in which role they come; null: not signed in.</param>
    /// <param name="device">What they hold in the hand.</param>
    /// <param name="way">How they use it.</param>
    internal async Task<Person> MeetAsync(RealCity city, string? who, Device device, Way way = Way.Pointer)
    {
        var person = await chromium.MeetAsync(city.Address, device, way, provider: city.Provider);
        people.Add(person);
        if (who is not null)
        {
            await city.SignInAsync(person, who);
        }

        return person;
    }

    /// <summary>Somebody at a browser of their own.</summary>
    internal async Task<Person> MeetAsync(Uri site, Device device, Way way = Way.Pointer, string? session = null)
    {
        var person = await chromium.MeetAsync(site, device, way, session);
        people.Add(person);
        return person;
    }
}
