-- While a wave is open its rates are those of the midnight before, so no rate moves with an answer. An answer therefore keeps
-- the day on which it came, and nothing finer. docs/decisions/30-what-may-be-printed.md says why.

drop function collector.keep, collector.withdraw;

-- British days. An answer from before this migration came before any midnight that is asked for.
alter table collector.response add column answered_on date not null default '-infinity';
alter table collector.response alter column answered_on drop default;
alter table collector.withdrawn
    add column school_id uuid,
    add column answered_on date not null default 'infinity',
    add column withdrawn_on date not null default '-infinity';
alter table collector.withdrawn alter column answered_on drop default, alter column withdrawn_on drop default;

-- Keeps answers, many respondents at a time. Says of each whether the same answers are kept now; other answers under the same
-- nullifier stay. Leaves out those whose wave is closing, or is locked by its close: nobody else waits for it.
create function collector.keep(
    in_trust uuid[], in_wave uuid[], in_school uuid[], in_nullifier bytea[], in_receipt bytea[], in_answers text[], in_day text[]
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
    insert into collector.response (trust_id, wave_id, nullifier, receipt_hash, school_id, answers, answered_on)
    select a.trust_id, a.wave_id, a.nullifier, a.receipt_hash, a.school_id, a.answers::json, a.day::date
    from unnest(in_trust, in_wave, in_school, in_nullifier, in_receipt, in_answers, in_day)
        as a(trust_id, wave_id, school_id, nullifier, receipt_hash, answers, day)
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
create function collector.withdraw(in_receipt bytea, in_day text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    of_trust uuid;
    of_wave uuid;
    of_school uuid;
    came_on date;
begin
    select r.trust_id, r.wave_id, r.school_id, r.answered_on into of_trust, of_wave, of_school, came_on
    from collector.response r where r.receipt_hash = in_receipt;
    if found then
        perform pg_advisory_xact_lock_shared(collector.lock_of(of_wave));
        if exists (select from collector.wave w where w.trust_id = of_trust and w.wave_id = of_wave and not w.closing) then
            delete from collector.response r where r.receipt_hash = in_receipt;
            -- The rates of this day are those of the midnight before, when these answers were there.
            insert into collector.withdrawn (receipt_hash, trust_id, wave_id, school_id, answered_on, withdrawn_on)
            values (in_receipt, of_trust, of_wave, of_school, came_on, in_day::date)
            on conflict (receipt_hash) do update set answered_on = excluded.answered_on, withdrawn_on = excluded.withdrawn_on;
        end if;
    end if;
    return exists (select from collector.withdrawn w where w.receipt_hash = in_receipt)
        and not exists (select from collector.response r where r.receipt_hash = in_receipt);
end $$;

call operate.settle();

grant update (answered_on, withdrawn_on) on collector.withdrawn to plumbline_collector;
grant create on schema collector to plumbline_collector;
alter function collector.keep owner to plumbline_collector;
alter function collector.withdraw owner to plumbline_collector;
revoke create on schema collector from plumbline_collector;
revoke execute on all functions in schema collector from public;
grant execute on function collector.lock_of to plumbline_collector;
grant execute on all functions in schema collector to plumbline_surveys;
grant select (school_id, answered_on, withdrawn_on) on collector.withdrawn to plumbline_surveys;
