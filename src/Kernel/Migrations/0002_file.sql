-- Evidence and scans. The bytes lie encrypted in the files folder under content_hash (SHA-256 of the ciphertext);
-- without wrapped_key nobody can read them again, so erasing begins by forgetting it.
create table kernel_file (
    id $uuid$ not null primary key,
    content_hash text not null unique,
    bytes $int$ not null,
    type text not null,
    name text not null,
    master_key text not null,
    wrapped_key $bytes$ null,
    stored_at $instant$ not null,
    stored_by text not null,
    erased_at $instant$ null
)$strict$;
