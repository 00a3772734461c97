-- The log: one dense sequence of events per trust. Later migrations may add to this schema, never change it.

create schema log;

-- Where each trust's log ends. Its row lock is what makes positions dense and commit order equal to position order.
create table log.head (
    trust_id    uuid        primary key,
    position    bigint      not null check (position >= 0),
    recorded_at timestamptz not null
);

create table log.event (
    trust_id    uuid        not null,
    position    bigint      not null check (position > 0),
    stream      text        not null check (stream ~ '^[a-z_]+-[A-Za-z0-9._-]+$'),
    version     bigint      not null check (version > 0),
    event_id    uuid        not null,
    type        text        not null check (type ~ '^[A-Za-z0-9_.]+$'),
    body        json        not null,
    metadata    json        not null,
    recorded_at timestamptz not null,
    leaf_hash   bytea       not null,
    primary key (trust_id, position),
    unique (trust_id, stream, version),
    unique (trust_id, event_id)
) partition by hash (trust_id);

-- What was answered to a command, so that a repeat gets the first answer for ever.
create table log.command (
    trust_id       uuid   not null,
    command_id     uuid   not null,
    fingerprint    bytea  not null,
    -- The events it led to are first_position to last_position; first is one past last where there were none.
    first_position bigint not null,
    last_position  bigint not null,
    primary key (trust_id, command_id)
) partition by hash (trust_id);

-- Which role may write which stream category.
create table log.writer (
    role     name not null,
    category text not null,
    primary key (role, category)
);

do $$
begin
    for part in 0..7 loop
        execute format('create table log.event_%s partition of log.event for values with (modulus 8, remainder %s)', part, part);
        execute format('create table log.command_%s partition of log.command for values with (modulus 8, remainder %s)', part, part);
    end loop;
end $$;

create function log.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the log is only ever added to: % on % refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end $$;

create trigger event_stays before update or delete on log.event for each row execute function log.refuse_change();
create trigger command_stays before update or delete on log.command for each row execute function log.refuse_change();
create trigger event_not_emptied before truncate on log.event for each statement execute function log.refuse_change();
create trigger command_not_emptied before truncate on log.command for each statement execute function log.refuse_change();

-- Statement triggers aren't handed down to partitions, and `always` has to be said of each.
do $$
declare
    kind text;
begin
    foreach kind in array array['event', 'command'] loop
        execute format('alter table log.%s enable always trigger %s_stays', kind, kind);
        execute format('alter table log.%s enable always trigger %s_not_emptied', kind, kind);
        for part in 0..7 loop
            execute format('create trigger %s_not_emptied before truncate on log.%s_%s for each statement execute function log.refuse_change()', kind, kind, part);
            execute format('alter table log.%s_%s enable always trigger %s_not_emptied', kind, part, kind);
            execute format('alter table log.%s_%s enable always trigger %s_stays', kind, part, kind);
        end loop;
    end loop;
end $$;

-- RFC 6962 leaf over a canonical JSON envelope (RFC 8785: keys in order, no white space). None of the
-- values can hold a character that JSON escapes: the checks above and the uuid and hex forms see to it.
create function log.leaf_hash(
    actor text, body text, event_id uuid, recorded_at timestamptz, stream text, type text, version bigint
) returns bytea language sql immutable as $$
    select sha256('\x00'::bytea || convert_to(
        '{"actor":"' || actor
        || '","body_sha256":"' || encode(sha256(convert_to(body, 'UTF8')), 'hex')
        || '","event_id":"' || event_id
        || '","recorded_at":"' || to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        || '","stream":"' || stream
        || '","type":"' || type
        || '","version":' || version || '}', 'UTF8'))
$$;

