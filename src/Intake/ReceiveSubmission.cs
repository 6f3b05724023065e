using Madoguchi.Intake.Contracts;
using Madoguchi.Kernel;

namespace Madoguchi.Intake;

/// <summary>A submission about to be received, complete and checked, whatever way it came.</summary>
/// <param name="ProcedureCode">The procedure.</param>
/// <param name="DefinitionHash">The version it was written with.</param>
/// <param name="Subject">The party it is for.</param>
/// <param name="Channel">One of <see cref="Channels"/>.</param>
/// <param name="AnswersJson">The relevant answers, each with who gave it, when and how.</param>
/// <param name="Files">The files that these answers name; their evidence rows lie under the draft.</param>
/// <param name="Draft">The draft it was written as, and the version that was checked; null where there was none.</param>
/// <param name="Correction">The correction it answers, or null.</param>
/// <param name="Fee">What it costs: <see cref="SubmittedFee.Of"/> the journey that was checked.</param>
/// <param name="Guest">By which code it is found again, when nobody signed in for it.</param>
internal sealed record IncomingSubmission(
    string ProcedureCode,
    string DefinitionHash,
    Guid Subject,
    string Channel,
    byte[] AnswersJson,
    IReadOnlyList<Guid> Files,
    (Guid Id, long Version)? Draft,
    Correction? Correction,
    SubmittedFee? Fee,
    NewGuestCode? Guest = null);

/// <summary>What the resident gets: stored beside the idempotency key, so a second click gets the same.</summary>
internal sealed record Receipt(Guid SubmissionId, string Reference);

/// <summary>
/// Receives a submission inside a unit of the writer: the one place where a submission comes into being, shared by all channels.
/// What was sent is received when it arrives, complete or not in law (行政手続法 第7条); only our own form insists on completeness.
/// </summary>
internal static class ReceiveSubmission
{
    private const string Keep =
        """
        insert into intake_submission
            (id, reference, part, original_id, procedure_code, definition_hash, subject, actor, channel, correction_id, received_at)
        values (@id, @reference, @part, @original, @procedure, @hash, @subject, @actor, @channel, @correction, @at)
        on conflict (reference, part) do nothing;
        insert into intake_payload (submission_id, answers, erased_at) values (@id, @answers, null)
        """;

    /// <summary>The version says that the draft is open (<see cref="Drafts.SaveAsync"/>).</summary>
    private const string KeepAndCloseDraft = Keep +
        """
        ;
        update intake_draft set status = 'submitted', answers = '{}', version = version + 1, submission_id = @id, updated_at = @at
        where id = @draft and version = @version
        """;

    private const int RowsKept = 2;

    /// <returns>
    /// <see cref="DraftMoved"/> where the draft has another version, or where chance repeated a reference number, as it may some
    /// times a year: the caller reads the draft again and tries again.
    /// </returns>
    public static Result<Receipt> In(Unit unit, IncomingSubmission incoming)
    {
        var id = unit.NewId();
        var (reference, part, original) = incoming.Correction is { } correction ? PartOf(unit, correction) : (ReferenceNumber.New(unit.Now.DateInJapan()), 0, id);
        ReadOnlySpan<(string, object?)> kept =
        [
            ("id", id), ("reference", reference), ("part", part), ("original", original), ("procedure", incoming.ProcedureCode),
            ("hash", incoming.DefinitionHash), ("subject", incoming.Subject), ("actor", unit.Actor.Id), ("channel", incoming.Channel),
            ("correction", incoming.Correction?.Id), ("at", unit.Now), ("answers", new Utf8Text(incoming.AnswersJson)),
            ("draft", incoming.Draft?.Id), ("version", incoming.Draft?.Version),
        ];
        var isKept = incoming.Draft is null
            ? unit.SendExpecting(RowsKept, Keep, kept[..^2])
            : unit.SendExpecting(RowsKept + 1, KeepAndCloseDraft, kept);
        if (!isKept)
        {
            return new DraftMoved();
        }

        if (incoming.Guest is { } guest)
        {
            unit.Send(
                "insert into intake_guest (submission_id, code_hash, sealed_code) values (@id, @hash, @sealed)",
                ("id", id),
                ("hash", guest.Hash),
                ("sealed", guest.Sealed));
        }

        foreach (var file in incoming.Files)
        {
            unit.Send("update intake_evidence set submission_id = @id where file_id = @file", ("id", id), ("file", file));
        }

        unit.Publish(
            new SubmissionReceived(
                unit.NewId(), id, reference, incoming.ProcedureCode, incoming.DefinitionHash, incoming.Subject, unit.Actor.Id,
                incoming.Channel, incoming.Correction?.Id, unit.Now, incoming.Fee),
            $"submission/{original}");
        return new Receipt(id, reference);
    }

    /// <summary>A correction has the number of its original, and the next part of it.</summary>
    private static (string Reference, long Part, Guid Original) PartOf(Unit unit, Correction correction)
    {
        var last = unit.Query(
            "select reference, part from intake_submission where original_id = @original order by part desc limit 1",
            row => (Reference: row.Text("reference"), Part: row.Int64("part")),
            ("original", correction.Original))[0];
        return (last.Reference, last.Part + 1, correction.Original);
    }
}
