-- Auditors read the trail newest first. Time only grows, so a new entry goes to the index's end and costs a microsecond.
create index kernel_change_at on kernel_change (at);
