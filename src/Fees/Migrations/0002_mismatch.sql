-- What the agency told of a payment that is not what was ordered, and whether it went back; accepted, it is paid with what was told.
alter table fees_payment add column told_yen $int$ null;
alter table fees_payment add column told_currency text null;
alter table fees_payment add column given_back text null check (given_back in ('started', 'done'));

-- Of earlier ones the ledger has the number, not the currency.
update fees_payment set told_yen = (
    select max(e.yen) from fees_entry e where e.payment_id = fees_payment.id and e.submission_id = fees_payment.submission_id and e.kind = 'mismatch')
where state = 'mismatch';

create index fees_payment_mismatch on fees_payment (changed_at) where state = 'mismatch';
