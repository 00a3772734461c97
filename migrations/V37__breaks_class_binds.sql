-- The class of a text binds from its writing (docs/decisions/74-a-class-binds.md). Whether it was said anew decides nothing any more.

create or replace function words.class_anew() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update words.text t
    set class = new.body ->> 'class',
        author = (select (e.metadata ->> 'actor')::uuid from log.event e
            where e.trust_id = new.trust_id and e.position = (new.body ->> 'writtenAt')::bigint)
    where t.trust_id = new.trust_id and t.commitment = decode(new.body ->> 'commitment', 'hex') and t.text is not null;
    return null;
end $$;

alter table words.text drop column classed;
