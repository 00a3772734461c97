-- Leaves of the Merkle tree are made from rows whenever they are asked for, and the sealer compares rows with the tree it signs.

do $$
begin
    -- Hashes for a caller what the caller may not read. It cannot log in.
    if not exists (select from pg_roles where rolname = 'plumbline_hasher') then
        create role plumbline_hasher nologin;
    end if;
    if not pg_has_role('plumbline_owner', 'plumbline_hasher', 'member') then
        grant plumbline_hasher to plumbline_owner;
    end if;
end $$;

-- The leaves of at most in_most positions after one, in order: RFC 6962, SHA-256 of a zero byte and a canonical JSON object
-- (RFC 8785: keys in order, no white space). Body and metadata go in as hashes of their stored bytes: a leaf can be
-- shown to a person who may not read them. The transaction has to name the trust.
create function log.leaves(in_trust uuid, in_after bigint, in_most bigint) returns table ("position" bigint, leaf bytea)
language sql stable security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
    select e.position, sha256('\x00'::bytea || convert_to(
        '{"actor":' || coalesce(to_json(e.metadata ->> 'actor')::text, 'null')
        || ',"body_sha256":"' || encode(sha256(convert_to(e.body::text, 'UTF8')), 'hex')
        || '","event_id":"' || e.event_id
        || '","metadata_sha256":"' || encode(sha256(convert_to(e.metadata::text, 'UTF8')), 'hex')
        || '","recorded_at":"' || to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        || '","stream":' || to_json(e.stream)
        || ',"type":' || to_json(e.type)
        || ',"version":' || e.version || '}', 'UTF8'))
    from log.event e
    where e.trust_id = in_trust and e.position > in_after and e.position <= in_after + in_most
    order by e.position
$$;
revoke execute on function log.leaves from public;
grant usage on schema log to plumbline_hasher;
grant select on log.event to plumbline_hasher;
grant create on schema log to plumbline_hasher;
alter function log.leaves owner to plumbline_hasher;
revoke create on schema log from plumbline_hasher;
grant execute on function log.leaves to plumbline_sealer;
revoke select (trust_id, position) on log.event from plumbline_sealer;

-- What the last audit of a log found: when rows and tree were last compared to the end, and what was altered, if anything.
create table seal.audit (
    trust_id   uuid        primary key,
    size       bigint      not null,
    audited_at timestamptz not null,
    altered    text
);
grant select, insert, update on seal.audit to plumbline_sealer;
grant select on seal.audit to plumbline_trail;
call operate.settle();
create policy the_sealer_looks_which_logs_are_due on seal.audit for select to plumbline_sealer using (true);
