namespace Madoguchi.Whole.Tests;

/// <summary>A resident at the counter that has no closing time.</summary>
[Collection<AtHome>]
public sealed class ResidentJourneys(Chromium chromium, RealCity city) : BrowserTests(chromium)
{
    protected override bool OnBothEngines => TestContext.Current.TestMethod?.MethodName == nameof(From_the_front_page_to_the_receipt_on_two_devices);

    [Theory]
    [InlineData("phone", "desktop")]
    [InlineData("desktop", "phone")]
    public async Task From_the_front_page_to_the_receipt_on_two_devices(string first, string second)
    {
        var makoto = await MeetAsync(city, null, On(first));

        // Finds the procedure by a word, reads what it is, and signs in to begin.
        await makoto.OpenAsync("/");
        await makoto.FillAsync("q", "子ども手当");
        await makoto.PressAsync("探す");
        await makoto.FollowAsync("児童手当 認定請求");
        (await makoto.HeadingAsync()).ShouldBe("児童手当 認定請求");
        (await makoto.ReadsAsync("第7条第1項")).ShouldBeTrue();
        await makoto.PressAsync("この手続を始める");
        await city.SignInAsync(makoto, Demo.Makoto);
        await makoto.PressMainAsync();

        // What the city knows is shown with its source, not asked; the telephone number is wrong.
        (await makoto.TextAsync()).ShouldContain("厚生年金");
        await makoto.AnswerAsync(null);
        await makoto.AnswerUntilAsync("confirm/applicant", Demo.MakotosChildAllowance);
        (await makoto.TermAsync("氏名")).ShouldBe("佐藤 誠住民基本台帳（平成31年4月2日現在）");
        await makoto.AnswerAsync(new Reply.Wrong("phone"));
        Applying.StepOf(makoto.Path).ShouldBe("phone");
        await makoto.AnswerAsync("０９０－００００－０１９９");

        // Forth and back with the browser's own button: nothing is lost.
        await makoto.AnswerAsync("yes");
        await makoto.GoBackAsync();
        (await makoto.IsChosenAsync("answer", "yes")).ShouldBeTrue();

        // Saves, and goes on at another device where they left.
        var draft = string.Join('/', makoto.Path.Split('/')[..3]);
        await makoto.PressAsync("保存して中断する");
        (await makoto.TextAsync()).ShouldContain("途中の申請");
        var later = await MeetAsync(city, Demo.Makoto, On(second));
        await later.OpenAsync("/my");
        await later.FollowAsync(draft);
        await later.AnswerUntilAsync("children", Demo.MakotosChildAllowance);
        (await later.TextAsync()).ShouldContain("佐藤 陽翔");
        (await later.TextAsync()).ShouldContain("佐藤 葵");
        await later.AnswerAllAsync(Demo.MakotosChildAllowance);

        // Checks, changes one answer and comes back to the check.
        (await later.TermAsync("日中に連絡がとれる電話番号")).ShouldNotBeNull().ShouldStartWith("090-0000-0199");
        await later.FollowAsync("/reason?back=check");
        await later.AnswerAsync("other");
        await later.FillAsync("answer", "引っ越しの前に生まれたため🍼");
        await later.PressMainAsync();
        (await later.ErrorsAsync()).ShouldHaveSingleItem().ShouldContain("🍼");
        (await later.ValueAsync("answer")).ShouldBe("引っ越しの前に生まれたため🍼");
        await later.AnswerAsync("引っ越しの前に生まれたため");
        await later.AnswerAllAsync(Demo.MakotosChildAllowance);
        (await later.TextAsync()).ShouldContain("引っ越しの前に生まれたため");

        // A nervous finger sends twice: one application, one receipt.
        var before = await city.Host.CountAsync("intake_submission");
        await later.TickAsync("declared");
        await later.PressTwiceAsync("申請する");
        (await later.HeadingAsync()).ShouldBe("申請を受け付けました");
        (await city.Host.CountAsync("intake_submission")).ShouldBe(before + 1);

        // Back after the submission leads to the same receipt, and the status can be seen at once.
        var receipt = later.Path;
        await later.GoBackAsync();
        if (await later.HasFieldAsync("declared"))
        {
            await later.ChooseAsync("declared", "yes");
            await later.PressAsync("申請する");
        }

        later.Path.ShouldBe(receipt);
        (await city.Host.CountAsync("intake_submission")).ShouldBe(before + 1);
        await city.DrainAsync();
        await later.FollowAsync("状況を見る");
        (await later.TextAsync()).ShouldContain("審査しています");
    }

