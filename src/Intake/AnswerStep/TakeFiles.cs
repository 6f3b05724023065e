using Madoguchi.Kernel;
using Madoguchi.Procedures;
using Microsoft.AspNetCore.Http;
using FieldError = Madoguchi.DesignSystem.FieldError;

namespace Madoguchi.Intake;

/// <summary>What became of the files of one post: those kept, and why others were not.</summary>
internal sealed record TakenFiles(IReadOnlyList<StoredFile> Files, IReadOnlyList<FieldError> Errors)
{
    public static TakenFiles None { get; } = new([], []);

    public IReadOnlyList<GivenFile> Given => [.. Files.Select(file => new GivenFile(file.Id, file.Name, file.Type.ContentType, file.Bytes))];

    public IReadOnlyList<NewEvidence> AsEvidence(string path) =>
        [.. Files.Select(file => new NewEvidence(path, file.Id, file.Name, file.Type.ContentType, file.Bytes))];
}

/// <summary>Keeps uploaded files one by one: a good file is kept although its neighbour is refused.</summary>
internal sealed class TakeFiles(IFileStore store)
{
    public async Task<TakenFiles> TakeAsync(IFormFileCollection uploads, FileQuestion question, Posted posted)
    {
        var accepted = question.Accept.Select(FileType.Find).OfType<FileType>().ToArray();
        List<StoredFile> kept = [];
        List<FieldError> errors = [];

        // One more than allowed is enough to say that there are too many.
        foreach (var file in uploads.Where(file => file.Name == StepForm.Field && file.FileName.Length > 0).Take(question.MaxFiles + 1))
        {
            var content = file.OpenReadStream();
            await using (content)
            {
                var saved = await store.SaveAsync(
                    content, new Upload(file.FileName, question.MaxBytes, accepted), posted.Actor, Purpose.Apply, posted.Context.RequestAborted);
                if (saved.IsRefused)
                {
                    errors.Add(new(StepForm.Field, Sentence(saved.Refusal, file.FileName, question, accepted, posted)));
                }
                else
                {
                    kept.Add(saved.Value);
                }
            }
        }

        return new(kept, errors);
    }

    /// <summary>Erases what was kept for an answer that was then refused.</summary>
    public async Task DropAsync(TakenFiles taken, Posted posted)
    {
        foreach (var file in taken.Files)
        {
            await store.EraseAsync(file.Id, posted.Actor, Purpose.Apply, posted.Context.RequestAborted);
        }
    }

    private static string Sentence(Refusal refusal, string name, FileQuestion question, IReadOnlyList<FileType> accepted, Posted posted) =>
        posted.Wording.Format(
            refusal switch
            {
                FileTooLarge => "intake.file.tooLarge",
                FileEmpty => "intake.file.empty",
                FileNotAccepted { Found: "program" } => "intake.file.program",
                FileNotAccepted { Found: "archive" } => "intake.file.archive",
                FileNotAccepted { Found: "office" } => "intake.file.office",
                _ => "intake.file.otherType",
            },
            name,
            string.Join(posted.Wording.Display.Language == DesignSystem.Language.En ? ", " : "・", accepted.Select(type => type.Name)),
            question.MaxMegabytes);
}
