-- People, households and organisations the city deals with. Names are facts; this row shows them as they are today.
-- The column facts counts the records of facts: who read them once reads them again only when it has grown.
create table registry_party (
    id $uuid$ not null primary key,
    kind text not null check (kind in ('person', 'household', 'organisation')),
    name text not null,
    kana text not null,
    roman text null,
    original text null,
    corporate_number text null unique,
    folded text not null,
    facts $int$ not null default 0,
    added_at $instant$ not null
)$strict$;

-- Bigrams of the folded name, reading and number: the same search on both engines.
create table registry_token (
    token text not null,
    party_id $uuid$ not null references registry_party (id),
    primary key (token, party_id)
)$strict$;

create index registry_token_party on registry_token (party_id);

create table registry_member (
    id $uuid$ not null primary key,
    household_id $uuid$ not null references registry_party (id),
    person_id $uuid$ not null references registry_party (id),
    relation text not null,
    position $int$ not null,
    valid_from $date$ not null,
    valid_until $date$ null
)$strict$;

create index registry_member_person on registry_member (person_id);
create index registry_member_household on registry_member (household_id);

-- Who says so.
create table registry_source (
    code text not null primary key,
    ja text not null,
    easy text null,
    en text null
)$strict$;

-- Never updated: what is newer stands beside what was, and a correction names the record it corrects.
create table registry_fact (
    id $uuid$ not null primary key,
    party_id $uuid$ not null references registry_party (id),
    code text not null,
    value text not null,
    valid_from $date$ not null,
    valid_until $date$ null,
    source_code text not null references registry_source (code),
    basis text null,
    recorded_at $instant$ not null,
    recorded_by text not null,
    supersedes $uuid$ null references registry_fact (id)
)$strict$;

create index registry_fact_party on registry_fact (party_id, code, valid_from);
create index registry_fact_supersedes on registry_fact (supersedes) where supersedes is not null;

create table registry_mandate (
    id $uuid$ not null primary key,
    holder_id $uuid$ not null references registry_party (id),
    for_id $uuid$ not null references registry_party (id),
    kind text not null check (kind in ('representative', 'delegate', 'helper')),
    procedures text null,
    valid_from $date$ not null,
    valid_until $date$ null,
    basis text not null,
    recorded_at $instant$ not null,
    recorded_by text not null
)$strict$;

create index registry_mandate_holder on registry_mandate (holder_id, for_id);

-- Who looked at whose data, and why; the department as it was that day.
create table registry_access (
    id $uuid$ not null primary key,
    party_id $uuid$ not null,
    actor text not null,
    role text not null,
    department text null,
    purpose text not null,
    what text not null,
    at $instant$ not null
)$strict$;

create index registry_access_party on registry_access (party_id, at);

create table registry_staff (
    code text not null primary key,
    name text not null,
    kana text not null,
    roles text not null,
    department text not null
)$strict$;
