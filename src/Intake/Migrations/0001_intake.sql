-- What a resident is writing. The answers are one JSON text with the version of the draft that first held each of them:
-- a save replaces the text where the version is still the one that was read.
create table intake_draft (
    id $uuid$ not null primary key,
    subject $uuid$ not null,
    owner text not null,
    procedure_code text not null,
    definition_hash text not null,
    version $int$ not null,
    status text not null check (status in ('open', 'submitted', 'erased')),
    answers $packed$ not null,
    started_at $instant$ not null,
    updated_at $instant$ not null,
    kept_until $date$ not null,
    correction_id $uuid$ null,
    original_id $uuid$ null,
    asked_paths text null,
    due_on $date$ null,
    submission_id $uuid$ null
)$strict$;

create index intake_draft_subject on intake_draft (subject, status);
create index intake_draft_kept_until on intake_draft (kept_until) where status = 'open';

-- What was received, for good. A correction carries the number of its original with the next part.
create table intake_submission (
    id $uuid$ not null primary key,
    reference text not null,
    part $int$ not null,
    original_id $uuid$ not null,
    procedure_code text not null,
    definition_hash text not null,
    subject $uuid$ not null,
    actor text not null,
    channel text not null,
    correction_id $uuid$ null,
    received_at $instant$ not null,
    unique (reference, part)
)$strict$;

create index intake_submission_original on intake_submission (original_id);

-- The answers lie beside the submission, so that they can be erased when their time of keeping ends.
create table intake_payload (
    submission_id $uuid$ not null primary key,
    answers $packed$ null,
    erased_at $instant$ null
)$strict$;

-- A file that an answer names: handed in with a draft, and part of a submission once that is received.
create table intake_evidence (
    file_id $uuid$ not null primary key,
    draft_id $uuid$ null,
    submission_id $uuid$ null,
    path text not null,
    name text not null,
    type text not null,
    length $int$ not null,
    added_at $instant$ not null
)$strict$;

create index intake_evidence_draft on intake_evidence (draft_id);
create index intake_evidence_submission on intake_evidence (submission_id);
