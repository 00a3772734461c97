-- What an operator says to every process, and where every projection stands.

create schema operate;

-- A projection that is paused takes in no events until it is resumed, in whatever process it runs.
create table operate.projection (
    name   text        primary key,
    paused boolean     not null,
    since  timestamptz not null default clock_timestamp()
);

do $$
declare
    service text;
begin
    foreach service in array array['schools', 'surveys', 'reviews', 'categories', 'dashboards', 'reports', 'trail', 'relay', 'sealer'] loop
        execute format('grant usage on schema operate to plumbline_%s', service);
        execute format('grant select on operate.projection to plumbline_%s', service);
        -- So that a process can say that the store is older or newer than its build.
        execute format('grant select on refinery_schema_history to plumbline_%s', service);
    end loop;
end $$;

-- Every projection of one trust's log; of all trusts together where none is given. Follows log.projections,
-- which stays for builds that ask for it. `rebuilt` is null unless one is being rebuilt.
create function operate.projections(in_trust uuid)
returns table (
    name text, state text, "position" bigint, lag bigint, lag_seconds bigint, error text, paused_since timestamptz, rebuilt bigint
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
-- The last step of a rebuild locks what is read here; better say so than wait for it.
set lock_timeout = '2s'
as $$
begin
    -- Only ordinary tables of our own services: nothing that runs code when it is read.
    for name in
        select n.nspname::text
        from pg_namespace n
        join pg_class c on c.relnamespace = n.oid and c.relname = 'checkpoint' and c.relkind = 'r'
        join pg_roles r on r.oid = c.relowner and r.rolname like 'plumbline\_%'
        where n.nspname not like '%\_rebuild'
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

-- Whether somebody rebuilds a projection now: the rebuild holds this lock as long as it works.
create function operate.rebuilding(in_name text) returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select to_regnamespace(quote_ident(in_name || '_rebuild')) is not null and exists (
        select from pg_locks l
        join pg_database d on d.oid = l.database and d.datname = current_database()
        where l.locktype = 'advisory' and l.granted and l.objsubid = 2
          and l.classid = 'operate.projection'::regclass::oid
          and l.objid::bigint = hashtext(in_name)::bigint & 4294967295
    )
$$;

revoke all on function operate.projections, operate.rebuilding from public;
grant execute on function operate.projections to plumbline_trail;
