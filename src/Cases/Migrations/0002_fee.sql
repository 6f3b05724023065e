-- What the application costs, as its events tell: a queue must be able to ask for what is unpaid.
alter table cases_case add column fee_awaited $bool$ not null default false;
alter table cases_case add column fee_yen $int$ null;
alter table cases_case add column fee_open $int$ not null default 0;
alter table cases_case add column fee_due text null;
