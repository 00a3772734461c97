-- One login per service, each allowed its own stream categories and nothing else of the log but to read it.

do $$
declare
    service text;
begin
    foreach service in array array['schools', 'surveys', 'reviews', 'categories', 'dashboards', 'reports', 'trail', 'relay'] loop
        -- Roles belong to the whole server and outlive a database.
        if not exists (select from pg_roles where rolname = 'plumbline_' || service) then
            execute format('create role plumbline_%s login', service);
        end if;
        execute format('grant usage on schema log to plumbline_%s', service);
        execute format('grant select on log.head, log.event, log.command to plumbline_%s', service);
        execute format('grant execute on function log.append to plumbline_%s', service);
    end loop;
end $$;

insert into log.writer (role, category) values
    ('plumbline_schools', 'trust'),
    ('plumbline_schools', 'school'),
    ('plumbline_schools', 'hub'),
    ('plumbline_schools', 'committee'),
    ('plumbline_schools', 'academic_year'),
    ('plumbline_schools', 'person'),
    ('plumbline_surveys', 'instrument'),
    ('plumbline_surveys', 'wave'),
    ('plumbline_reviews', 'review'),
    ('plumbline_reviews', 'pairing'),
    ('plumbline_categories', 'framework'),
    ('plumbline_categories', 'round'),
    ('plumbline_categories', 'category'),
    ('plumbline_reports', 'report');

-- The relay remembers how far each trust's log was carried onto the bus.
create schema bus;
create table bus.relayed (
    trust_id      uuid   primary key,
    position      bigint not null check (position >= 0)
);
grant usage on schema bus to plumbline_relay;
grant select, insert, update on bus.relayed to plumbline_relay;
