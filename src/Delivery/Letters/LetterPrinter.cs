using Madoguchi.DesignSystem;
using Madoguchi.Kernel;
using Madoguchi.Print;
using Ink = Madoguchi.Print.Text;
using Row = Madoguchi.Print.Row;

namespace Madoguchi.Delivery;

/// <summary>A letter as a file.</summary>
internal sealed record PrintedLetter(byte[] Bytes, int Pages);

/// <summary>
/// Sets a letter on A4, folded twice for a 長形3号 envelope with a window: the address stands in the window, the number and the sender to its
/// right with the code that proves it, the letter below, then whom to ask; its explanation on a page of its own. The same words always
/// give the same bytes.
/// </summary>
internal sealed class LetterPrinter(CityWords city, LettersSettings settings, LetterFonts fonts)
{
    private const string SpecimenWord = "見本";
    private const string SealOmitted = "（公印省略）";

    /// <summary>A4 folded into three.</summary>
    private const double Fold = 99;

    private static readonly Margins Edges = new(20.Mm, 22.Mm, 20.Mm, 22.Mm);
    private static readonly Length HeadBottom = 84.Mm;
    private static readonly Length SenderLeft = 122.Mm;
    private static readonly Length QrSide = 24.Mm;
    private static readonly Length CheckTop = 52.Mm;
    private static readonly Stroke Hairline = new(0.3.Pt) { Colour = Colour.Grey(0.45) };

    private readonly Lazy<Picture?> seal = new(() => settings.Seal is { } file ? Picture.FromBytes(File.ReadAllBytes(city.PathTo(file))) : null);

    /// <param name="words">The letter. Without a code it is a specimen, and every page says so.</param>
    /// <param name="large">A copy in large print (拡大文字), which says that it is one.</param>
    public PrintedLetter Print(LetterWords words, bool large = false)
    {
        var body = new TextStyle(fonts.Mincho, large ? 15.Pt : 10.5.Pt) { LineHeight = 1.65 };
        var info = new DocumentInfo(words.Title) { Author = Readings.Stripped(city.City.Name.Ja), Subject = words.Number };
        var document = new PdfDocument(info, body);
        var isSpecimen = words.Code is null;
        var flow = document.AddFlow(new PageSetup(Edges)
        {
            Header = _ => isSpecimen ? $"{SpecimenWord}（発行前の確認用です。効力はありません）" : large ? "拡大文字の写し" : "",
            Footer = page => page.Count == 1 ? words.Number ?? "" : $"{words.Number}{(words.Number is null ? "" : "　")}{page.Number}／{page.Count}",
        });
        Head(flow.Page, words, body, isSpecimen, large);
        flow.MoveTo(HeadBottom);
        foreach (var part in words.Parts)
        {
            if (part != words.Parts[0])
            {
                flow.Add(new PageBreak());
            }

            Part(flow, part, words, body);
            Contact(flow, part, words.Office, body);
        }

        return new(document.ToBytes(), document.Pages.Count);
    }

