using CsCheck;
using Madoguchi.Kernel;

namespace Madoguchi.Delivery.Tests;

public sealed class LifeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 1, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly Standing New = new(MessageState.Created, null, 0, 0, 0, Now, Now.AddDays(1));

    [Fact]
    public void A_message_that_is_taken_is_delivered()
    {
        var after = Let(New, new Happening.Started(), new Happening.Accepted());

        after.ShouldBe(New with { State = MessageState.Delivered, Attempt = 1, DueAt = null });
    }

    [Fact]
    public void A_lost_reply_is_shown_as_uncertain_and_repeated_at_once_then_later_and_at_last_left_to_people()
    {
        var lost = new List<Standing> { New };
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            lost.Add(Let(lost[^1], new Happening.Started(), new Happening.ReplyLost()));
        }

        lost.Skip(1).ShouldAllBe(standing => standing.State == MessageState.Uncertain && standing.Code == Why.ReplyLost);
        lost.Skip(1).Select(standing => standing.DueAt).ShouldBe([Now, Now + Minute, Now + Minute, Now + Minute, null]);
        lost.Select(standing => standing.Repeats).ShouldBe([0, 0, 1, 2, 3, 4]);
        MessageLife.IsLostToMachine(lost[^1]).ShouldBeTrue();
    }

    [Fact]
    public void What_a_kill_interrupts_is_repeated_however_often_we_are_killed()
    {
        var standing = New;
        for (var kill = 0; kill < 10; kill++)
        {
            standing = Let(standing, new Happening.Started(), new Happening.Interrupted());
        }

        standing.DueAt.ShouldBe(Now);
        standing.Repeats.ShouldBe(9);
    }

    [Fact]
    public void A_refusal_after_a_lost_reply_does_not_make_it_certain()
    {
        var after = Let(New, new Happening.Started(), new Happening.ReplyLost(), new Happening.Started(), new Happening.RefusedForNow("smtp-451"));

        after.State.ShouldBe(MessageState.Uncertain);
        after.DueAt.ShouldBe(Now + Minute);
    }

    [Fact]
    public void A_refusal_for_good_after_a_lost_reply_does_not_make_it_certain_either()
    {
        var after = Let(New, new Happening.Started(), new Happening.ReplyLost(), new Happening.Started(), new Happening.RefusedForGood("smtp-550"));

        after.State.ShouldBe(MessageState.Uncertain);
        after.Code.ShouldBe("smtp-550");
        after.DueAt.ShouldBeNull();
        MessageLife.IsLostToMachine(after).ShouldBeTrue();
    }

    [Fact]
    public void A_receiver_that_names_a_time_beyond_the_end_is_asked_a_last_time_shortly_before_it()
    {
        var started = Let(New, new Happening.Started());

        var after = Let(started, new Happening.RefusedForNow("http-503", TimeSpan.FromDays(30)));
        var atTheLast = MessageLife.After(started, new Happening.RefusedForNow("http-503", TimeSpan.FromDays(30)), New.GiveUpAt - (1.5 * Minute), Minute);

        after.State.ShouldBe(MessageState.Temporary);
        after.DueAt.ShouldBe(New.GiveUpAt - Minute);
        atTheLast!.DueAt.ShouldBe(New.GiveUpAt - (0.5 * Minute));
    }

    [Fact]
    public void What_is_taken_back_before_it_began_is_not_sent_and_what_began_goes_on()
    {
        Let(New, new Happening.TakenBack()).ShouldBe(New with { State = MessageState.Declined, Code = Why.TakenBack, DueAt = null });
        MessageLife.After(Let(New, new Happening.Started()), new Happening.TakenBack(), Now, Minute).ShouldBeNull();
    }

    [Fact]
    public void A_receiver_that_names_a_time_is_not_asked_before()
    {
        var after = Let(New, new Happening.Started(), new Happening.RefusedForNow("http-503", TimeSpan.FromHours(2)));

        after.DueAt.ShouldBe(Now.AddHours(2));
    }

    [Fact]
    public void What_cannot_be_delivered_in_time_is_given_up()
    {
        var after = Let(New with { GiveUpAt = Now + Minute }, new Happening.Started(), new Happening.RefusedForNow("smtp-451"));

        after.State.ShouldBe(MessageState.Permanent);
        after.Code.ShouldBe(Why.GivenUp);
    }

    [Fact]
    public void A_delivered_message_that_comes_back_is_returned_and_nothing_else_moves_it()
    {
        var delivered = Let(New, new Happening.Started(), new Happening.Accepted());

        Let(delivered, new Happening.CameBack("dsn-5.1.1")).State.ShouldBe(MessageState.Returned);
        MessageLife.After(delivered, new Happening.Started(), Now, Minute).ShouldBeNull();
        MessageLife.After(delivered, new Happening.TriedAgain(), Now, Minute).ShouldBeNull();
        MessageLife.After(delivered, new Happening.Unwanted(), Now, Minute).ShouldBeNull();
    }

    [Fact]
    public void Whatever_happens_a_message_is_due_or_at_an_end_and_never_forgotten()
    {
        Happening[] all =
        [
            new Happening.Started(), new Happening.Accepted(), new Happening.RefusedForNow("x"), new Happening.RefusedForGood("x"), new Happening.ReplyLost(),
            new Happening.Interrupted(), new Happening.CameBack("x"), new Happening.CameBackForNow("x"), new Happening.Unwanted(), new Happening.Expired(),
            new Happening.TriedAgain(), new Happening.TakenBack(),
        ];

        Gen.Int[0, all.Length - 1].Select(index => all[index]).List[0, 40].Sample(happenings =>
        {
            var standing = New;
            foreach (var next in happenings)
            {
                standing = MessageLife.After(standing, next, Now, Minute) ?? standing;
            }

            var isKnown = standing.State is MessageState.Delivered or MessageState.Declined or MessageState.Sending;
            return isKnown || standing.DueAt is not null || MessageLife.IsLostToMachine(standing);
        });
    }

    [Fact]
    public void Waits_double_up_to_the_longest_and_are_spread()
    {
        var (first, longest) = (Minute, TimeSpan.FromHours(4));

        BackOff.After(1, first, longest, 0.5).ShouldBe(Minute);
        BackOff.After(4, first, longest, 0.5).ShouldBe(8 * Minute);
        BackOff.After(1000, first, longest, 0.5).ShouldBe(longest);
        Gen.Double[0, 1].Sample(chance => BackOff.After(3, first, longest, chance) is var wait && wait >= 3 * Minute && wait <= 5 * Minute);
    }

    [Theory]
    [InlineData("21:00", "08:00", "20:59", "20:59")]
    [InlineData("21:00", "08:00", "21:00", "08:00+1")]
    [InlineData("21:00", "08:00", "23:59", "08:00+1")]
    [InlineData("21:00", "08:00", "00:00", "08:00")]
    [InlineData("21:00", "08:00", "07:59", "08:00")]
    [InlineData("21:00", "08:00", "08:00", "08:00")]
    [InlineData("12:00", "13:00", "12:30", "13:00")]
    [InlineData("12:00", "13:00", "13:00", "13:00")]
    [InlineData("00:00", "00:00", "03:00", "03:00")]
    public void Nobody_is_disturbed_in_quiet_hours(string from, string until, string at, string expected)
    {
        var day = new DateOnly(2028, 2, 29);
        var parts = expected.Split('+');
        var end = day.StartsAt() + TimeSpan.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture) + TimeSpan.FromDays(parts.Length - 1);

        QuietHours.Read(from, until)!.EndOf(day.StartsAt() + TimeSpan.Parse(at, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(end);
    }

    [Theory]
    [InlineData("24:00", "08:00")]
    [InlineData("9:00", "08:00")]
    [InlineData("", "")]
    public void What_is_no_hour_is_not_taken_for_one(string from, string until) => QuietHours.Read(from, until).ShouldBeNull();

    [Theory]
    [InlineData(true, false, "a@example.test", null, "letter")]
    [InlineData(true, true, "a@example.test", null, "email")]
    [InlineData(true, true, "a@example.test", "090", "email webhook")]
    [InlineData(true, true, null, null, "letter")]
    [InlineData(false, false, "a@example.test", "090", "email")]
    [InlineData(false, true, null, "090", "webhook")]
    [InlineData(false, true, null, null, "")]
    public void Preferences_choose_the_channel_of_an_official_notice_and_never_suppress_it(
        bool official, bool electronic, string? email, string? webhook, string ways) =>
        string.Join(' ', ChooseChannels.For(official, postOnly: false, new(electronic, email, webhook)).Select(way => way.Channel)).ShouldBe(ways);

    [Fact]
    public void What_proves_an_address_goes_there_on_paper() =>
        ChooseChannels.For(true, postOnly: true, new(true, "a@example.test", null)).ShouldHaveSingleItem().Channel.ShouldBe(Channels.Letter);

    /// <summary>The example that the libraries of Standard Webhooks test themselves with.</summary>
    [Fact]
    public void A_webhook_is_signed_as_the_standard_says()
    {
        var signer = new WebhookSigner(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]);

        signer.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), "{\"test\": 2432232314}"u8)
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    [Fact]
    public void A_signature_is_checked_with_old_and_new_secrets_and_not_for_long()
    {
        var (old, fresh) = (WebhookSigner.NewSecret(), WebhookSigner.NewSecret());
        var signatures = new WebhookSigner([fresh, old]).Sign("id", Now, "{}"u8);
        var at = $"{Now.ToUnixTimeSeconds()}";

        new WebhookSigner([old]).IsGenuine("id", at, signatures, "{}"u8, Now).ShouldBeTrue();
        new WebhookSigner([fresh]).IsGenuine("id", at, signatures, "{}"u8, Now.AddMinutes(4)).ShouldBeTrue();
        new WebhookSigner([fresh]).IsGenuine("id", at, signatures, "{}"u8, Now.AddMinutes(6)).ShouldBeFalse();
        new WebhookSigner([fresh]).IsGenuine("id", at, signatures, "{ }"u8, Now).ShouldBeFalse();
        new WebhookSigner([fresh]).IsGenuine("other", at, signatures, "{}"u8, Now).ShouldBeFalse();
        new WebhookSigner([WebhookSigner.NewSecret()]).IsGenuine("id", at, signatures, "{}"u8, Now).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => new WebhookSigner(["whsec_c2hvcnQ="]));
    }

    private static Standing Let(Standing standing, params Happening[] happenings) => happenings.Aggregate(
        standing, (now, happening) => MessageLife.After(now, happening, Now, Minute).ShouldNotBeNull($"{happening} cannot happen to {now.State}"));
}
