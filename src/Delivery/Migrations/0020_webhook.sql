-- Where a client of the API wants to be told what happened to its cases.
create table delivery_webhook (
    id $uuid$ not null primary key,
    client text not null,
    url text not null,
    types text not null,
    -- The client hears only of what it submitted itself.
    is_own $bool$ not null,
    status text not null check (status in ('active', 'disabled', 'ended')),
    -- Sealed with the city's keys: it must be known to sign with.
    secret text not null,
    old_secret text null,
    old_secret_until $instant$ null,
    made_at $instant$ not null,
    failing_since $instant$ null,
    succeeded_at $instant$ null,
    disabled_at $instant$ null,
    version $int$ not null
)$strict$;

create index delivery_webhook_client on delivery_webhook (client);

-- What one receiver is told, by ids and codes. It is told until it answers, or for three days.
create table delivery_webhook_message (
    webhook_id $uuid$ not null,
    announcement_id $uuid$ not null,
    type text not null,
    case_id $uuid$ not null,
    submission_id $uuid$ not null,
    reference text not null,
    procedure_code text not null,
    applicant text not null,
    at $instant$ not null,
    status text not null check (status in ('pending', 'delivered', 'failed', 'withheld')),
    attempts $int$ not null,
    due_at $instant$ not null,
    last_status $int$ null,
    last_error text null,
    changed_at $instant$ not null,
    primary key (webhook_id, announcement_id)
)$strict$;

create index delivery_webhook_message_due on delivery_webhook_message (due_at) where status = 'pending';
create index delivery_webhook_message_at on delivery_webhook_message (webhook_id, at);
