-- Signing in: which account is which person (erasable, the schools service's), and the web application's own: sessions,
-- sign-ins under way, one-time links, authenticator apps. Whoever reads these tables can sign in as nobody: of every
-- secret but the authenticator's there is the hash only.

create table identity.sign_in (
    trust_id  uuid not null,
    person_id uuid not null,
    issuer    text not null,
    subject   text not null,
    -- RFC 3339 time.
    since     text not null,
    primary key (trust_id, person_id),
    unique (trust_id, issuer, subject)
);
create index sign_in_by_account on identity.sign_in (issuer, subject);
grant select, insert, update, delete on identity.sign_in to plumbline_schools;
grant select (trust_id, person_id), delete on identity.sign_in to plumbline_eraser;

-- Whoever signs in brings an account, or an address, and no trust: one role finds whose it is, and does nothing else.
do $$
begin
    if not exists (select from pg_roles where rolname = 'plumbline_greeter') then
        create role plumbline_greeter nologin;
    end if;
    if not pg_has_role('plumbline_owner', 'plumbline_greeter', 'member') then
        grant plumbline_greeter to plumbline_owner;
    end if;
end $$;
create function identity.find_by_account(in_issuer text, in_subject text)
returns table (trust_id uuid, person_id uuid)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select s.trust_id, s.person_id from identity.sign_in s
    where s.issuer = in_issuer and s.subject = in_subject order by s.trust_id
$$;
create function identity.find_by_address(in_email text, in_issuer text)
returns table (trust_id uuid, person_id uuid)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select p.trust_id, p.person_id from identity.person p join identity.sign_in s using (trust_id, person_id)
    where p.email <> '' and lower(p.email) = lower(in_email) and s.issuer = in_issuer order by p.trust_id
$$;
revoke execute on all functions in schema identity from public;
grant execute on all functions in schema identity to plumbline_schools;
alter function identity.find_by_account owner to plumbline_greeter;
alter function identity.find_by_address owner to plumbline_greeter;
grant usage on schema identity to plumbline_greeter;
grant select (trust_id, person_id, issuer, subject) on identity.sign_in to plumbline_greeter;
grant select (trust_id, person_id, email) on identity.person to plumbline_greeter;
create policy an_account_names_its_trust on identity.sign_in for select to plumbline_greeter using (true);
create policy an_address_names_its_trust on identity.person for select to plumbline_greeter using (true);

do $$
begin
    if not exists (select from pg_roles where rolname = 'plumbline_web') then
        create role plumbline_web login;
    end if;
end $$;
create schema sign_in;
grant usage on schema sign_in to plumbline_web;

-- Somebody signed in. The role acted in and the roles held are those of the moment of signing in: when they are
-- others, the session is over.
create table sign_in.session (
    id_hash      bytea       primary key,
    trust_id     uuid        not null,
    person_id    uuid        not null,
    grant_id     uuid        not null,
    roles_sha256 bytea       not null,
    began_at     timestamptz not null,
    seen_at      timestamptz not null
);
create index session_by_person on sign_in.session (trust_id, person_id);

-- Somebody on the way to an identity provider and back. State, nonce and verifier follow from the browser's cookie.
create table sign_in.journey (
    id_hash  bytea       primary key,
    provider text        not null,
    next     text        not null,
    began_at timestamptz not null
);

-- A link sent by e-mail, and after it was spent the step to the authenticator's code.
create table sign_in.link (
    id_hash   bytea       primary key,
    trust_id  uuid        not null,
    person_id uuid        not null,
    -- Whether this is the browser's own secret, got for the link, and no longer the link's.
    followed  boolean     not null default false,
    tries     smallint    not null default 0,
    next      text        not null,
    sent_at   timestamptz not null
);

-- The secret an authenticator app shares. A step of its clock is used once. Not yet confirmed ones wait for the first code.
create table sign_in.authenticator (
    trust_id  uuid        not null,
    person_id uuid        not null,
    secret    bytea       not null,
    last_step bigint      not null default 0,
    failures  smallint    not null default 0,
    made_at   timestamptz not null,
    primary key (trust_id, person_id)
);

grant select, insert, update, delete on sign_in.session, sign_in.journey, sign_in.link, sign_in.authenticator
    to plumbline_web;

-- Of somebody who was erased nothing stays that could sign in.
grant usage on schema sign_in to plumbline_eraser;
grant select (trust_id, person_id), delete on sign_in.authenticator to plumbline_eraser;
