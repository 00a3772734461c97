-- The append asks who may write what, event by event, and the leaf of the Merkle tree leaves the row.

-- A type belongs to the streams of one category, and to one service's role. `plumbline migrate` fills this from the contract's
-- registry, so that a new event or aggregate needs no migration. Takes the place of `log.writer`.
create table log.event_type (
    type     text primary key,
    category text not null,
    role     name not null
);
create index on log.event_type (role);
drop table log.writer;

-- Keeps the contract's registry, and lets the roles in it append. A type that an older build knew stays.
create procedure operate.register_events(in_type text[], in_category text[], in_role text[]) language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    writer name;
begin
    insert into log.event_type as known (type, category, role)
    select * from unnest(in_type, in_category, in_role)
    on conflict (type) do update set category = excluded.category, role = excluded.role
    where (known.category, known.role) is distinct from (excluded.category, excluded.role);
    for writer in select distinct t.role from log.event_type t loop
        execute format('grant execute on function log.append, log.append_new to %I', writer);
    end loop;
end $$;
revoke execute on procedure operate.register_events from public;

-- A hash beside the event proved nothing: an owner may change both.
drop function log.append;
drop function log.append_new;
alter table log.event drop column leaf_hash;

-- The version a stream stands at; 0 for one without events.
create function log.version_of(in_trust uuid, in_stream text) returns bigint
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select coalesce((
        select e.version from log.event e where e.trust_id = in_trust and e.stream = in_stream order by e.version desc limit 1
    ), 0)
$$;
revoke execute on function log.version_of from public;

-- Appends the events of commands that are all new, or nothing at all. The events come trust by trust, in_count of each
-- trust, and are numbered from one through the call. in_of says which trust an event is of; in_first and in_last are the
-- numbers of a command's events. in_read_* are streams that a command read before it decided, with the versions it found;
-- in_words_* are the words its events commit to; their in_*_of says of which trust. Answers with what leads from a number to a position, for each trust. The answer is null where
-- a command was seen before, a stream stands elsewhere, or a trust has no log. Trusts come in order of their ids, so that no
-- two calls wait for each other. The caller tells listeners after the commit: a notification in here would make all commits
-- of the database take turns.
create function log.append_new(
    in_trust uuid[], in_count bigint[],
    in_command uuid[], in_fingerprint bytea[], in_first bigint[], in_last bigint[],
    in_of int[], in_stream text[], in_version bigint[], in_id uuid[], in_type text[], in_body json[], in_metadata json[],
    in_read_of int[] default '{}', in_read_stream text[] default '{}', in_read_version bigint[] default '{}',
    in_words_of int[] default '{}', in_commitment bytea[] default '{}', in_salt bytea[] default '{}',
    in_words text[] default '{}', in_class text[] default '{}'
) returns bigint[]
language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- As in `log.append`: a plan made while the tables were small must not become a scan of the log.
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
    total bigint := 0;
    written bigint;
    before bigint;
    moment timestamptz;
    first_of bigint[];
    last_of bigint[];
    shift bigint[];
    recorded timestamptz[];
