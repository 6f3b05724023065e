-- Characters that stand as 〓 on the paper, or as the register writes them otherwise: part of the letter and code point, for staff.
alter table delivery_letter add column unprinted text null;
