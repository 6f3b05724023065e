-- The public half once more, sealed with the city's keys: who writes into this table cannot make a key of their own prove letters.
alter table delivery_key add column public_sealed text null;

-- That a letter was withdrawn or replaced is signed as the letter is.
alter table delivery_letter add column ending_key_id text null;
alter table delivery_letter add column ending_signature $bytes$ null;
