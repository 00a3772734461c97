-- Nearly every batch holds commands that nobody has sent before, for streams that stand where the command found them. Such a
-- batch is written straight away, and the unique keys say whether it was one. If it was not, nothing of it is written and
-- `log.append` looks at each command by itself, as before. That first look cost a third of every append.

-- Appends the events of commands that are all new, or nothing at all. The events come trust by trust, in_count of each
-- trust, and are numbered from one through the call; in_of says which trust an event is of, in_first and in_last are the
-- numbers of a command's events. Answers with what leads from a number to a position, for each trust; or null where a command
-- was seen before, a stream stands elsewhere, or a trust has no log. Trusts come in order of their ids, so that no two
-- calls wait for each other.
create function log.append_new(
    in_trust uuid[], in_count bigint[],
    in_command uuid[], in_fingerprint bytea[], in_first bigint[], in_last bigint[],
    in_of int[], in_stream text[], in_version bigint[], in_actor uuid[], in_id uuid[], in_type text[], in_body json[], in_metadata json[]
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
    recorded_text text[];
begin
    perform from unnest(in_stream) s
    where split_part(s, '-', 1) not in (select w.category from log.writer w where w.role = session_user);
    if found then
        raise exception '% may not write all of these streams', session_user using errcode = 'insufficient_privilege';
    end if;

    begin
        -- Moving a head locks it until the commit, which makes positions dense. Whoever waits here reads the clock after that.
        for n in 1 .. cardinality(in_trust) loop
            update log.head h set position = h.position + in_count[n], recorded_at = greatest(clock_timestamp(), h.recorded_at)
            where h.trust_id = in_trust[n]
            returning h.position - in_count[n], h.recorded_at into strict before, moment;
            first_of[n] := total + 1;
            last_of[n] := total + in_count[n];
            shift[n] := before - total;
            recorded[n] := moment;
            recorded_text[n] := to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
            total := last_of[n];
        end loop;

        insert into log.event (trust_id, position, stream, version, event_id, type, body, metadata, recorded_at, leaf_hash)
        select in_trust[e.of], shift[e.of] + e.number, e.stream, e.version, e.id, e.type, e.body, e.metadata,
               recorded[e.of],
               -- The leaf that `log.append` makes (V10).
               sha256('\x00'::bytea || convert_to(
                   '{"actor":"' || e.actor
                   || '","body_sha256":"' || encode(sha256(convert_to(e.body::text, 'UTF8')), 'hex')
                   || '","event_id":"' || e.id
                   || '","recorded_at":"' || recorded_text[e.of]
                   || '","stream":"' || e.stream
                   || '","type":"' || e.type
                   || '","version":' || e.version || '}', 'UTF8'))
        from unnest(in_of, in_stream, in_version, in_actor, in_id, in_type, in_body, in_metadata) with ordinality
            as e(of, stream, version, actor, id, type, body, metadata, number)
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

        insert into log.command (trust_id, command_id, fingerprint, first_position, last_position)
        select in_trust[in_of[c.first]], c.id, c.fingerprint, shift[in_of[c.first]] + c.first, shift[in_of[c.first]] + c.last
        from unnest(in_command, in_fingerprint, in_first, in_last) as c(id, fingerprint, first, last);
    exception
        when unique_violation or no_data_found then return null;
    end;

    perform pg_notify('plumbline_log', t::text) from unnest(in_trust) t;
    return shift;
end $$;

revoke execute on function log.append_new from public;
do $$
declare
    service name;
begin
    for service in select distinct w.role from log.writer w loop
        execute format('grant execute on function log.append_new to %I', service);
    end loop;
end $$;
-- A function's next owner needs the right to make one in its schema, for as long as that takes.
grant create on schema log to plumbline_appender;
alter function log.append_new owner to plumbline_appender;
revoke create on schema log from plumbline_appender;
