-- The same promise as in V1, kept with less time under the lock. What needs no lock, the looks at what is there and the
-- hashes of what comes, is done before a trust's head is locked, so that while one batch is written the next is prepared.
-- One plan serves every size of batch: planning anew cost a lone command more than writing it.

-- PostgreSQL calls the formatting of a time stable and so could not inline it: each event started an executor of its own.
-- The leaf is now part of the statement below, and computed a second time by whoever verifies the log.
drop function log.leaf_hash;

-- Appends the events of many commands in one transaction and answers each command on its own:
-- accepted, repeat, mismatch (same id, other content), conflict (other version) or unknown_trust.
-- Within one call no two commands may name the same stream or the same command id of a trust. Where another call writes
-- one of them between our look and our lock, a unique key refuses this call as a whole; sent again it sees what is there.
create or replace function log.append(
    in_trust uuid[], in_command uuid[], in_fingerprint bytea[], in_stream text[], in_expected bigint[], in_events int[], in_metadata text[], in_actor uuid[],
    event_of int[], event_number int[], event_id uuid[], event_type text[], event_body text[]
) returns table (ordinal int, outcome text, first_position bigint, last_position bigint)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- A plan made while the tables were small must not become a scan of the log; `limit 1` below keeps the
-- look-ups from being turned into joins for the same reason.
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    stranger text;
    moment timestamptz;
    body json[];
    metadata json[];
    body_sha256 text[];
    verdict text[];
    earlier_first bigint[];
    earlier_last bigint[];
begin
    select s into stranger
    from unnest(in_stream) s
    where split_part(s, '-', 1) not in (select w.category from log.writer w where w.role = session_user)
    limit 1;
    if stranger is not null then
        raise exception '% may not write the stream %', session_user, stranger using errcode = 'insufficient_privilege';
    end if;

    body := event_body::json[];
    metadata := in_metadata::json[];
    body_sha256 := array(select encode(sha256(convert_to(b, 'UTF8')), 'hex') from unnest(event_body) b);

    select array_agg(j.verdict), array_agg(j.first_position), array_agg(j.last_position)
    into verdict, earlier_first, earlier_last
    from (
        select case
                   when earlier.fingerprint = c.fingerprint then 'repeat'
                   when earlier.fingerprint is not null then 'mismatch'
                   when coalesce(latest.version, 0) <> c.expected then 'conflict'
                   else 'accepted'
               end as verdict, earlier.first_position, earlier.last_position
        from unnest(in_trust, in_command, in_fingerprint, in_stream, in_expected)
            with ordinality as c(trust, id, fingerprint, stream, expected, ordinal)
        left join lateral (
            select k.fingerprint, k.first_position, k.last_position
            from log.command k where k.trust_id = c.trust and k.command_id = c.id limit 1
        ) earlier on true
        left join lateral (
            select e.version from log.event e where e.trust_id = c.trust and e.stream = c.stream
            order by e.version desc limit 1
        ) latest on true
        order by c.ordinal
    ) j;

    if 'plumbline.schools.v1.TrustFounded' = any (event_type) then
        insert into log.head (trust_id, position, recorded_at)
        select distinct in_trust[e.of], 0, '-infinity'::timestamptz
        from unnest(event_of, event_type) as e(of, type)
        where e.type = 'plumbline.schools.v1.TrustFounded'
        on conflict (trust_id) do nothing;
    end if;

    perform from log.head h where h.trust_id = any (in_trust) order by h.trust_id for update;
    moment := clock_timestamp();

    return query
    with head as materialized (
        select h.trust_id, h.position, at.moment as recorded_at,
               to_char(at.moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded_at_text
        from log.head h, lateral (values (greatest(moment, h.recorded_at))) at(moment)
        where h.trust_id = any (in_trust)
    ),
    judged as (
        select c.ordinal::int, c.trust, c.id, c.fingerprint, c.stream, c.expected, c.events, c.metadata, c.actor,
               c.earlier_first, c.earlier_last, h.position as head, h.recorded_at, h.recorded_at_text,
               case when h.position is null then 'unknown_trust' else c.verdict end as outcome
        from unnest(in_trust, in_command, in_fingerprint, in_stream, in_expected, in_events, metadata, in_actor,
                    verdict, earlier_first, earlier_last)
            with ordinality as c(trust, id, fingerprint, stream, expected, events, metadata, actor,
                                 verdict, earlier_first, earlier_last, ordinal)
        left join head h on h.trust_id = c.trust
    ),
    placed as (
        select j.*,
               j.head + sum(case when j.outcome = 'accepted' then j.events else 0 end)
                   over (partition by j.trust order by j.ordinal) as last
        from judged j
    ),
    written as (
        insert into log.event (trust_id, position, stream, version, event_id, type, body, metadata, recorded_at, leaf_hash)
        select p.trust, p.last - p.events + e.number, p.stream, p.expected + e.number, e.id, e.type, e.body, p.metadata,
               p.recorded_at,
               -- RFC 6962 leaf over a canonical JSON envelope (RFC 8785: keys in order, no white space). None of the values
               -- can hold a character that JSON escapes: the checks of the table and the uuid and hex forms see to it.
               sha256('\x00'::bytea || convert_to(
                   '{"actor":"' || p.actor
                   || '","body_sha256":"' || e.body_sha256
                   || '","event_id":"' || e.id
                   || '","recorded_at":"' || p.recorded_at_text
                   || '","stream":"' || p.stream
                   || '","type":"' || e.type
                   || '","version":' || p.expected + e.number || '}', 'UTF8'))
        from placed p
        join unnest(event_of, event_number, event_id, event_type, body, body_sha256)
            as e(of, number, id, type, body, body_sha256) on e.of = p.ordinal
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
           case p.outcome when 'accepted' then p.last - p.events + 1 when 'repeat' then p.earlier_first end,
           case p.outcome when 'accepted' then p.last when 'repeat' then p.earlier_last end
    from placed p
    where (select count(*) from told) >= 0
    order by p.ordinal;
end $$;
