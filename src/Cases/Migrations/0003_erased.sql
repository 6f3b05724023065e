-- From when a case's time of keeping counts, and when it was over.
alter table cases_case add column closed_at $instant$ null;
alter table cases_case add column erased_at $instant$ null;

update cases_case set closed_at = (
    select max(at) from cases_event e where e.case_id = cases_case.id and e.type in ('decided', 'withdrawn'))
where status in ('decided', 'withdrawn');

create index cases_case_closed on cases_case (closed_at) where closed_at is not null and erased_at is null;
