-- What was handed to a core system (基幹システム), as a numbered set that can be given again byte for byte.
create table cases_export (
    id $uuid$ not null primary key,
    layout text not null,
    number $int$ not null,
    procedure_code text not null,
    columns text not null,
    content_hash text not null,
    line_count $int$ not null,
    made_at $instant$ not null,
    made_by text not null,
    unique (layout, number)
)$strict$;

-- One decided case of a set: the values as they were handed over, and what the core system said of them (取込結果).
create table cases_export_line (
    export_id $uuid$ not null,
    number $int$ not null,
    layout text not null,
    case_id $uuid$ not null,
    subject $uuid$ not null,
    -- Null once erased: the set can then no longer be given again, and says so.
    line_values $packed$ null,
    result text null check (result in ('accepted', 'rejected')),
    reason text null,
    result_at $instant$ null,
    result_by text null,
    -- Rejected, mended, and to be handed over again with the next set.
    again $bool$ not null,
    primary key (export_id, number)
)$strict$;

create index cases_export_line_case on cases_export_line (case_id);
create index cases_export_line_layout on cases_export_line (layout, case_id);
create index cases_export_line_rejected on cases_export_line (layout) where result = 'rejected';