    [Theory]
    [InlineData(Way.WithoutScript)]
    [InlineData(Way.Keyboard)]
    [InlineData(Way.KeyboardWithoutScript)]
    public async Task The_whole_journey_without_JavaScript_and_by_keyboard_alone(Way way)
    {
        // Three fathers would meet each other's drafts; each way has a person of its own.
        var (person, replies) = way switch
        {
            Way.WithoutScript => (Demo.Miho, Demo.MihosChildAllowance),
            Way.Keyboard => ("sato-yui/sato-makoto", Demo.MakotosChildAllowance),
            _ => (Demo.Miho, Demo.ResidentRecord),
        };
        var procedure = replies == Demo.ResidentRecord ? "resident-record" : "child-allowance";
        var someone = await MeetAsync(city, person, way == Way.WithoutScript ? Device.Phone : Device.Desktop, way);

        await someone.OpenAsync($"/procedures/{procedure}");
        await someone.PressAsync("この手続を始める");
        await someone.PressMainAsync();
        await someone.AnswerAllAsync(replies);
        await someone.TickAsync("declared");
        await someone.PressAsync("申請する");

        (await someone.HeadingAsync()).ShouldBe("申請を受け付けました");
    }

    [Fact]
    public async Task A_father_registers_three_children_for_medical_costs_on_a_phone_without_JavaScript()
    {
        var makoto = await MeetAsync(city, Demo.Makoto, Device.Phone, Way.WithoutScript);
        await makoto.OpenAsync("/");
        await makoto.FillAsync("q", "医療費");
        await makoto.PressAsync("探す");
        await makoto.FollowAsync("こども医療費助成 資格登録");
        await makoto.PressAsync("この手続を始める");
        await makoto.PressMainAsync();

        // The youngest was born three weeks ago: what only an insured child has is not asked of her.
        await makoto.AnswerUntilAsync("children/3/insured", Demo.MakotosChildMedical);
        (await makoto.TextAsync()).ShouldContain("お子さん 3 – 佐藤 葵");
        await makoto.AnswerUntilAsync("bank", Demo.MakotosChildMedical);
        await makoto.AnswerAllAsync(Demo.MakotosChildMedical);
        (await makoto.TermAsync("保険者番号")).ShouldNotBeNull().ShouldContain("01090016");
        await makoto.TickAsync("declared");
        await makoto.PressAsync("申請する");

        (await makoto.HeadingAsync()).ShouldBe("申請を受け付けました");
        await city.DrainAsync();
        await makoto.FollowAsync("状況を見る");
        (await makoto.TextAsync()).ShouldContain("こども医療費助成");
    }

