-- A file that a client of the API handed in and no submission names yet; after a day it is erased.
create table intake_upload (
    file_id $uuid$ not null primary key,
    owner text not null,
    name text not null,
    type text not null,
    length $int$ not null,
    added_at $instant$ not null
)$strict$;

create index intake_upload_added_at on intake_upload (added_at);
