-- Names and addresses: the erasable side of the record. Events carry the random ids only.

create schema identity authorization plumbline_schools;
create table identity.person (
    trust_id  uuid not null,
    person_id uuid not null,
    name      text not null,
    email     text not null default '',
    primary key (trust_id, person_id)
);
alter table identity.person owner to plumbline_schools;
