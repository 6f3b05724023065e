-- The register of erasures (廃棄簿): how many records of a class went on a day, and by which rule. It names nobody.
create table kernel_erasure (
    class text not null,
    day $date$ not null,
    version text not null,
    rule text not null,
    began_before $instant$ not null,
    records $int$ not null,
    last_at $instant$ not null,
    primary key (class, day, version)
)$strict$;

-- Records that stay although their time is over: under objection, before a court, in an audit.
create table kernel_hold (
    record text not null primary key,
    reason text not null check (reason in ('objection', 'lawsuit', 'audit', 'disclosure')),
    set_by text not null,
    set_at $instant$ not null
)$strict$;

-- What is erased is looked for by its moment.
create index kernel_outbox_done on kernel_outbox (at) where status = 'done';
