-- A notice somebody must get. Its words are asked of its module, name and address of the register, when they are needed.
create table delivery_notice (
    id $uuid$ not null primary key,
    kind text not null,
    recipient $uuid$ not null,
    reference text null,
    issued_at $instant$ not null,
    -- lapsed: its module said that it must no longer be sent. declined: a plain message the person did not want.
    status text not null check (status in ('issued', 'served', 'lapsed', 'declined')),
    official $bool$ null,
    category text null,
    attempts $int$ not null,
    due_at $instant$ not null,
    last_error text null
)$strict$;

create index delivery_notice_due on delivery_notice (due_at) where status = 'issued';
create index delivery_notice_recipient on delivery_notice (recipient, issued_at);

-- One try to reach somebody by one channel, until it is known to have arrived or not. Address and words go when they are no longer needed.
create table delivery_message (
    id $uuid$ not null primary key,
    notice_id $uuid$ not null,
    recipient $uuid$ not null,
    kind text not null,
    channel text not null check (channel in ('email', 'letter', 'webhook')),
    official $bool$ not null,
    category text null,
    state text not null check (state in ('created', 'sending', 'delivered', 'temporary', 'permanent', 'returned', 'uncertain', 'declined')),
    -- Why it is in this state: a code, never a server's words.
    code text null,
    attempt $int$ not null,
    -- Attempts made while nobody knew whether the one before had arrived.
    repeats $int$ not null,
    lost_replies $int$ not null,
    -- The Message-ID of a mail, the webhook-id of a webhook: the same at every attempt.
    wire_id text not null unique,
    address text null,
    subject text null,
    body text null,
    created_at $instant$ not null,
    changed_at $instant$ not null,
    -- When it is to be tried; null when nothing is to be done by the machine.
    due_at $instant$ null,
    give_up_at $instant$ not null,
    held_by $uuid$ null,
    held_until $instant$ null
)$strict$;

create index delivery_message_due on delivery_message (channel, due_at) where due_at is not null;
create index delivery_message_sending on delivery_message (held_until) where state = 'sending';
create index delivery_message_state on delivery_message (state, changed_at);
create index delivery_message_recipient on delivery_message (recipient, created_at);
create index delivery_message_notice on delivery_message (notice_id, channel);

-- What became of a message, step by step.
create table delivery_step (
    message_id $uuid$ not null,
    number $int$ not null,
    at $instant$ not null,
    state text not null,
    code text null,
    attempt $int$ not null,
    actor text not null,
    primary key (message_id, number)
)$clustered$;

-- How somebody wants to be told. Who has no row gets official notices by post and plain messages by mail.
create table delivery_preference (
    party $uuid$ not null primary key,
    official_channel text not null check (official_channel in ('post', 'electronic')),
    consented_at $instant$ null,
    -- Which wording of the consent was read.
    consent_wording text null,
    email text null,
    -- What the city's webhook understands: a phone number for SMS, the id of an account.
    webhook_address text null,
    quiet_from text not null,
    quiet_until text not null,
    language text not null,
    changed_at $instant$ not null,
    version $int$ not null
)$strict$;

-- Categories of plain messages somebody does not want; looked at when a message is made and again when it is sent.
create table delivery_declined (
    party $uuid$ not null,
    category text not null,
    at $instant$ not null,
    by text not null check (by in ('preferences', 'unsubscribe')),
    primary key (party, category)
)$clustered$;

-- What would have been sent, in a demonstration without a mail server: shown at /demo/outbox.
create table delivery_recorded (
    id $uuid$ not null primary key,
    message_id $uuid$ not null,
    channel text not null,
    at $instant$ not null,
    address text not null,
    subject text not null,
    content text not null
)$strict$;

create index delivery_recorded_at on delivery_recorded (at);

-- Addresses from which mail came back for good: not used again until the person names the address anew.
create table delivery_failed_address (
    party $uuid$ not null,
    address text not null,
    since $instant$ not null,
    code text not null,
    primary key (party, address)
)$clustered$;