    private void Head(PdfPage page, LetterWords words, TextStyle body, bool isSpecimen, bool isCopy)
    {
        if (isSpecimen)
        {
            page.Note(SpecimenWord, new(20.Mm, 120.Mm, 170.Mm, 60.Mm), new(fonts.Gothic, 150.Pt) { Colour = Colour.Grey(0.9) }, Align.Centre, Artifact.Layout);
        }

        foreach (var fold in new[] { Fold, Fold * 2 })
        {
            page.Line(4.Mm, fold.Mm, 9.Mm, fold.Mm, Hairline);
        }

        // The head has its room and no more; large print begins below it.
        var head = body with { Size = Length.Min(body.Size, 11.Pt) };

        // The window of the envelope shows this and nothing else.
        var address = new List<Block>();
        if (words.Postcode.Length == 7)
        {
            address.Add(Line($"〒{words.Postcode[..3]}-{words.Postcode[3..]}", null, Align.Left));
        }

        address.AddRange(words.Address.Select(line => Line(line, null, Align.Left)));
        address.Add(new Paragraph(Said($"{words.Recipient}　{words.Honorific}", words)) { Style = head with { Size = 13.Pt }, Align = Align.Left, SpaceBefore = 2.Mm });
        page.Place(
            new Box(settings.AddressLeft.Mm, settings.AddressTop.Mm, SenderLeft - settings.AddressLeft.Mm - 4.Mm, 44.Mm), page.Document.Root, address,
            style: head, smallest: 7.Pt);

        var sender = new List<Block>();
        if (words.Number is { } number)
        {
            sender.Add(Line(number, null, Align.Right));
        }

        sender.Add(Line(Wareki.Format(words.Day), null, Align.Right));
        sender.Add(new Paragraph(words.Sender) { Align = Align.Right, Style = head with { Size = 12.Pt }, SpaceBefore = 5.Mm });
        if (seal.Value is null)
        {
            sender.Add(Line(SealOmitted, head with { Size = 9.Pt }, Align.Right));
        }

        page.Place(new Box(SenderLeft, 16.Mm, 210.Mm - SenderLeft - Edges.Right, CheckTop - 17.Mm), page.Document.Root, sender, style: head, smallest: 7.Pt);
        if (seal.Value is { } picture)
        {
            page.Picture(picture, new Box(168.Mm, 31.Mm, 20.Mm, 20.Mm), page.Document.Root.AddFigure("公印"));
        }

        if (isCopy)
        {
            // Its file is another one than was signed: by the code anybody would be told that it was altered.
            page.Place(
                new Box(SenderLeft - 8.Mm, CheckTop, 210.Mm - SenderLeft + 8.Mm - Edges.Right, QrSide),
                page.Document.Root,
                [
                    Line("これは写しです", new TextStyle(fonts.Gothic, 12.Pt), Align.Right),
                    Line("本物かどうかを確かめるには、もとの文書にある確認コードを使ってください", new TextStyle(fonts.Gothic, 9.Pt) { LineHeight = 1.5 }, Align.Right),
                ],
                VerticalAlign.Middle,
                head,
                7.Pt);
        }
        else if (words.Code is { } code)
        {
            Check(page, code);
        }
    }

    private void Part(Flow flow, LetterPart part, LetterWords words, TextStyle body)
    {
        var isLetter = part == words.Parts[0];
        var language = LanguageOf(part);
        body = For(part.Language, body);
        var heading = new TextStyle(fonts.Gothic, body.Size * 1.1) { LineHeight = body.LineHeight };
        flow.Add(new Heading(1, Read(part.Title))
        {
            Language = language,
            Align = Align.Centre,
            Style = heading with { Size = body.Size * (isLetter ? 1.5 : 1.3), Spacing = isLetter ? 1.Pt : Length.Zero },
            SpaceAfter = 6.Mm,
        });
        foreach (var piece in part.Pieces)
        {
            flow.Add(piece switch
            {
                LetterPiece.Paragraph it => new Paragraph(Read(it.Text)) { Style = body, FirstLine = isLetter ? body.Size : Length.Zero, SpaceAfter = 1.5.Mm, Language = language },
                LetterPiece.Heading it => new Heading(2, Read(it.Text)) { Style = heading, SpaceBefore = 4.Mm, SpaceAfter = 1.5.Mm, Language = language },
                LetterPiece.Table it => Labels(flow, it, Read, language, body, heading),
                LetterPiece.List it => Rows(flow, it, Read, language, body, heading),
                _ => throw new ArgumentOutOfRangeException(nameof(part), piece.GetType().Name, "A new piece needs its block here."),
            });
        }

        foreach (var enclosure in part.Enclosures)
        {
            flow.Add(new Paragraph(Read(enclosure)) { SpaceBefore = 2.Mm, Language = language });
        }

        Ink Read(string text) => Said(LetterPrinter.Read(text, part.Language), words);
    }

    private static Table Labels(Flow flow, LetterPiece.Table table, Func<string, Ink> read, string? language, TextStyle body, TextStyle heading)
    {
        var label = flow.Width * 0.26;
        return new Table(
            [label, flow.Width - label],
            [
                .. table.Rows.Select(row => new Row(
                    new Cell(read(row.Label)) { IsHeader = true, Fill = Colour.Grey(0.95), Style = heading with { Size = body.Size }, Language = language },
                    new Cell(read(row.Value)) { Language = language })),
            ])
        {
            Style = body,
            SpaceBefore = 2.Mm,
            SpaceAfter = 3.Mm,
        };
    }

