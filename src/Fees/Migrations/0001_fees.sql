-- The fee of an application and the sums of its ledger: asked - waived = paid - refunded + open.
create table fees_fee (
    submission_id $uuid$ not null primary key,
    reference text not null unique,
    procedure_code text not null,
    definition_hash text not null,
    subject $uuid$ not null,
    due text not null check (due in ('before-decision', 'at-collection', 'later')),
    exemption text null,
    is_unclear $bool$ not null,
    closed text null check (closed in ('withdrawn', 'refused')),
    asked $int$ not null,
    waived $int$ not null,
    paid $int$ not null,
    refunded $int$ not null,
    refunding $int$ not null,
    asked_at $instant$ not null,
    version $int$ not null,
    check (asked >= 0 and waived >= 0 and paid >= 0 and refunded >= 0 and refunding >= 0 and waived <= asked and refunded + refunding <= paid)
)$strict$;

-- The ledger: each act once, never changed. Reasons in words may tell of a person and can be emptied.
create table fees_entry (
    submission_id $uuid$ not null,
    number $int$ not null,
    kind text not null,
    yen $int$ not null,
    way text null,
    receipt text null,
    payment_id $uuid$ null,
    refund_id $uuid$ null,
    why text null,
    reason text null,
    actor text not null,
    at $instant$ not null,
    primary key (submission_id, number)
)$strict$;

create index fees_entry_at on fees_entry (kind, at);

-- A payment through the agency, under our own key; address is where the payer goes.
create table fees_payment (
    id $uuid$ not null primary key,
    submission_id $uuid$ not null,
    yen $int$ not null,
    state text not null check (state in ('created', 'open', 'paid', 'cancelled', 'failed', 'mismatch', 'gone')),
    agency_id text null,
    address text null,
    actor text not null,
    created_at $instant$ not null,
    changed_at $instant$ not null,
    looks $int$ not null,
    look_at $instant$ null
)$strict$;

create index fees_payment_submission on fees_payment (submission_id);
create index fees_payment_look on fees_payment (look_at);

create table fees_refund (
    id $uuid$ not null primary key,
    submission_id $uuid$ not null,
    payment_id $uuid$ not null,
    yen $int$ not null,
    state text not null check (state in ('started', 'done', 'failed')),
    actor text not null,
    created_at $instant$ not null,
    changed_at $instant$ not null,
    looks $int$ not null,
    look_at $instant$ null
)$strict$;

create index fees_refund_submission on fees_refund (submission_id);
create index fees_refund_look on fees_refund (look_at);
