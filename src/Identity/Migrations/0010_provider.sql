-- Whom a provider's own key means in the register: found once by name, birth date and address, and by the key ever after.
create table identity_provider_link (
    issuer text not null,
    subject text not null,
    party_id $uuid$ not null,
    linked_at $instant$ not null,
    primary key (issuer, subject)
)$strict$;

create index identity_provider_link_party on identity_provider_link (party_id);

-- On which session of a provider one of ours rests: when that ends, ours does.
create table identity_provider_session (
    session_id $uuid$ not null primary key references identity_session (id),
    issuer text not null,
    subject text not null,
    provider_sid text null,
    roles text not null
)$strict$;

create index identity_provider_session_subject on identity_provider_session (issuer, subject);