    [Fact]
    public async Task Language_changes_in_the_middle_and_nothing_is_lost()
    {
        var lan = await MeetAsync(city, "nguyen-lan", Device.Phone);
        await lan.OpenAsync("/apply/start/child-allowance");
        await lan.PressMainAsync();
        await lan.AnswerUntilAsync("reason-date", Demo.MakotosChildAllowance);

        // What was saved stays; the page comes again in the other language, with the readings above the kanji.
        await lan.PressAsync("easy");
        (await lan.HeadingAsync()).ShouldBe("それは、いつですか");
        (await lan.Page.EvaluateAsync<int>("() => document.querySelectorAll('main rt').length")).ShouldBeGreaterThan(0);
        await lan.AnswerAsync(new Reply.Dated("ad", "2026", "11", "1"));
        await lan.PressAsync("en");
        (await lan.Page.EvaluateAsync<string>("() => document.documentElement.lang")).ShouldBe("en");
        await lan.AnswerAllAsync(Demo.MakotosChildAllowance.With("spouse-member", "NGUYEN VAN MINH"));

        (await lan.HeadingAsync()).ShouldBe("Check your answers");
        await lan.TickAsync("declared");
        await lan.PressAsync("Submit");
        (await lan.HeadingAsync()).ShouldBe("We have received your application");
        await lan.PressAsync("easy");
        (await lan.HeadingAsync()).ShouldBe("受け付けました");
    }

    [Fact]
    public async Task After_a_mistake_the_back_button_meets_pages_and_never_a_form_to_send_again()
    {
        var miho = await MeetAsync(city, "matsumoto-kazuko", Device.Phone);
        await miho.OpenAsync("/apply/start/resident-record");
        await miho.PressMainAsync();
        await miho.AnswerUntilAsync("copies", Demo.ResidentRecord);
        var (step, question) = (miho.Path, await miho.HeadingAsync());
        await miho.FillAsync("answer", "たくさん");
        await miho.PressMainAsync();
        (await miho.ErrorsAsync()).ShouldNotBeEmpty();
        (await miho.ValueAsync("answer")).ShouldBe("たくさん");
        await miho.FillAsync("answer", "2");
        await miho.PressMainAsync();
        miho.Path.ShouldNotBe(step);

        await miho.GoBackAsync();
        (miho.Path, await miho.HeadingAsync()).ShouldBe((step, question));
        (await miho.ValueAsync("answer")).ShouldBe("2");
        (await miho.ErrorsAsync()).ShouldBeEmpty();
        await miho.GoBackAsync();
        miho.Path.ShouldStartWith("/apply/");
        (await miho.HeadingAsync()).ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Two_tabs_change_the_same_answer_and_both_are_shown()
    {
        var miho = await MeetAsync(city, "suzuki-shigeru", Device.Desktop);
        await miho.OpenAsync("/apply/start/resident-record");
        await miho.PressMainAsync();
        await miho.AnswerUntilAsync("copies", Demo.ResidentRecord);
        var other = await miho.OpenTabAsync();
        var step = miho.Path;
        await other.OpenAsync(step);

        await miho.AnswerAsync("2");
        await other.FillAsync("answer", "3");
        await other.PressMainAsync();

        (await other.TextAsync()).ShouldContain("別の画面で変更されています");
        (await other.TermAsync("保存されている答え")).ShouldNotBeNull().ShouldStartWith("2");
        (await other.ValueAsync("answer")).ShouldBe("3");
        await other.PressMainAsync();
        await miho.OpenAsync(step);
        (await miho.ValueAsync("answer")).ShouldBe("3");
    }

    [Fact]
    public async Task A_company_gives_notice_through_its_representative()
    {
        var yoshida = await MeetAsync(city, "yoshida-kenji/akari-shokudo", Device.Desktop);
        await yoshida.OpenAsync("/procedures/food-permit-succession");
        await yoshida.PressAsync("この手続を始める");
        await yoshida.PressMainAsync();
        await yoshida.AnswerAllAsync(Demo.Succession);
        (await yoshida.TermAsync("法人番号")).ShouldNotBeNull();

        await yoshida.TickAsync("declared");
        await yoshida.PressAsync("申請する");

        await city.DrainAsync();
        await yoshida.FollowAsync("状況を見る");
        (await yoshida.TermAsync("どなたの申請か")).ShouldNotBeNull().ShouldContain("あかり食堂");
    }

    private static Device On(string name) => name == Device.Phone.Name ? Device.Phone : Device.Desktop;
}
