-- What the national register says of the schools of England (docs/decisions/75-similar-schools.md): by it schools are found that are
-- like a school. Of a release of the register there are rows here, and no figures.
create table reference.school (
    release_id          uuid not null references reference.release on delete cascade,
    urn                 text not null check (urn ~ '^[0-9]{6}$'),
    name                text not null,
    town                text not null,
    -- Three digits; empty where the register gives none, as the texts below.
    authority           text not null,
    region              text not null,
    phase               text not null,
    religious_character text not null,
    pupils              double precision check (pupils >= 0),
    -- Why there is no number, as the file gives it; empty where its cell is.
    pupils_absence      text,
    -- Per cent of the pupils who are eligible for free school meals.
    free_meals          double precision check (free_meals between 0 and 100),
    free_meals_absence  text,
    check ((pupils is null) <> (pupils_absence is null)),
    check ((free_meals is null) <> (free_meals_absence is null)),
    primary key (release_id, urn)
);
alter table reference.release add column schools bigint not null default 0 check (schools >= 0);
grant select on reference.school to plumbline_evidence;
