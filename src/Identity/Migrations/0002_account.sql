-- A resident who proved once who they are, and the passkeys by which they prove it again. A removed passkey leaves its id, so that a try
-- with it can be told to its owner; its key is gone.
create table identity_account (
    id $uuid$ not null primary key,
    party_id $uuid$ not null unique,
    created_at $instant$ not null
)$strict$;

create table identity_passkey (
    id $uuid$ not null primary key,
    account_id $uuid$ not null references identity_account (id),
    credential_id $bytes$ not null unique,
    public_key $bytes$ not null,
    name text not null,
    sign_count $int$ not null,
    transports text not null,
    backup_eligible $bool$ not null,
    backed_up $bool$ not null,
    created_at $instant$ not null,
    used_at $instant$ null,
    removed_at $instant$ null
)$strict$;

create index identity_passkey_account on identity_passkey (account_id);

-- Challenges that were answered: none is answered twice.
create table identity_challenge (
    hash $bytes$ not null primary key,
    until $instant$ not null
)$strict$;

create index identity_challenge_until on identity_challenge (until);

-- One-time codes. The selector finds the row; only the salted hash of the whole lies here, and the code itself, sealed, until it has been
-- shown at the window or its letter has run out.
create table identity_code (
    id $uuid$ not null primary key,
    party_id $uuid$ not null,
    way text not null check (way in ('window', 'post')),
    selector text not null,
    salt $bytes$ not null,
    hash $bytes$ not null,
    sealed text null,
    notice_id $uuid$ null unique,
    document text null,
    issued_by text not null,
    issued_at $instant$ not null,
    expires_at $instant$ not null,
    used_at $instant$ null,
    void_at $instant$ null
)$strict$;

create index identity_code_selector on identity_code (selector, expires_at);
create index identity_code_party on identity_code (party_id, issued_at);
create index identity_code_sealed on identity_code (expires_at) where sealed is not null;

-- How often something was got wrong of late, and until when it is shut.
create table identity_brake (
    key text not null primary key,
    failures $int$ not null,
    since $instant$ not null,
    until $instant$ null
)$strict$;

-- What a notice about an account tells.
create table identity_notice (
    id $uuid$ not null primary key,
    party_id $uuid$ not null,
    what text not null,
    at $instant$ not null
)$strict$;
