-- Who was shown what. Services add to it and cannot read it; the trail reads it and cannot change it.

create schema disclosure;

create table disclosure.look (
    trust_id   uuid        not null,
    look_id    uuid        not null,
    -- In the order of arrival, to page by.
    number     bigint      generated always as identity,
    at         timestamptz not null,
    -- Who looked, in which role. The nil id: Plumbline itself, the installation, or nobody who has signed in.
    person_id  uuid        not null,
    role       text        not null,
    -- By which rpc, and what its answer shows.
    action     text        not null,
    shown      text        not null,
    thing_kind text        not null,
    thing_id   text        not null,
    -- The schools an answer about several was about; null: every school of the trust.
    schools    uuid[],
    -- How far the log was known where the answer came from.
    position   bigint      not null,
    trace_id   text        not null,
    why        text        not null,
    primary key (trust_id, look_id)
);
create index look_by_thing on disclosure.look (trust_id, thing_kind, thing_id, number);
create index look_by_person on disclosure.look (trust_id, person_id, number);
create index look_by_time on disclosure.look (trust_id, at);

create function disclosure.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'what somebody has seen stays recorded: % on disclosure.look refused', tg_op
        using errcode = 'insufficient_privilege';
end $$;
create trigger look_stays before update on disclosure.look for each row execute function disclosure.refuse_change();
create trigger look_not_emptied before truncate on disclosure.look for each statement execute function disclosure.refuse_change();
alter table disclosure.look enable always trigger look_stays;
alter table disclosure.look enable always trigger look_not_emptied;

do $$
declare
    service text;
begin
    foreach service in array array['schools', 'surveys', 'reviews', 'categories', 'dashboards', 'reports', 'trail'] loop
        execute format('grant usage on schema disclosure to plumbline_%s', service);
        execute format('grant insert on disclosure.look to plumbline_%s', service);
    end loop;
end $$;
grant select on disclosure.look to plumbline_trail;
