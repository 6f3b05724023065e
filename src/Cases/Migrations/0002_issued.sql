-- What the applicant was told: the notices of a case, as Delivery knows them. The notice that it was received has the case's own id.
create table cases_issued (
    notice_id $uuid$ not null primary key,
    case_id $uuid$ not null,
    kind text not null,
    at $instant$ not null
)$strict$;

create index cases_issued_case on cases_issued (case_id);
