-- Least privilege below the services: an owner who cannot log in, a role for each purpose, and row-level security
-- as the second line. docs/database-roles.md says what each role may do; a test asks the store and compares.

-- Roles belong to the whole server and outlive a database.
do $$
declare
    role text;
begin
    -- Nobody logs in as these. The owner owns every object. The others own one kind of function each, which does for
    -- its caller what the caller may not do alone: append, tell where projections stand, take answers.
    foreach role in array array['owner', 'appender', 'overseer', 'collector'] loop
        if not exists (select from pg_roles where rolname = 'plumbline_' || role) then
            execute format('create role plumbline_%s nologin', role);
        end if;
    end loop;
    -- The migrator may become the owner and has nothing until it does. The eraser deletes what may be erased.
    foreach role in array array['migrator', 'eraser'] loop
        if not exists (select from pg_roles where rolname = 'plumbline_' || role) then
            execute format('create role plumbline_%s login noinherit', role);
        end if;
    end loop;
    foreach role in array array['appender', 'overseer', 'collector'] loop
        if not pg_has_role('plumbline_owner', 'plumbline_' || role, 'member') then
            execute format('grant plumbline_%s to plumbline_owner', role);
        end if;
    end loop;
    if not pg_has_role('plumbline_migrator', 'plumbline_owner', 'member') then
        grant plumbline_owner to plumbline_migrator;
    end if;
end $$;

