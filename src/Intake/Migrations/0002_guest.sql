-- By which code somebody who did not sign in finds what they sent. The code is kept as a hash, and sealed for the day of the receipt.
create table intake_guest (
    submission_id $uuid$ not null primary key,
    code_hash text not null,
    sealed_code text not null,
    claimed_by text null,
    claimed_at $instant$ null
)$strict$;