begin
    perform from unnest(in_stream, in_type) as e(stream, type)
    where ((split_part(e.stream, '-', 1), e.type) in (select t.category, t.type from log.event_type t where t.role = session_user))
        is not true;
    if found then
        raise exception '% may not write all of these events into these streams', session_user using errcode = 'insufficient_privilege';
    end if;
    -- `offset 0`: the text is read once.
    perform from (select m ->> 'actor' as actor from unnest(in_metadata) m offset 0) named
    where (actor = actor::uuid::text) is not true;
    if found then
        raise exception 'the metadata names no actor' using errcode = 'invalid_parameter_value';
    end if;
    perform from unnest(in_command, in_first, in_last) with ordinality as c(id, first, last, number)
    where c.first is distinct from coalesce(in_last[c.number - 1], 0) + 1 or (c.last < c.first) is not false
       or in_of[c.first] is distinct from in_of[c.last];
    if found or in_last[cardinality(in_last)] is distinct from cardinality(in_id) then
        raise exception 'the events are not as many of each command as was said' using errcode = 'invalid_parameter_value';
    end if;

    begin
        -- Moving a head locks it until the commit, which makes positions dense. A call that waits here reads the clock after that.
        for n in 1 .. cardinality(in_trust) loop
            update log.head h set position = h.position + in_count[n], recorded_at = greatest(clock_timestamp(), h.recorded_at)
            where h.trust_id = in_trust[n]
            returning h.position - in_count[n], h.recorded_at into strict before, moment;
            first_of[n] := total + 1;
            last_of[n] := total + in_count[n];
            shift[n] := before - total;
            recorded[n] := moment;
            total := last_of[n];
        end loop;

        insert into log.event (trust_id, position, stream, version, event_id, type, body, metadata, recorded_at)
        select in_trust[e.of], shift[e.of] + e.number, e.stream, e.version, e.id, e.type, e.body, e.metadata, recorded[e.of]
        from unnest(in_of, in_stream, in_version, in_id, in_type, in_body, in_metadata) with ordinality
            as e(of, stream, version, id, type, body, metadata, number)
        where e.number between first_of[e.of] and last_of[e.of];
        get diagnostics written = row_count;
        if written <> total or written <> cardinality(in_id) or 1 > any (in_count) then
            raise exception 'the events are not as many of each trust as was said' using errcode = 'invalid_parameter_value';
        end if;

        -- A version that is taken the unique key refuses; one that leaves a hole it does not.
        if 1 < any (in_version) then
            perform from unnest(in_of, in_stream, in_version) as e(of, stream, version)
            where e.version > 1 and not exists (
                select from log.event earlier
                where earlier.trust_id = in_trust[e.of] and earlier.stream = e.stream and earlier.version = e.version - 1
            );
            if found then
                raise unique_violation;
            end if;
        end if;

        -- After the insert, so that what another command of this call wrote counts too.
        if cardinality(in_read_of) > 0 then
            perform from unnest(in_read_of, in_read_stream, in_read_version) as r(of, stream, version)
            where r.version is distinct from log.version_of(in_trust[r.of], r.stream);
            if found then
                raise unique_violation;
            end if;
        end if;

        insert into log.command (trust_id, command_id, fingerprint, first_position, last_position)
        select in_trust[in_of[c.first]], c.id, c.fingerprint, shift[in_of[c.first]] + c.first, shift[in_of[c.first]] + c.last
        from unnest(in_command, in_fingerprint, in_first, in_last) as c(id, fingerprint, first, last);

        if cardinality(in_commitment) > 0 then
            insert into words.text (trust_id, commitment, salt, text, class, role)
            select in_trust[w.of], w.commitment, w.salt, w.text, w.class, session_user
            from unnest(in_words_of, in_commitment, in_salt, in_words, in_class) as w(of, commitment, salt, text, class);
        end if;
        if 'plumbline.schools.v1.WordsErased' = any (in_type) then
            perform words.erase(in_trust[e.of], e.body ->> 'commitment', recorded[e.of])
            from unnest(in_of, in_type, in_body) as e(of, type, body)
            where e.type = 'plumbline.schools.v1.WordsErased';
        end if;
    exception
        when unique_violation or no_data_found then return null;
    end;
    return shift;
end $$;

