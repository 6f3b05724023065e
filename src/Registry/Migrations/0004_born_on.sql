-- Who signs in by an outside provider for the first time, or asks for a letter, is looked for by the day of birth.
create index registry_fact_born on registry_fact (value) where code = 'person.birth-date';
