-- What happened to each case, in order. Payloads hold ids, codes and days; what people wrote lies in cases_text.
create table cases_event (
    case_id $uuid$ not null,
    version $int$ not null,
    type text not null,
    at $instant$ not null,
    actor text not null,
    purpose text not null,
    payload text not null,
    primary key (case_id, version)
)$strict$;

create index cases_event_at on cases_event (at);
create index cases_event_actor on cases_event (actor, at);

-- The case as its events made it: written beside them in one transaction, and made anew from them by -- rebuild-cases.
create table cases_case (
    id $uuid$ not null primary key,
    submission_id $uuid$ not null unique,
    reference text not null unique,
    procedure_code text not null,
    definition_hash text not null,
    subject $uuid$ not null,
    applicant text not null,
    channel text not null,
    received_at $instant$ not null,
    status text not null check (status in ('open', 'waiting', 'decided', 'withdrawn')),
    assignee text null,
    due_on $date$ not null,
    paused_since $instant$ null,
    days_left $int$ null,
    correction_id $uuid$ null,
    answer_by $date$ null,
    decided_at $instant$ null,
    outcome text null,
    version $int$ not null
)$strict$;

-- The queue is what is not closed, by deadline.
create index cases_case_queue on cases_case (status, due_on, id);
create index cases_case_subject on cases_case (subject, received_at);
create index cases_case_assignee on cases_case (assignee, status, due_on);

-- Which case a correction belongs to, so that its answer finds the way back.
create table cases_correction (
    id $uuid$ not null primary key,
    case_id $uuid$ not null
)$strict$;

create index cases_correction_case on cases_correction (case_id);

-- Notes, reasons, messages. To erase one is to empty its body: the event that names it stays.
create table cases_text (
    id $uuid$ not null primary key,
    case_id $uuid$ not null,
    kind text not null check (kind in ('note', 'correction', 'reason', 'withdrawal')),
    body text null,
    erased_at $instant$ null
)$strict$;

create index cases_text_case on cases_text (case_id);

-- The register of notices (文書番号): one number a decision, ascending within the fiscal year, never given twice.
create table cases_notice (
    case_id $uuid$ not null primary key,
    fiscal_year $int$ not null,
    serial $int$ not null,
    unique (fiscal_year, serial)
)$strict$;

-- Words of a case in pairs of characters. A search for 児童 asks for one token, for 児童手当 for three.
create table cases_token (
    token text not null,
    case_id $uuid$ not null,
    primary key (token, case_id)
)$clustered$;

create index cases_token_case on cases_token (case_id);

-- Cases whose words are to be read (again): opening a case must not wait for two hundred tokens.
create table cases_unindexed (
    case_id $uuid$ not null primary key,
    at $instant$ not null
)$strict$;
