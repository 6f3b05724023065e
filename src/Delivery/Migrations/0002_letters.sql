-- Keys that sign letters. The private half of a key that no longer signs is forgotten; its public half proves the old letters.
create table delivery_key (
    id text not null primary key,
    public_key $bytes$ not null,
    private_sealed text null,
    created_at $instant$ not null,
    retired_at $instant$ null
)$strict$;

-- A letter as it was made, once: the file never changes, and the signature covers its hash and what must stand in it.
create table delivery_letter (
    -- The notice's.
    id $uuid$ not null primary key,
    kind text not null,
    recipient $uuid$ not null,
    reference text null,
    number text null,
    day $date$ not null,
    holds_until $date$ null,
    -- Null once erased; the proof stays.
    words $packed$ null,
    essentials text not null,
    shown_name text not null,
    area text not null,
    file_id $uuid$ not null,
    pages $int$ not null,
    sha256 $bytes$ not null,
    -- Of the code on the paper: who reads this table cannot print one.
    code_hash $bytes$ not null unique,
    key_id text not null,
    signature $bytes$ not null,
    made_at $instant$ not null,
    state text not null check (state in ('issued', 'withdrawn', 'replaced')),
    ended_on $date$ null,
    ended_by text null,
    replaced_by text null
)$strict$;

create index delivery_letter_recipient on delivery_letter (recipient, made_at);

-- That the recipient opened the letter on the site: the record of electronic service (送達).
create table delivery_reading (
    letter_id $uuid$ not null,
    number $int$ not null,
    at $instant$ not null,
    actor text not null,
    form text not null check (form in ('page', 'pdf')),
    primary key (letter_id, number)
)$clustered$;

-- Letters printed and posted together. A letter is in one batch at most, whoever presses the button how often.
create table delivery_batch (
    id $uuid$ not null primary key,
    made_at $instant$ not null,
    made_by text not null,
    letters $int$ not null,
    pages $int$ not null,
    posted_on $date$ null
)$strict$;

create table delivery_batch_letter (
    message_id $uuid$ not null,
    -- Which attempt to reach the person by post: a letter that came back may be posted once more.
    attempt $int$ not null,
    batch_id $uuid$ not null,
    position $int$ not null,
    letter_id $uuid$ not null,
    primary key (message_id, attempt),
    unique (batch_id, position)
)$strict$;

create index delivery_batch_letter_letter on delivery_batch_letter (letter_id);

-- A letter printed again, and why.
create table delivery_reprint (
    letter_id $uuid$ not null,
    number $int$ not null,
    at $instant$ not null,
    actor text not null,
    reason text not null check (reason in ('jam', 'damaged', 'lost', 'counter')),
    primary key (letter_id, number)
)$clustered$;
