-- The line of the log: which past this store goes on from (docs/decisions/51-the-line-of-the-log.md). A restore, or a failover that
-- lost events, begins a new one, and all that leaves the building says on which line it stands.
create table operate.line (
    number   integer     primary key check (number > 0),
    begun_at timestamptz not null default clock_timestamp(),
    reason   text        not null check (reason <> '')
);

-- The server on which the line stands. Rows that were copied to another server name the old one here.
create table operate.server (
    only_one          boolean     primary key default true check (only_one),
    system_identifier text        not null,
    timeline          integer     not null,
    noted_at          timestamptz not null default clock_timestamp()
);

-- PostgreSQL's own names for this server and its past. A standby that is promoted counts its timeline up at once.
create function operate.this_server(out system_identifier text, out timeline integer)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select c.system_identifier::text, ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer
    from pg_control_system() c
$$;

-- The line, and whether it is known to stand on this server.
create function operate.current_line(out number integer, out begun_at timestamptz, out reason text, out stands_here boolean)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select l.number, l.begun_at, l.reason,
           (s.system_identifier, s.timeline) = (t.system_identifier, t.timeline)
    from operate.line l, operate.server s, operate.this_server() t
    order by l.number desc limit 1
$$;

-- Says that the line stands on this server: nothing that left the building is missing here.
create function operate.line_stands_here() returns void
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
    update operate.server o
    set system_identifier = t.system_identifier, timeline = t.timeline, noted_at = clock_timestamp()
    from operate.this_server() t
$$;

-- Begins the next line on this server: some of what left the building is missing here.
create function operate.begin_line(in_reason text) returns integer
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
    select operate.line_stands_here();
    insert into operate.line (number, reason) select max(l.number) + 1, in_reason from operate.line l returning number
$$;

revoke all on function operate.this_server, operate.current_line, operate.line_stands_here, operate.begin_line from public;
grant select on operate.line, operate.server to plumbline_relay, plumbline_sealer;
grant execute on function operate.this_server, operate.current_line to plumbline_relay, plumbline_sealer;
grant execute on function operate.line_stands_here to plumbline_relay;

-- The line that the hearers of a trust were told of last.
alter table bus.relayed add column line integer not null default 1;
alter table bus.opened add column line integer not null default 1;

insert into operate.line (number, reason) values (1, 'The installation was made.');
insert into operate.server (system_identifier, timeline) select t.system_identifier, t.timeline from operate.this_server() t;
call operate.settle();