-- The second line: a role sees rows of the trust its transaction has named, and no row where it named none.
create procedure operate.guard(in_table regclass) language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    execute format('alter table %s enable row level security', in_table);
    execute format('alter table %s force row level security', in_table);
    -- After a transaction that had named a trust the setting is empty, not missing.
    execute format('create policy one_trust on %s using (trust_id = nullif(current_setting(''plumbline.trust'', true), '''')::uuid)', in_table);
end $$;

-- A projection's tables: its service reads and writes rows, the owner alone changes their shape.
create procedure operate.keep_projection(in_schema name, in_role name) language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    tenant regclass;
begin
    execute format('grant usage on schema %I to %I, plumbline_overseer', in_schema, in_role);
    execute format('grant select, insert, update, delete on all tables in schema %I to %I', in_schema, in_role);
    execute format('grant select on %I.checkpoint to plumbline_overseer', in_schema);
    for tenant in
        select c.oid::regclass from pg_class c
        where c.relnamespace = to_regnamespace(quote_ident(in_schema)) and c.relkind in ('r', 'p') and not c.relrowsecurity
    loop
        call operate.guard(tenant);
    end loop;
    execute format('create policy a_runner_knows_where_it_stands_in_every_log on %I.checkpoint for select using (true)', in_schema);
end $$;

-- Hands to the owner what a superuser's migration has made, and guards what has a trust and is not guarded yet. Whose
-- tables they were keeps reading and writing rows. Runs after every migration.
create procedure operate.settle() language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    thing record;
begin
    -- The owner's own migrations make nothing that is not the owner's.
    if (select rolsuper from pg_roles where rolname = current_user) then
        -- A copy of a database does not inherit these.
        execute format('revoke all on database %I from public', current_database());
        execute format('grant create on database %I to plumbline_owner', current_database());
        for thing in select rolname from pg_roles where rolname like 'plumbline\_%' and rolcanlogin loop
            execute format('grant connect on database %I to %I', current_database(), thing.rolname);
            execute format('grant usage on schema public to %I', thing.rolname);
        end loop;
        for thing in
            select n.nspname, r.rolname
            from pg_namespace n join pg_roles r on r.oid = n.nspowner
            where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public') and r.rolname <> 'plumbline_owner'
        loop
            execute format('alter schema %I owner to plumbline_owner', thing.nspname);
            if thing.rolname like 'plumbline\_%' then
                execute format('grant usage on schema %I to %I', thing.nspname, thing.rolname);
            end if;
        end loop;
        for thing in
            select c.oid::regclass as name, n.nspname, r.rolname, c.relname = 'checkpoint' and obj_description(n.oid, 'pg_namespace') like 'tables %' as projected
            from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.oid = c.relowner
            where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v') and r.rolname <> 'plumbline_owner'
        loop
            execute format('alter table %s owner to plumbline_owner', thing.name);
            if thing.rolname like 'plumbline\_%' then
                execute format('grant select, insert, update, delete on %s to %I', thing.name, thing.rolname);
            end if;
            if thing.projected then
                call operate.keep_projection(thing.nspname, thing.rolname);
            end if;
        end loop;
        for thing in
            select p.oid::regprocedure as name
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
            where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
              -- A role that cannot log in owns a function for a purpose of its own.
              and (r.rolcanlogin or r.rolsuper)
        loop
            execute format('alter routine %s owner to plumbline_owner', thing.name);
            execute format('revoke execute on routine %s from public', thing.name);
        end loop;
    end if;
    for thing in
        select c.oid::regclass as name
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'trust_id' and not a.attisdropped
        where c.relkind in ('r', 'p') and not c.relrowsecurity and n.nspname !~ '^pg_'
          -- Who signs in has no trust yet.
          and n.nspname not in ('information_schema', 'sign_in')
    loop
        call operate.guard(thing.name);
    end loop;
end $$;

-- Nothing is for everybody. New functions neither.
revoke execute on all routines in schema log, seal, operate from public;
alter default privileges for role plumbline_owner revoke execute on routines from public;
revoke all on schema public from public;
grant usage, create on schema public to plumbline_owner;

-- The append: one call carries commands of many trusts, and the function itself looks who may write which stream.
alter function log.append owner to plumbline_appender;
grant usage on schema log to plumbline_appender;
grant select, insert, update on log.head to plumbline_appender;
grant select, insert on log.event, log.command to plumbline_appender;
grant select on log.writer to plumbline_appender;
grant execute on all functions in schema log to plumbline_appender;
do $$
declare
    idle text;
begin
    -- Roles that write no stream need neither the function nor what was answered to commands.
    for idle in
        select r.rolname from pg_roles r
        where r.rolname like 'plumbline\_%' and r.rolcanlogin and not exists (select from log.writer w where w.role = r.rolname)
    loop
        execute format('revoke execute on function log.append from %I', idle);
        execute format('revoke select on log.command from %I', idle);
    end loop;
end $$;

-- Where projections stand, over every trust: positions and times, never what happened. Nobody asks the older function any
-- more. In the other one's eyes every checkpoint is now the owner's, so a projection is told by its schema's comment.
drop function log.projections;
create or replace function operate.projections(in_trust uuid)
returns table (
    name text, state text, "position" bigint, lag bigint, lag_seconds bigint, error text, paused_since timestamptz, rebuilt bigint
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
-- The last step of a rebuild locks what is read here; better say so than wait for it.
set lock_timeout = '2s'
as $$
begin
    -- Only ordinary tables that the owner made for a projection: nothing that runs code when it is read.
    for name in
        select n.nspname::text
        from pg_namespace n
        join pg_class c on c.relnamespace = n.oid and c.relname = 'checkpoint' and c.relkind = 'r'
        where n.nspowner = 'plumbline_owner'::regrole and c.relowner = n.nspowner
          and obj_description(n.oid, 'pg_namespace') like 'tables %' and n.nspname not like '%\_rebuild'
        order by n.nspname
    loop
        "position" := 0;
        lag := 0;
        lag_seconds := 0;
        error := null;
        rebuilt := null;
        paused_since := (select p.since from operate.projection p where p.name = projections.name and p.paused);
        begin
            if operate.rebuilding(name) then
                execute format('select coalesce(sum(c.position), 0)::bigint from %I.checkpoint c', name || '_rebuild')
                    into rebuilt;
            end if;
            execute format(
                'select coalesce(sum(c.position), 0)::bigint,
                        coalesce(sum(greatest(h.position - coalesce(c.position, 0), 0)), 0)::bigint,
                        coalesce(max(greatest(extract(epoch from clock_timestamp() - e.recorded_at), 0)), 0)::bigint,
                        min(c.error)
                 from log.head h
                 left join %I.checkpoint c on c.trust_id = h.trust_id
                 left join log.event e on e.trust_id = h.trust_id and e.position = coalesce(c.position, 0) + 1
                 where $1 is null or h.trust_id = $1', name)
                into "position", lag, lag_seconds, error using in_trust;
        exception
            -- A rebuild swapped it away a moment ago, or is about to.
            when undefined_table then continue;
            when lock_not_available then rebuilt := coalesce(rebuilt, 0);
        end;
        state := case
            when rebuilt is not null then 'rebuilding'
            when error is not null then 'stopped'
            when paused_since is not null then 'paused'
            else 'following'
        end;
        return next;
    end loop;
end $$;

create function log.recorded_at(in_trust uuid, in_position bigint) returns timestamptz
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select e.recorded_at from log.event e where e.trust_id = in_trust and e.position = in_position
$$;
revoke execute on function log.recorded_at from public;
alter function log.recorded_at owner to plumbline_overseer;
alter function operate.projections owner to plumbline_overseer;
alter function operate.rebuilding owner to plumbline_overseer;
grant usage on schema log, operate to plumbline_overseer;
grant select on log.head, operate.projection to plumbline_overseer;
grant select (trust_id, position, recorded_at) on log.event to plumbline_overseer;

-- The sealer adds hashes and has no need to see what they are hashes of.
revoke select on log.event from plumbline_sealer;
grant select (trust_id, position, leaf_hash) on log.event to plumbline_sealer;

-- A respondent brings a token or a receipt and nothing else, so the trust is found by it.
create function invitation.find(in_hash bytea[])
returns table (ordinal bigint, trust_id uuid, wave_id uuid, school_id uuid, spent boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select a.ordinal, t.trust_id, t.wave_id, t.school_id, t.spent
    from unnest(in_hash) with ordinality as a(hash, ordinal)
    join invitation.token t on t.token_hash = a.hash;
end $$;

-- Spends tokens and keeps answers, many respondents at a time; says whose were taken. A token row that somebody holds
-- is passed over: a closing wave or a second use of the same link must not keep everybody else waiting. Whoever locks
-- a token first decides whether its answers are still in time.
create function collector.keep(in_token bytea[], in_receipt bytea[], in_answers text[])
returns table (ordinal bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    with asked as (
        select a.token_hash, a.receipt_hash, a.answers, a.ordinal
        from unnest(in_token, in_receipt, in_answers) with ordinality as a(token_hash, receipt_hash, answers, ordinal)
    ),
    held as (
        select a.ordinal, a.receipt_hash, a.answers, t.token_hash, t.trust_id, t.wave_id, t.school_id
        from asked a join invitation.token t on t.token_hash = a.token_hash
        where not t.spent for update of t skip locked
    ),
    spent as (
        update invitation.token t set spent = true from held h where t.token_hash = h.token_hash
    ),
    kept as (
        insert into collector.response (trust_id, wave_id, receipt_hash, school_id, answers)
        select h.trust_id, h.wave_id, h.receipt_hash, h.school_id, h.answers::json from held h
    )
    select h.ordinal from held h;
end $$;

-- Takes answers back; whether there were any.
create function collector.withdraw(in_receipt bytea) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    delete from collector.response r where r.receipt_hash = in_receipt;
    return found;
end $$;

revoke execute on all functions in schema invitation, collector from public;
grant execute on all functions in schema invitation, collector to plumbline_surveys;
alter function invitation.find owner to plumbline_collector;
alter function collector.keep owner to plumbline_collector;
alter function collector.withdraw owner to plumbline_collector;
grant usage on schema invitation, collector to plumbline_collector;
grant select, update on invitation.token to plumbline_collector;
grant select, insert, delete on collector.response to plumbline_collector;

call operate.settle();

-- What the owners of these tables do with their rows, and no more.
revoke update on identity.person from plumbline_schools;
revoke update on document.content from plumbline_reports;
revoke delete on document.content from plumbline_reports;
revoke update on invitation.token from plumbline_surveys;
-- Closing a wave locks its tokens, which takes the right to change a column.
grant update (spent) on invitation.token to plumbline_surveys;
revoke insert, update on collector.response from plumbline_surveys;
revoke update on collector.batch from plumbline_surveys;

-- The erasable side: what may be deleted when a person or a period is to be forgotten, found by its keys.
grant usage on schema identity, document, invitation, collector, disclosure to plumbline_eraser;
grant delete on identity.person, document.content, invitation.token, collector.response, collector.batch, disclosure.look to plumbline_eraser;
grant select (trust_id, person_id) on identity.person to plumbline_eraser;
grant select (trust_id, sha256) on document.content to plumbline_eraser;
grant select (trust_id, wave_id, school_id) on invitation.token to plumbline_eraser;
grant select (trust_id, wave_id, school_id) on collector.response to plumbline_eraser;
grant select (trust_id, wave_id, number) on collector.batch to plumbline_eraser;
grant select (trust_id, at) on disclosure.look to plumbline_eraser;
grant usage on schema operate to plumbline_eraser;
grant select on refinery_schema_history to plumbline_eraser;
do $$
declare
    service text;
begin
    foreach service in array array['schools', 'surveys', 'reviews', 'categories', 'dashboards', 'reports', 'trail'] loop
        execute format('grant execute on function log.recorded_at to plumbline_%s', service);
    end loop;
end $$;

-- Who sees more than the one trust, each with the reason as its name.
create policy everybody_knows_which_logs_there_are on log.head for select using (true);
create policy one_append_is_of_many_trusts on log.head to plumbline_appender using (true);
create policy one_append_is_of_many_trusts on log.event to plumbline_appender using (true);
create policy one_append_is_of_many_trusts on log.command to plumbline_appender using (true);
create policy times_of_every_log_are_told on log.event for select to plumbline_overseer using (true);
create policy the_relay_carries_every_log on bus.relayed to plumbline_relay using (true);
create policy the_sealer_looks_which_logs_have_grown on seal.head for select to plumbline_sealer using (true);
create policy the_sealer_looks_which_logs_have_grown on seal.checkpoint for select to plumbline_sealer using (true);
create policy one_batch_of_looks_is_of_many_trusts on disclosure.look for insert with check (true);
create policy a_token_names_its_trust on invitation.token to plumbline_collector using (true);
create policy a_token_names_its_trust on collector.response to plumbline_collector using (true);
