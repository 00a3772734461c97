-- Published figures to compare with: England, its local authorities and schools. They are the same for every trust of the installation
-- and stand in no log, so no table here has a trust (docs/decisions/66-reference-data.md). The operator loads them with the owner's role.
create schema reference;
create table reference.release (
    release_id   uuid        primary key default gen_random_uuid(),
    -- SHA-256 of the file, as hexadecimal digits. The same file again changes nothing.
    sha256       text        not null unique check (length(sha256) = 64),
    -- The shape of the file, for example `performance-tables`, and its title.
    source       text        not null,
    document     text        not null,
    -- Which release of it, in the operator's words; empty where none were given.
    release_name text        not null,
    -- The periods that it has figures of, for example `2018-19`.
    periods      text[]      not null,
    -- What the operator said of a file that does not say it; empty or 0 where the file does.
    said_period  text        not null,
    said_status  smallint    not null,
    figures      bigint      not null check (figures >= 0),
    loaded_at    timestamptz not null default clock_timestamp()
);
create table reference.figure (
    release_id   uuid     not null references reference.release on delete cascade,
    scope        text     not null check (scope in ('school', 'authority', 'england')),
    -- URN of the school, three digits of the authority; empty of England.
    code         text     not null,
    measure_id   text     not null,
    period       text     not null,
    -- The part of the pupils; empty: all of them.
    breakdown_id text     not null,
    number       double precision,
    -- Why there is no number, as the file gives it, for example `SUPP`.
    absence      text,
    cohort       bigint   check (cohort >= 0),
    -- How far it is settled, by the numbers of the contract: 2 provisional, 3 revised, 4 final. What is internal is not published.
    status       smallint not null check (status between 2 and 4),
    check ((number is null) <> (absence is null)),
    primary key (scope, code, measure_id, period, breakdown_id, release_id)
);
-- Taking a release out finds its figures by this.
create index figure_of_release on reference.figure (release_id);
grant usage on schema reference to plumbline_evidence;
grant select on reference.release, reference.figure to plumbline_evidence;
