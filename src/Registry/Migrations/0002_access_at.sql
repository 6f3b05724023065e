-- Auditors read all looks newest first; a person's own page has its own index.
create index registry_access_at on registry_access (at);
