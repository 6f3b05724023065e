-- Other programs that use the API (連携システム): whose, what for, what each may do, and in whose matters.
create table identity_client (
    code text not null primary key,
    name text not null,
    organisation text not null,
    purpose text not null,
    contact text not null,
    reach text not null check (reach in ('own', 'all')),
    channel text not null,
    procedures text null,
    party $uuid$ null,
    scopes text not null,
    made_at $instant$ not null,
    made_by text not null,
    ended_at $instant$ null,
    version $int$ not null
)$strict$;

-- Two may hold at a time, so that a system changes over without a gap. Only the hash is kept.
create table identity_client_secret (
    id $uuid$ not null primary key,
    client_code text not null,
    hash text not null,
    hint text not null,
    made_at $instant$ not null,
    made_by text not null,
    last_used_at $instant$ null,
    ended_at $instant$ null
)$strict$;

create index identity_client_secret_client on identity_client_secret (client_code);

-- Every token given out: to whom, by which secret, for what.
create table identity_client_token (
    id $uuid$ not null primary key,
    client_code text not null,
    secret_id $uuid$ not null,
    scopes text not null,
    at $instant$ not null
)$strict$;

create index identity_client_token_client on identity_client_token (client_code, at);