    private static Table Rows(Flow flow, LetterPiece.List list, Func<string, Ink> read, string? language, TextStyle body, TextStyle heading)
    {
        // The last column names an article or says why: it needs less room than what goes before.
        var last = list.Columns.Count == 1 ? flow.Width : flow.Width * 0.42;
        var each = list.Columns.Count == 1 ? flow.Width : (flow.Width - last) / (list.Columns.Count - 1);
        return new Table(
            [.. list.Columns.Select((_, index) => index == list.Columns.Count - 1 ? last : each)],
            [
                new Row([.. list.Columns.Select(column => new Cell(read(column))
                {
                    IsHeader = true,
                    Fill = Colour.Grey(0.95),
                    Style = heading with { Size = body.Size },
                    Language = language,
                })])
                {
                    IsHeader = true,
                },
                .. list.Rows.Select(row => new Row([.. row.Select(cell => new Cell(read(cell)) { Language = language })])),
            ])
        {
            Style = body,
            SpaceBefore = 1.Mm,
            SpaceAfter = 3.Mm,
        };
    }

    private void Contact(Flow flow, LetterPart part, string office, TextStyle body)
    {
        var ask = part.Language switch
        {
            Language.En => "Questions: ",
            Language.Easy => "わからないとき：",
            _ => "お問い合わせ：",
        };
        var separator = part.Language == Language.En ? ", " : "　";
        flow.Add(new Together(
            new Rule(Hairline) { SpaceBefore = 5.Mm, SpaceAfter = 2.Mm },
            new Paragraph(Read($"{ask}{part.City}{separator}{part.Department}{separator}{part.Phone}", part.Language))
            {
                Style = new TextStyle(fonts.Gothic, body.Size * 0.95) { LineHeight = For(part.Language, body).LineHeight },
                Align = Align.Left,
                Language = LanguageOf(part),
            },
            new Paragraph(part.Language == Language.Ja ? office : "") { Style = body with { Size = body.Size * 0.9 }, Align = Align.Left }));
    }

    /// <summary>By which anybody proves the letter, always on its first page: the picture for a phone, the code for typing.</summary>
    private void Check(PdfPage page, string code)
    {
        var shown = CheckCode.Show(code);
        var left = 210.Mm - Edges.Right - QrSide;
        page.QrCode(
            QrCode.Of($"{city.PublicAddress}{CheckLetter.Path}?code={code}"), left, CheckTop, QrSide,
            page.Document.Root.AddFigure($"この文書を確かめるページのQRコード。確認コードは {shown}"));
        var style = new TextStyle(fonts.Gothic, 7.5.Pt) { LineHeight = 1.6 };
        page.Place(
            new Box(SenderLeft - 8.Mm, CheckTop, left - SenderLeft + 6.Mm, QrSide),
            page.Document.Root,
            [
                Line("この文書が本物かどうかを確かめる", null, Align.Right),
                Line($"{city.PublicAddress}{CheckLetter.Path}", null, Align.Right),
                Line("確認コード", null, Align.Right),
                Line(shown, style with { Size = 9.Pt }, Align.Right),
            ],
            VerticalAlign.Middle,
            style,
            5.Pt);
    }

    /// <summary>Lines with readings stand farther apart.</summary>
    private static TextStyle For(Language language, TextStyle body) => language == Language.Easy ? body with { LineHeight = 2 } : body;

    private static Paragraph Line(string text, TextStyle? style, Align align) => new(text) { Style = style, Align = align };

    private static string? LanguageOf(LetterPart part) => part.Language == Language.En ? "en" : null;

    /// <summary>The recipient's name wherever it stands: on the paper with the 外字 of the city's font, read aloud and copied as anybody can.</summary>
    private static Ink Said(Ink text, LetterWords words)
    {
        return words.Spoken is null ? text : new([.. text.Parts.SelectMany(part => part is Run run ? Split(run) : [part])]);

        IEnumerable<Inline> Split(Run run)
        {
            var pieces = run.Text.Split(words.Recipient);
            for (var index = 0; index < pieces.Length; index++)
            {
                if (index > 0)
                {
                    yield return run with { Text = words.Recipient, ActualText = words.Spoken };
                }

                if (pieces[index].Length > 0)
                {
                    yield return run with { Text = pieces[index] };
                }
            }
        }
    }

    private static Ink Read(string text, Language language) => language == Language.Easy ? Ink.WithReadings(text) : text;
}
