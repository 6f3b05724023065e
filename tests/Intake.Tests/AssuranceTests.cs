using System.Net;
using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;
using Madoguchi.Testing;

namespace Madoguchi.Intake.Tests;

/// <summary>How sure the city must be of who applies, and what somebody may do of whom it knows nothing.</summary>
public sealed class AssuranceTests
{
    private static readonly Dictionary<string, (string, object?)[]> RoadReport = new(StringComparer.Ordinal)
    {
        ["kind"] = [("answer", "hole")],
        ["place"] = [("answer", "灯町2丁目の交差点")],
        ["detail"] = [("answer", "")],
        ["email"] = [("answer", "")],
    };

    [Theory]
    [InlineData(Assurance.Guest)]
    [InlineData(Assurance.Low)]
    public async Task A_sign_in_too_weak_for_the_procedure_is_led_to_a_stronger_one_and_back(Assurance assurance)
    {
        await using var counter = await Counter.OpenAsync();
        using var visitor = await SignInAsync(counter, assurance);

        var page = await visitor.OpenAsync("/apply/start/child-allowance");

        page.Status.ShouldBe(HttpStatusCode.Forbidden);
        page.Heading.ShouldBe("本人確認をして、サインインしてください");
        page.Main.QuerySelector("a.mg-button")!.GetAttribute("href").ShouldBe("/sign-in?assurance=Substantial&returnUrl=%2Fapply%2Fstart%2Fchild-allowance");
        (await counter.Host.CountAsync("intake_draft")).ShouldBe(0);
    }

    /// <summary>The draft was begun with a passkey; the session that sends it is a weaker one.</summary>
    [Fact]
    public async Task A_sign_in_that_became_weaker_submits_nothing_and_loses_nothing()
    {
        await using var counter = await Counter.OpenAsync();
        using var strong = await SignInAsync(counter, Assurance.Substantial);
        var check = await Counter.AnswerAsync(strong, await Counter.StartAsync(strong, "child-allowance"), Counter.ChildAllowance());
        using var weak = await SignInAsync(counter, Assurance.Low);

        var refused = await Counter.SubmitAsync(weak, await weak.OpenAsync(check.Path));

        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Says("入力した内容は保存されています").ShouldBeTrue(refused.Text);
        refused.Main.QuerySelector("a.mg-button")!.GetAttribute("href")!.ShouldEndWith(Uri.EscapeDataString(check.Path));
        (await counter.Host.CountAsync("intake_submission")).ShouldBe(0);
        (await Counter.SubmitAsync(strong, check)).Path.ShouldEndWith("/receipt");
    }

    [Fact]
    public async Task A_guest_reports_a_hole_in_the_road_and_finds_it_again_by_number_and_code()
    {
        await using var counter = await Counter.OpenAsync();
        var (receipt, party) = await ReportAsync(counter);

        receipt.Heading.ShouldBe("申請を受け付けました");
        receipt.Says("受付番号と確認コードを控えてください").ShouldBeTrue(receipt.Text);
        var (reference, code) = await NumberAndCodeAsync(counter, receipt);
        var guests = counter.Host.Get<IGuestApplications>();
        var spoken = $" {code.Replace("-", "　", StringComparison.Ordinal).ToLowerInvariant()} ";
        var found = await guests.FindAsync(reference, spoken, CancellationToken.None);

        found.ShouldNotBeNull().Party.ShouldBe(party);
        (await guests.FindAsync(reference, "2222-2222-2222", CancellationToken.None)).ShouldBeNull();
        (await guests.FindAsync("999999999999", code, CancellationToken.None)).ShouldBeNull();
        (await guests.FindAsync(reference, "", CancellationToken.None)).ShouldBeNull();

        // What lies in the database opens nothing.
        var stored = await counter.Host.ColumnAsync("select code_hash as value from intake_guest");
        stored.ShouldHaveSingleItem()!.ShouldNotContain(code.Replace("-", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_receipt_shows_its_code_again_to_its_guest_and_to_no_other()
    {
        await using var counter = await Counter.OpenAsync();
        var party = Guid.Parse("00000000-0000-7000-8000-0000000000a1");
        var (receipt, _) = await ReportAsync(counter, party);
        using var again = counter.Host.SignIn(SignedIn.Guest(party));
        (await again.OpenAsync(receipt.Path)).Says("確認コード").ShouldBeTrue();
        using var other = counter.Host.SignIn(SignedIn.Guest(Guid.Parse("00000000-0000-7000-8000-0000000000a2")));

        // Another guest is another party: the receipt does not exist for them.
        (await other.OpenAsync(receipt.Path)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_signs_in_later_takes_what_they_sent_into_their_account_once()
    {
        await using var counter = await Counter.OpenAsync();
        var (receipt, guest) = await ReportAsync(counter);
        var (reference, code) = await NumberAndCodeAsync(counter, receipt);
        using var makoto = await counter.SignInAsync("sato-makoto");
        var form = await makoto.OpenAsync("/apply/claim");

        var wrong = await makoto.SubmitAsync(form, ("reference", reference), ("code", "2222-2222-2222"));
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var taken = await makoto.SubmitAsync(wrong, ("reference", reference), ("code", code));

        taken.Path.ShouldBe($"/my/cases/{reference}");
        var person = await counter.PersonAsync("sato-makoto");
        var submission = await counter.Host.Get<ISubmissions>().ByReferenceAsync(reference, CancellationToken.None);
        submission!.Subject.ShouldBe(person.Party!.Value);
        submission.ActorId.ShouldBe($"guest:{guest}");
        (await counter.Host.CountAsync("kernel_outbox where type = 'ApplicationClaimed.v1'")).ShouldBe(1);

        using var miho = await counter.SignInAsync("takahashi-miho");
        var second = await miho.SubmitAsync(await miho.OpenAsync("/apply/claim"), ("reference", reference), ("code", code));
        second.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        second.Errors.ShouldBe(wrong.Errors);
    }

    /// <summary>A report a guest has sent: what its receipt says, and for which party it is.</summary>
    internal static async Task<(string Reference, string Code, Guid Party)> SentAsync(Counter counter)
    {
        var (receipt, party) = await ReportAsync(counter);
        var (reference, code) = await NumberAndCodeAsync(counter, receipt);
        return (reference, code, party);
    }

    private static async Task<(PageView Receipt, Guid Party)> ReportAsync(Counter counter, Guid? guest = null)
    {
        var party = guest ?? Guid.Parse("00000000-0000-7000-8000-0000000000a0");
        using var visitor = counter.Host.SignIn(SignedIn.Guest(party));
        var check = await Counter.AnswerAsync(visitor, await Counter.StartAsync(visitor, "road-report"), RoadReport);
        return (await Counter.SubmitAsync(visitor, check), party);
    }

    private static async Task<(string Reference, string Code)> NumberAndCodeAsync(Counter counter, PageView receipt) => (
        (await counter.Host.ColumnAsync("select reference as value from intake_submission")).ShouldHaveSingleItem()!,
        receipt.Main.QuerySelector(".mg-reference[lang=en]")!.TextContent);

    private static async Task<Visitor> SignInAsync(Counter counter, Assurance assurance)
    {
        var person = await counter.PersonAsync("takahashi-miho");
        return counter.Host.SignIn(new SignedIn(person.ActorId, person.Role, person.Party, person.Subject, person.Name, Assurance: assurance));
    }
}
