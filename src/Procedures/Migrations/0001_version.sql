-- Every version of a procedure that was ever served: its text and the facts it uses, so that an application begun with it is read
-- by it for as long as it is kept.
create table procedures_version (
    hash text not null primary key,
    code text not null,
    number $int$ not null,
    content text not null,
    seen_at $instant$ not null,
    unique (code, number)
)$strict$;
