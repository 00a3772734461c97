-- Words of persons stand beside the log, where they can be erased. An event holds what commits to them and nothing of them.

create schema words;
create table words.text (
    trust_id   uuid  not null,
    -- SHA-256 of salt and text, as the event holds it.
    commitment bytea not null,
    -- Both are null once erased: what is left confirms no guess.
    salt       bytea,
    text       text,
    -- The widest circle of readers now.
    class      text  not null,
    -- Whose service wrote it, and may read it.
    role       name  not null,
    removed_on date,
    primary key (trust_id, commitment),
    check ((salt is null) = (text is null) and (text is not null or removed_on is not null))
);

-- Deletes a text and its salt. The append calls it with the event that says so, in the same transaction.
create function words.erase(in_trust uuid, in_commitment text, in_at timestamptz) returns void
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
    update words.text t set salt = null, text = null, removed_on = (in_at at time zone 'Europe/London')::date
    where t.trust_id = in_trust and t.commitment = decode(in_commitment, 'hex') and t.text is not null
$$;

-- After a restore: erases once more what the log says was erased. Answers with how many had come back.
create function words.erase_again(in_trust uuid) returns bigint
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
    with erased as (
        select decode(e.body ->> 'commitment', 'hex') as commitment, e.recorded_at
        from log.event e where e.trust_id = in_trust and e.type = 'plumbline.schools.v1.WordsErased'
    ),
    gone as (
        update words.text t set salt = null, text = null, removed_on = (e.recorded_at at time zone 'Europe/London')::date
        from erased e
        where t.trust_id = in_trust and t.commitment = e.commitment and t.text is not null
        returning 1
    )
    select count(*) from gone
$$;

-- Whether a text is kept: null where nothing commits to it, false where it was erased.
create function words.standing(in_trust uuid, in_commitment text) returns boolean
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
    select t.text is not null from words.text t
    where t.trust_id = in_trust
      and t.commitment = case when in_commitment ~ '^([0-9a-f]{2})+$' then decode(in_commitment, 'hex') end
$$;

call operate.settle();

-- A service reads what it wrote. Those who tell of every service's things read what those wrote.
create policy a_service_reads_what_it_wrote on words.text as restrictive for select to public using (
    role = current_user
    or current_user in ('plumbline_trail', 'plumbline_reports', 'plumbline_dashboards', 'plumbline_appender', 'plumbline_owner')
);
create policy one_append_is_of_many_trusts on words.text to plumbline_appender using (true);

grant usage on schema words to plumbline_appender;
grant select, insert, update on words.text to plumbline_appender;
grant execute on function words.erase to plumbline_appender;
grant create on schema words to plumbline_appender;
alter function words.erase_again owner to plumbline_appender;
alter function words.standing owner to plumbline_appender;
revoke create on schema words from plumbline_appender;
revoke execute on all functions in schema words from public;
grant execute on function words.erase to plumbline_appender;
grant usage on schema words to plumbline_schools;
grant execute on function words.erase_again, words.standing to plumbline_schools;
