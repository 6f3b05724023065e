-- Since when the time of keeping of the letter's application is over: its words are gone, and the rest follows within the hour.
alter table delivery_letter add column expired_at $instant$ null;

-- When addressee, contents and file were erased. The signature is then over what stays.
alter table delivery_letter add column erased_at $instant$ null;

create index delivery_letter_reference on delivery_letter (reference);
create index delivery_letter_kept on delivery_letter (made_at) where erased_at is null;
create index delivery_notice_reference on delivery_notice (reference);
create index delivery_recorded_message on delivery_recorded (message_id);
