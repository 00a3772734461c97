-- E-mail that people expect (docs/decisions/48-letters.md). The outbox holds the ids of persons and no address.
create schema letters;
create table letters.outbox (
    trust_id   uuid        not null,
    -- Made of what led to the letter and of whom it is for, so that a repeat is the same row and the same Message-ID.
    letter_id  uuid        not null,
    person_id  uuid        not null,
    kind       text        not null,
    -- Empty where the letter is about no school.
    school_id  text        not null,
    -- Id of the round or report that the link leads to; empty where there is none.
    thing_id   text        not null,
    -- ISO 8601 date; empty where nothing is due.
    due_on     text        not null,
    -- Of a digest: what waits, and how much of it is overdue.
    waiting    integer     not null default 0,
    overdue    integer     not null default 0,
    made_at    timestamptz not null,
    state      text        not null default 'waiting'
               check (state in ('waiting', 'sent', 'returned', 'no address', 'too old', 'not wanted')),
    -- No process sends it before: another one has it in hand, or the server did not take it yet.
    not_before timestamptz not null,
    tries      integer     not null default 0,
    settled_at timestamptz,
    -- What the mail server answered: its code alone, since its words may hold an address.
    code       text        not null default '',
    primary key (trust_id, letter_id)
);
create index outbox_to_send on letters.outbox (trust_id, not_before) where state = 'waiting';
create index outbox_returned on letters.outbox (trust_id, settled_at) where state = 'returned';
create table letters.choice (
    trust_id  uuid    not null,
    person_id uuid    not null,
    digest    boolean not null,
    primary key (trust_id, person_id)
);
-- The days on which the digests of a trust were made.
create table letters.digest_day (
    trust_id uuid not null,
    on_day   date not null,
    primary key (trust_id, on_day)
);
grant usage on schema letters to plumbline_letters;
grant select, insert, update, delete on letters.outbox to plumbline_letters;
grant select, insert, update on letters.choice to plumbline_letters;
grant select, insert, delete on letters.digest_day to plumbline_letters;
