-- Views of lists that persons saved under a name (docs/decisions/68-saved-views-and-tables.md). Name and query are sealed by the key
-- of the pages, as drafts are.
create table web.saved_view (
    trust_id  uuid        not null,
    person_id uuid        not null,
    -- The address of the page that the list stands on, without its query.
    list      text        not null,
    -- Made of the name with the key of the pages: equal names have equal marks, and a mark says nothing of its name.
    name_mark text        not null,
    sealed    text        not null,
    saved_at  timestamptz not null,
    primary key (trust_id, person_id, list, name_mark)
);
grant select, insert, update, delete on web.saved_view to plumbline_web;

-- Saved views go with their person, as drafts and the link of the calendar do.
create or replace function web.forget_person() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    delete from web.draft where trust_id = old.trust_id and person_id = old.person_id;
    delete from web.calendar where trust_id = old.trust_id and person_id = old.person_id;
    delete from web.saved_view where trust_id = old.trust_id and person_id = old.person_id;
    return null;
end $$;
