-- Every version of a decision model that was ever saved, by a person or by the city's folder: the whole model as DMN, and why.
create table rules_version (
    code text not null,
    number $int$ not null,
    hash text not null,
    content text not null,
    saved_at $instant$ not null,
    saved_by text not null,
    reason text not null,
    primary key (code, number)
)$strict$;
