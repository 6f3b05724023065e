-- The keys that seal sessions, forms and cookies, as the framework writes them; the secret in each is sealed by a master key.
create table kernel_key (
    name text not null primary key,
    xml text not null,
    stored_at $instant$ not null
)$strict$;
