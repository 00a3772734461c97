-- Where every projection stands, for the trail: one service may not read another's tables, but an operator
-- has to see which of them have stopped.

create function log.projections(in_trust uuid)
returns table (name text, "position" bigint, error text, lag bigint)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    head bigint;
begin
    select h.position into head from log.head h where h.trust_id = in_trust;
    head := coalesce(head, 0);
    -- Only ordinary tables of our own services: nothing that runs code when it is read.
    for name in
        select n.nspname::text
        from pg_namespace n
        join pg_class c on c.relnamespace = n.oid and c.relname = 'checkpoint' and c.relkind = 'r'
        join pg_roles r on r.oid = c.relowner and r.rolname like 'plumbline\_%'
        order by n.nspname
    loop
        begin
            execute format('select c.position, c.error from %I.checkpoint c where c.trust_id = $1', name)
                into "position", error using in_trust;
        exception when undefined_table then
            -- A rebuild swapped it away a moment ago.
            continue;
        end;
        "position" := coalesce("position", 0);
        lag := greatest(head - "position", 0);
        return next;
    end loop;
end $$;

revoke all on function log.projections from public;
grant execute on function log.projections to plumbline_trail;
