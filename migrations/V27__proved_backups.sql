-- Which backups were shown to restore (docs/decisions/56-the-proof-of-a-backup.md). `plumbline restore --drill` notes them here, with the
-- role that makes backups; every service may look. A backup that was not proved is not in it.
create table operate.proved_backup (
    -- When the backup began: what came later is not in it.
    taken_at  timestamptz primary key,
    -- The name of its folder.
    name      text        not null check (name <> ''),
    events    bigint      not null check (events >= 0),
    proved_at timestamptz not null default clock_timestamp()
);

-- The newest backup that was proved; nulls where none was. `late` says that it is older than so many days, or that
-- none was proved although the installation is older than that.
create function operate.backup_standing(in_days integer)
returns table (name text, events bigint, taken_at timestamptz, proved_at timestamptz, age_seconds bigint, late boolean)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select b.name, b.events, b.taken_at, b.proved_at,
           greatest(extract(epoch from clock_timestamp() - b.taken_at), 0)::bigint,
           coalesce(b.taken_at, l.begun_at) < clock_timestamp() - make_interval(days => in_days)
    from (select min(line.begun_at) as begun_at from operate.line line) l
    left join (select * from operate.proved_backup p order by p.taken_at desc limit 1) b on true
$$;

revoke all on function operate.backup_standing from public;
call operate.settle();
