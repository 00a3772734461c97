-- Signing in by e-mail asks for an address without signing in, and sweeps sessions that are over at each sign-in. Who was shown people
-- is asked by every person for the record of who has seen them.
create index person_by_address on identity.person (lower(email)) where email <> '';
create index session_by_last_use on sign_in.session (seen_at);
create index session_by_beginning on sign_in.session (began_at);
create index look_by_shown on disclosure.look (trust_id, shown, number);
