-- A mandate ends on its last day, or at the moment somebody ends it: from then on no act rests on it. What was stays, as who did what.
alter table registry_mandate add column ended_at $instant$ null;
alter table registry_mandate add column ended_by text null;

create index registry_mandate_for on registry_mandate (for_id);

-- An invitation to act for somebody: whoever has the code accepts it, once, in an account of their own.
create table registry_invitation (
    id $uuid$ not null primary key,
    for_id $uuid$ not null references registry_party (id),
    inviter_id $uuid$ not null references registry_party (id),
    kind text not null check (kind in ('delegate', 'helper')),
    procedures text null,
    valid_until $date$ not null,
    basis text not null,
    code_hash text not null unique,
    sealed_code text not null,
    invited_at $instant$ not null,
    expires_at $instant$ not null,
    accepted_at $instant$ null,
    withdrawn_at $instant$ null,
    mandate_id $uuid$ null
)$strict$;

create index registry_invitation_for on registry_invitation (for_id);
