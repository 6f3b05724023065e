-- Who is signed in, where. The cookie carries the id and two secrets: one that stays and one that is turned every few minutes;
-- only hashes lie here. A cookie whose staying secret is right and whose turning one is old was copied.
create table identity_session (
    id $uuid$ not null primary key,
    account_id $uuid$ null,
    actor text not null,
    role text not null,
    name text not null,
    party_id $uuid$ null,
    subject_id $uuid$ null,
    subject_name text null,
    assurance text not null,
    method text not null,
    device text not null,
    origin text not null,
    started_at $instant$ not null,
    signed_in_at $instant$ not null,
    seen_at $instant$ not null,
    root_hash $bytes$ not null,
    secret_hash $bytes$ not null,
    turned_at $instant$ not null,
    next_seed $bytes$ null,
    next_hash $bytes$ null,
    previous_hash $bytes$ null,
    ended_at $instant$ null,
    ended_why text null
)$strict$;

create index identity_session_actor on identity_session (actor, started_at);
create index identity_session_account on identity_session (account_id) where ended_at is null;

-- What happened to somebody's sign-in: they read it themselves. The actor is null when a failure tells of nobody.
create table identity_sign_in (
    seq $sequence$,
    actor text null,
    at $instant$ not null,
    what text not null,
    method text null,
    device text not null,
    origin text not null,
    session_id $uuid$ null
)$strict$;

create index identity_sign_in_actor on identity_sign_in (actor, seq);
create index identity_sign_in_at on identity_sign_in (at);