-- Appends the events of many commands in one transaction and answers each command on its own:
-- accepted, repeat, mismatch (same id, other content), conflict (other version) or unknown_trust.
-- read_* are streams that a command read before it decided, with the versions it found: one that has moved on is a conflict.
-- words_* are the words its events commit to. Within one call no two commands may name the same stream or the same command id of a trust. Another call may write one of
-- them between our look and our lock: a unique key then refuses this call as a whole. Sent again it sees what is there.
-- What needs no lock, the looks at what is there, is done before a trust's head is locked.
create function log.append(
    in_trust uuid[], in_command uuid[], in_fingerprint bytea[], in_stream text[], in_expected bigint[], in_events int[], in_metadata text[],
    event_of int[], event_number int[], event_id uuid[], event_type text[], event_body text[],
    read_of int[] default '{}', read_stream text[] default '{}', read_version bigint[] default '{}',
    words_of int[] default '{}', words_commitment bytea[] default '{}', words_salt bytea[] default '{}',
    words_text text[] default '{}', words_class text[] default '{}'
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
    verdict text[];
    earlier_first bigint[];
    earlier_last bigint[];
    stale int;
begin
    select s into stranger
    from unnest(in_stream) s
    where (split_part(s, '-', 1) in (select t.category from log.event_type t where t.role = session_user)) is not true
    limit 1;
    if found then
        raise exception '% may not write the stream %', session_user, stranger using errcode = 'insufficient_privilege';
    end if;
    select e.type into stranger
    from unnest(event_of, event_type) as e(of, type)
    left join unnest(in_stream) with ordinality as c(stream, ordinal) on c.ordinal = e.of
    where ((split_part(c.stream, '-', 1), e.type)
        in (select t.category, t.type from log.event_type t where t.role = session_user)) is not true
    limit 1;
    if found then
        raise exception '% may not write a % there', session_user, stranger using errcode = 'insufficient_privilege';
    end if;
    perform from (
        select e.of, count(*) as events, count(distinct e.number) as numbers, min(e.number) as first, max(e.number) as last
        from unnest(event_of, event_number) as e(of, number) group by e.of
    ) given
    full join unnest(in_events) with ordinality as said(events, ordinal) on said.ordinal = given.of
    where said.events is distinct from coalesce(given.events, 0)
       or (given.events > 0 and (given.first, given.last, given.numbers) is distinct from (1, given.events, given.events));
    if found then
        raise exception 'the events are not as many of each command as was said' using errcode = 'invalid_parameter_value';
    end if;

    body := event_body::json[];
    metadata := in_metadata::json[];
    perform from (select m ->> 'actor' as actor from unnest(metadata) m offset 0) named
    where (actor = actor::uuid::text) is not true;
    if found then
        raise exception 'the metadata names no actor' using errcode = 'invalid_parameter_value';
    end if;

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

    for stale in
        select distinct r.of from unnest(read_of, read_stream, read_version) as r(of, stream, version)
        where r.version is distinct from log.version_of(in_trust[r.of], r.stream)
           -- Another command of this call writes it.
           or exists (
               select from unnest(in_trust, in_stream, in_events) with ordinality as other(trust, stream, events, ordinal)
               where other.trust = in_trust[r.of] and other.stream = r.stream and other.events > 0 and other.ordinal <> r.of
           )
    loop
        if verdict[stale] = 'accepted' then
            verdict[stale] := 'conflict';
        end if;
    end loop;

    if 'plumbline.schools.v1.WordsErased' = any (event_type) then
        perform words.erase(in_trust[e.of], e.body ->> 'commitment', moment)
        from unnest(event_of, event_type, body) as e(of, type, body)
        where e.type = 'plumbline.schools.v1.WordsErased' and verdict[e.of] = 'accepted';
    end if;

    return query
    with head as materialized (
        select h.trust_id, h.position, greatest(moment, h.recorded_at) as recorded_at
        from log.head h
        where h.trust_id = any (in_trust)
    ),
    judged as (
        select c.ordinal::int, c.trust, c.id, c.fingerprint, c.stream, c.expected, c.events, c.metadata,
               c.earlier_first, c.earlier_last, h.position as head, h.recorded_at,
               case when h.position is null then 'unknown_trust' else c.verdict end as outcome
        from unnest(in_trust, in_command, in_fingerprint, in_stream, in_expected, in_events, metadata,
                    verdict, earlier_first, earlier_last)
            with ordinality as c(trust, id, fingerprint, stream, expected, events, metadata,
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
        insert into log.event (trust_id, position, stream, version, event_id, type, body, metadata, recorded_at)
        select p.trust, p.last - p.events + e.number, p.stream, p.expected + e.number, e.id, e.type, e.body, p.metadata,
               p.recorded_at
        from placed p
        join unnest(event_of, event_number, event_id, event_type, body) as e(of, number, id, type, body) on e.of = p.ordinal
        where p.outcome = 'accepted'
    ),
    kept as (
        insert into words.text (trust_id, commitment, salt, text, class, role)
        select p.trust, w.commitment, w.salt, w.text, w.class, session_user
        from placed p
        join unnest(words_of, words_commitment, words_salt, words_text, words_class) as w(of, commitment, salt, text, class)
            on w.of = p.ordinal
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
    )
    select p.ordinal, p.outcome,
           case p.outcome when 'accepted' then p.last - p.events + 1 when 'repeat' then p.earlier_first end,
           case p.outcome when 'accepted' then p.last when 'repeat' then p.earlier_last end
    from placed p
    order by p.ordinal;
end $$;

-- Which roles may call them `operate.register_events` says.
revoke execute on function log.append, log.append_new from public;
grant select on log.event_type to plumbline_appender;
grant execute on function log.version_of to plumbline_appender;
-- A function's next owner needs the right to make one in its schema, for as long as that takes.
grant create on schema log to plumbline_appender;
alter function log.append owner to plumbline_appender;
alter function log.append_new owner to plumbline_appender;
revoke create on schema log from plumbline_appender;
