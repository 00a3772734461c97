-- The data protection officer says anew which readers a text is for. The event and the class move in one transaction, whichever of the
-- two functions appends it.

alter table words.text
    -- Whether the class was said anew. Until then the thing's own rule alone says who reads it.
    add column classed boolean not null default false,
    -- Of a text that was classed: who gave the command that brought it.
    add column author uuid;

create function words.class_anew() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update words.text t
    set class = new.body ->> 'class', classed = true,
        author = (select (e.metadata ->> 'actor')::uuid from log.event e
            where e.trust_id = new.trust_id and e.position = (new.body ->> 'writtenAt')::bigint)
    where t.trust_id = new.trust_id and t.commitment = decode(new.body ->> 'commitment', 'hex') and t.text is not null;
    return null;
end $$;
revoke execute on function words.class_anew from public;

create trigger words_are_classed after insert on log.event
    for each row when (new.type = 'plumbline.schools.v1.WordsClassed') execute function words.class_anew();
