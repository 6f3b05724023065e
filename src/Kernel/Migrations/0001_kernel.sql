-- Every accepted unit of work: who changed what, when and for which purpose. The key makes a repeat harmless
-- (a second click, a lost reply, an event delivered again) and is the inbox of event handlers at the same time.
create table kernel_change (
    key text not null primary key,
    aggregate text not null,
    actor text not null,
    purpose text not null,
    at $instant$ not null,
    result text not null
)$strict$;

create index kernel_change_aggregate on kernel_change (aggregate);

-- Events wait here, written in one transaction with their change, until every handler has made its unit.
create table kernel_outbox (
    seq $sequence$,
    event_id $uuid$ not null unique,
    aggregate text not null,
    type text not null,
    payload text not null,
    at $instant$ not null,
    status text not null check (status in ('pending', 'done', 'parked')),
    attempts $int$ not null,
    due_at $instant$ not null,
    last_error text null
)$strict$;

create index kernel_outbox_pending on kernel_outbox (seq) where status = 'pending';

-- A job that must run in one host at a time holds its row until a moment it renews.
create table kernel_lease (
    name text not null primary key,
    holder text not null,
    until $instant$ not null
)$strict$;

-- What this database is: its city, and whether it is a demonstration.
create table kernel_setting (
    name text not null primary key,
    value text not null
)$strict$;
