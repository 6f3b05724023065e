-- A job that must run in one host at a time holds its row; a host that died lets go when its time is over.
create table kernel_lease (
    name text not null primary key,
    holder $uuid$ not null,
    until $instant$ not null
)$strict$;
