-- Signing in by e-mail asks for an address without signing in, and sweeps sessions that are over at each sign-in. Who was shown people
-- is asked by every person for the record of who has seen them.
create index person_by_address on identity.person (lower(email)) where email <> '';
create index session_by_last_use on sign_in.session (seen_at);
create index session_by_beginning on sign_in.session (began_at);
create index look_by_shown on disclosure.look (trust_id, shown, number);

-- The position of the acceptance that an account is bound by. A repeat whose first try never came so far binds it; one that comes after a
-- later acceptance changes nothing.
alter table identity.sign_in add column accepted_at bigint not null default 0;
