-- Surveys: nothing in the store joins an answer to its link. What could is a key, and the key stands outside the store.
-- docs/decisions/24-answers-out-of-the-log.md says why.

drop function collector.keep, collector.withdraw, invitation.find;
drop table collector.response;
drop table collector.batch;
-- A submission touches nothing on the invitation side.
alter table invitation.token drop column spent;

-- A wave that was opened. The id says which file in the folder of keys is its key; the file is destroyed at the close.
create table collector.wave (
    trust_id uuid    not null,
    wave_id  uuid    not null,
    key_id   uuid    not null,
    -- Set once and for all: from here on no answer comes and none is taken back.
    closing  boolean not null default false,
    primary key (trust_id, wave_id)
);

-- Answers until the close. The nullifier is an HMAC of the link's hash under the wave's key: it makes a link count once,
-- and without the key it is a random number.
create table collector.response (
    trust_id     uuid  not null,
    wave_id      uuid  not null,
    nullifier    bytea not null,
    receipt_hash bytea not null,
    school_id    uuid  not null,
    answers      json  not null,
    primary key (trust_id, wave_id, nullifier)
);
create index response_by_receipt on collector.response (receipt_hash);

-- Receipts whose answers were taken back, so that a second press is told the same. Removed at the close.
create table collector.withdrawn (
    receipt_hash bytea not null primary key,
    trust_id     uuid  not null,
    wave_id      uuid  not null
);

-- A closed wave's answers, in batches that never change. The log holds SHA-256 of salt and answers.
-- Erasable: batch and salt are removed 12 months after the close.
create table collector.batch (
    trust_id uuid    not null,
    wave_id  uuid    not null,
    number   integer not null,
    salt     bytea   not null check (octet_length(salt) = 32),
    -- The text that was hashed, byte for byte.
    answers  json    not null,
    primary key (trust_id, wave_id, number)
);

-- What submissions and a close exclude each other by, until the end of their transactions.
create function collector.lock_of(in_wave uuid) returns bigint
language sql immutable
set search_path = pg_catalog, pg_temp
as $$ select hashtextextended('collector.wave/' || in_wave, 0) $$;

-- A respondent brings a link or a receipt and nothing else, so the trust is found by it.
create function invitation.find(in_hash bytea[])
returns table (ordinal bigint, trust_id uuid, wave_id uuid, school_id uuid, key_id uuid, closing boolean)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select a.ordinal, t.trust_id, t.wave_id, t.school_id, w.key_id, w.closing
    from unnest(in_hash) with ordinality as a(hash, ordinal)
    join invitation.token t on t.token_hash = a.hash
    join collector.wave w on w.trust_id = t.trust_id and w.wave_id = t.wave_id;
end $$;

-- Keeps answers, many respondents at a time. Says of each whether the same answers are kept now; other answers under the same
-- nullifier stay. Leaves out those whose wave is closing, or is locked by its close: nobody else waits for it.
create function collector.keep(
    in_trust uuid[], in_wave uuid[], in_school uuid[], in_nullifier bytea[], in_receipt bytea[], in_answers text[]
) returns table (ordinal bigint, same boolean)
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    open_waves uuid[];
begin
    select array_agg(a.wave_id order by a.wave_id) into open_waves
    from (select distinct u as wave_id from unnest(in_wave) u) a
    where pg_try_advisory_xact_lock_shared(collector.lock_of(a.wave_id));
    -- Read after the lock: a close that was committed before is seen.
    select array_agg(w.wave_id) into open_waves
    from collector.wave w where w.wave_id = any (open_waves) and not w.closing;
    -- In the order of the nullifiers, which is no order of arrival.
    insert into collector.response (trust_id, wave_id, nullifier, receipt_hash, school_id, answers)
    select a.trust_id, a.wave_id, a.nullifier, a.receipt_hash, a.school_id, a.answers::json
    from unnest(in_trust, in_wave, in_school, in_nullifier, in_receipt, in_answers)
        as a(trust_id, wave_id, school_id, nullifier, receipt_hash, answers)
    where a.wave_id = any (open_waves)
    order by a.nullifier
    on conflict do nothing;
    return query
    select a.ordinal, r.answers::text = a.answers
    from unnest(in_trust, in_wave, in_nullifier, in_answers) with ordinality as a(trust_id, wave_id, nullifier, answers, ordinal)
    join collector.response r on r.trust_id = a.trust_id and r.wave_id = a.wave_id and r.nullifier = a.nullifier
    where a.wave_id = any (open_waves);
end $$;

-- Takes answers back; whether they are gone now by this receipt. Their link is free again.
create function collector.withdraw(in_receipt bytea) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    of_trust uuid;
    of_wave uuid;
begin
    select r.trust_id, r.wave_id into of_trust, of_wave from collector.response r where r.receipt_hash = in_receipt;
    if found then
        perform pg_advisory_xact_lock_shared(collector.lock_of(of_wave));
        if exists (select from collector.wave w where w.trust_id = of_trust and w.wave_id = of_wave and not w.closing) then
            delete from collector.response r where r.receipt_hash = in_receipt;
            insert into collector.withdrawn (receipt_hash, trust_id, wave_id) values (in_receipt, of_trust, of_wave)
            on conflict do nothing;
        end if;
    end if;
    return exists (select from collector.withdrawn w where w.receipt_hash = in_receipt)
        and not exists (select from collector.response r where r.receipt_hash = in_receipt);
end $$;

call operate.settle();

create policy a_token_names_its_trust on collector.wave to plumbline_collector using (true);
create policy a_token_names_its_trust on collector.response to plumbline_collector using (true);
create policy a_token_names_its_trust on collector.withdrawn to plumbline_collector using (true);
grant select on collector.wave to plumbline_collector;
grant select, insert, delete on collector.response to plumbline_collector;
grant select, insert on collector.withdrawn to plumbline_collector;
revoke update on invitation.token from plumbline_collector;
grant create on schema invitation, collector to plumbline_collector;
alter function invitation.find owner to plumbline_collector;
alter function collector.keep owner to plumbline_collector;
alter function collector.withdraw owner to plumbline_collector;
revoke create on schema invitation, collector from plumbline_collector;
revoke execute on all functions in schema invitation, collector from public;
grant execute on function collector.lock_of to plumbline_collector;
grant execute on all functions in schema invitation, collector to plumbline_surveys;

grant select, insert, update (closing) on collector.wave to plumbline_surveys;
grant select, delete on collector.response to plumbline_surveys;
grant delete on collector.withdrawn to plumbline_surveys;
grant select (trust_id, wave_id) on collector.withdrawn to plumbline_surveys;
grant select, insert on collector.batch to plumbline_surveys;

grant delete on collector.response, collector.withdrawn, collector.batch to plumbline_eraser;
grant select (trust_id, wave_id, school_id) on collector.response to plumbline_eraser;
grant select (trust_id, wave_id) on collector.withdrawn to plumbline_eraser;
grant select (trust_id, wave_id, number) on collector.batch to plumbline_eraser;
