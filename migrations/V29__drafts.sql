-- What persons began to enter into a form and saved for later (docs/decisions/52-lists-and-drafts.md). It is sealed by the key of
-- the pages, so a dump holds no word of it.
create schema web;
create table web.draft (
    trust_id  uuid        not null,
    person_id uuid        not null,
    -- The address that the form is sent to.
    form      text        not null,
    sealed    text        not null,
    saved_at  timestamptz not null,
    primary key (trust_id, person_id, form)
);
-- The private link by which a person's calendar asks what waits for the person: its hash only.
create table web.calendar (
    trust_id      uuid        not null,
    person_id     uuid        not null,
    secret_sha256 bytea       not null,
    made_at       timestamptz not null,
    primary key (trust_id, person_id)
);
grant usage on schema web to plumbline_web, plumbline_eraser;
grant select, insert, update, delete on web.calendar to plumbline_web;
grant select, insert, update, delete on web.draft to plumbline_web;
grant select (trust_id, person_id, saved_at), delete on web.draft to plumbline_eraser;

-- Nothing that an erased person began stays, also where a restore erases the person again.
create function web.forget_person() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    delete from web.draft where trust_id = old.trust_id and person_id = old.person_id;
    delete from web.calendar where trust_id = old.trust_id and person_id = old.person_id;
    return null;
end $$;
revoke execute on function web.forget_person() from public;
create trigger drafts_and_calendar_go_with_the_name after delete on identity.person
    for each row execute function web.forget_person();
