namespace Madoguchi.Print.Writing;

/// <summary>Writes the tree of elements, and the way back from a page's content to its element.</summary>
internal sealed class StructureWriter(PdfFile file, PdfDocument document, int[] pages)
{
    private readonly Dictionary<Element, int> ids = [];
    private readonly Dictionary<(PdfPage Page, int Index), int> annotations = [];
    private readonly List<Element> annotated = [];
    private int lastHeading;

    /// <summary>A link on a page, which the reader's tab key reaches in the order of the text.</summary>
    public int AddAnnotation(PdfPage page, PdfPage.Annotation annotation)
    {
        var id = file.Add(new PdfBytes().Add("<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[")
            .Add(annotation.Left, annotation.Bottom, annotation.Right, annotation.Top)
            .Add("]/Contents").Text(annotation.Target.ToString()).Add("/StructParent ").Add(pages.Length + annotated.Count)
            .Add("/A<</S/URI/URI").Literal(annotation.Target.AbsoluteUri).Add(">>>>"));
        annotations[(page, page.Annotations.TakeWhile(other => other != annotation).Count())] = id;
        annotated.Add(annotation.Element);
        return id;
    }

    public int Write()
    {
        var root = file.Reserve();
        Number(document.Root);
        WriteElement(document.Root, root);
        var parents = new PdfBytes().Add("<</Nums[");
        foreach (var page in document.Pages)
        {
            var own = new PdfBytes().Add("[");
            foreach (var element in page.Parents)
            {
                own.Reference(ids[element]).Add(" ");
            }

            parents.Add(page.Index).Add(" ").Reference(file.Add(own.Add("]"))).Add(" ");
        }

        for (var index = 0; index < annotated.Count; index++)
        {
            parents.Add(pages.Length + index).Add(" ").Reference(ids[annotated[index]]).Add(" ");
        }

        file.Set(root, new PdfBytes().Add("<</Type/StructTreeRoot/K ").Reference(ids[document.Root])
            .Add("/ParentTree ").Reference(file.Add(parents.Add("]>>"))).Add("/ParentTreeNextKey ").Add(pages.Length + annotated.Count).Add(">>"));
        return root;
    }

    private void Number(Element element)
    {
        Follow(element.Tag);
        ids[element] = file.Reserve();
        foreach (var kid in element.Kids)
        {
            if (kid is Kid.Inner(var inner) && HasContent(inner))
            {
                Number(inner);
            }
        }
    }

    /// <summary>People who listen move by headings: a level that is skipped sends them looking for what is not there.</summary>
    private void Follow(Tag tag)
    {
        if (tag is Tag.H1 or Tag.H2 or Tag.H3)
        {
            var level = tag - Tag.H1 + 1;
            if (level > lastHeading + 1)
            {
                throw new InvalidOperationException(lastHeading == 0 ? $"The first heading is of level {level}, not 1." : $"A heading of level {level} follows one of level {lastHeading}.");
            }

            lastHeading = level;
        }
    }

    /// <summary>Empty elements say nothing, except in tables, where each cell has its place.</summary>
    private static bool HasContent(Element element) =>
        element.Tag is Tag.TD or Tag.TH || element.Kids.Any(kid => kid is not Kid.Inner(var inner) || HasContent(inner));

    private void WriteElement(Element element, int parent)
    {
        var dictionary = new PdfBytes().Add($"<</Type/StructElem/S/{element.Tag}/P ").Reference(parent);
        if (element is { Tag: Tag.Figure, Alternative: null or "" })
        {
            throw new InvalidOperationException("A figure has no alternative text.");
        }

        AddTexts(dictionary, element);
        AddAttributes(dictionary, element);
        AddKids(dictionary, element);
        file.Set(ids[element], dictionary.Add(">>"));
    }

    private static void AddTexts(PdfBytes dictionary, Element element)
    {
        if (element.Alternative is { } alternative)
        {
            dictionary.Add("/Alt").Text(alternative);
        }

        if (element.ActualText is { } actual)
        {
            dictionary.Add("/ActualText").Text(actual);
        }

        if (element.Language is { } language)
        {
            dictionary.Add("/Lang").Literal(language);
        }
    }

    private static void AddAttributes(PdfBytes dictionary, Element element)
    {
        switch (element.Tag)
        {
            case Tag.TD or Tag.TH when element.Scope is not null || element.ColumnSpan > 1 || element.RowSpan > 1:
                dictionary.Add("/A<</O/Table");
                dictionary.Add(element.Scope is { } scope ? $"/Scope/{scope}" : "");
                dictionary.Add(element.ColumnSpan > 1 ? $"/ColSpan {element.ColumnSpan}" : "").Add(element.RowSpan > 1 ? $"/RowSpan {element.RowSpan}" : "").Add(">>");
                break;
            case Tag.L:
                dictionary.Add($"/A<</O/List/ListNumbering/{(element.IsNumbered ? "Decimal" : "None")}>>");
                break;
            case Tag.Figure when element.Bounds is var (left, bottom, right, top):
                dictionary.Add("/A<</O/Layout/Placement/Block/BBox[").Add(left, bottom, right, top).Add("]>>");
                break;
        }
    }

    private void AddKids(PdfBytes dictionary, Element element)
    {
        // Most elements lie on one page; it is named once, and their content by number alone.
        var home = element.Kids.OfType<Kid.Content>().FirstOrDefault()?.Page;
        if (home is not null)
        {
            dictionary.Add("/Pg ").Reference(pages[home.Index]);
        }

        dictionary.Add("/K[");
        foreach (var kid in element.Kids)
        {
            switch (kid)
            {
                case Kid.Inner(var inner) when ids.TryGetValue(inner, out var id):
                    dictionary.Reference(id).Add(" ");
                    WriteElement(inner, ids[element]);
                    break;
                case Kid.Content(var page, var number) when page == home:
                    dictionary.Add(number).Add(" ");
                    break;
                case Kid.Content(var page, var number):
                    dictionary.Add("<</Type/MCR/Pg ").Reference(pages[page.Index]).Add("/MCID ").Add(number).Add(">>");
                    break;
                case Kid.Annotation(var page, var index):
                    dictionary.Add("<</Type/OBJR/Pg ").Reference(pages[page.Index]).Add("/Obj ").Reference(annotations[(page, index)]).Add(">>");
                    break;
            }
        }

        dictionary.Add("]");
    }
}