-- Appends the events of many commands in one transaction and answers each command on its own:
-- accepted, repeat, mismatch (same id, other content), conflict (other version) or unknown_trust.
-- Within one call no two commands may name the same stream or the same command id of a trust.
create function log.append(
    in_trust uuid[], in_command uuid[], in_fingerprint bytea[], in_stream text[], in_expected bigint[], in_events int[], in_metadata text[], in_actor uuid[],
    event_of int[], event_number int[], event_id uuid[], event_type text[], event_body text[]
) returns table (ordinal int, outcome text, first_position bigint, last_position bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- A plan made while the tables were small must not become a scan of the log; `limit 1` below keeps the
-- look-ups from being turned into joins for the same reason.
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    stranger text;
    moment timestamptz;
begin
    select s into stranger
    from unnest(in_stream) s
    where not exists (
        select from log.writer w where w.role = session_user and w.category = split_part(s, '-', 1)
    )
    limit 1;
    if stranger is not null then
        raise exception '% may not write the stream %', session_user, stranger using errcode = 'insufficient_privilege';
    end if;

    insert into log.head (trust_id, position, recorded_at)
    select distinct in_trust[e.of], 0, '-infinity'::timestamptz
    from unnest(event_of, event_type) as e(of, type)
    where e.type = 'plumbline.schools.v1.TrustFounded'
    on conflict (trust_id) do nothing;

    perform from log.head h where h.trust_id = any (in_trust) order by h.trust_id for update;
    moment := clock_timestamp();

    return query
    with command as (
        select c.ordinal::int as ordinal, c.trust, c.id, c.fingerprint, c.stream, c.expected, c.events::bigint as events,
               c.metadata, c.actor
        from unnest(in_trust, in_command, in_fingerprint, in_stream, in_expected, in_events, in_metadata, in_actor)
            with ordinality as c(trust, id, fingerprint, stream, expected, events, metadata, actor, ordinal)
    ),
    judged as (
        select c.*, h.position as head, earlier.first_position as earlier_first, earlier.last_position as earlier_last,
               greatest(moment, h.recorded_at) as recorded_at,
               case
                   when h.position is null then 'unknown_trust'
                   when earlier.fingerprint = c.fingerprint then 'repeat'
                   when earlier.fingerprint is not null then 'mismatch'
                   when coalesce(latest.version, 0) <> c.expected then 'conflict'
                   else 'accepted'
               end as outcome
        from command c
        left join lateral (
            select h.position, h.recorded_at from log.head h where h.trust_id = c.trust limit 1
        ) h on true
        left join lateral (
            select k.fingerprint, k.first_position, k.last_position
            from log.command k where k.trust_id = c.trust and k.command_id = c.id limit 1
        ) earlier on true
        left join lateral (
            select e.version from log.event e where e.trust_id = c.trust and e.stream = c.stream
            order by e.version desc limit 1
        ) latest on true
    ),
    placed as (
        select j.*,
               j.head + sum(case when j.outcome = 'accepted' then j.events else 0 end)
                   over (partition by j.trust order by j.ordinal) as last
        from judged j
    ),
    written as (
        insert into log.event (trust_id, position, stream, version, event_id, type, body, metadata, recorded_at, leaf_hash)
        select p.trust, p.last - p.events + e.number, p.stream, p.expected + e.number, e.id, e.type, e.body::json,
               p.metadata::json, p.recorded_at,
               log.leaf_hash(p.actor::text, e.body, e.id, p.recorded_at, p.stream, e.type, p.expected + e.number)
        from placed p
        join unnest(event_of, event_number, event_id, event_type, event_body) as e(of, number, id, type, body)
            on e.of = p.ordinal
        where p.outcome = 'accepted'
    ),
    remembered as (
        insert into log.command (trust_id, command_id, fingerprint, first_position, last_position)
        select p.trust, p.id, p.fingerprint, p.last - p.events + 1, p.last
        from placed p
        where p.outcome = 'accepted'
    ),
    moved as (
        update log.head h set position = l.last, recorded_at = l.recorded_at
        from (
            select p.trust, max(p.last) as last, max(p.recorded_at) as recorded_at
            from placed p where p.outcome = 'accepted' group by p.trust
        ) l
        where h.trust_id = l.trust
    ),
    told as (
        select pg_notify('plumbline_log', t.trust::text)
        from (select distinct p.trust from placed p where p.outcome = 'accepted') t
    )
    select p.ordinal, p.outcome,
           case p.outcome when 'accepted' then p.last - p.events + 1 when 'repeat' then p.earlier_first end::bigint,
           case p.outcome when 'accepted' then p.last when 'repeat' then p.earlier_last end::bigint
    from placed p
    where (select count(*) from told) >= 0
    order by p.ordinal;
end $$;

revoke all on function log.append from public;
