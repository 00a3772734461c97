create table school (
    trust_id  uuid not null,
    school_id text not null,
    name      text not null,
    -- ISO 8601 date; null while it belongs to the trust
    left_on   text,
    primary key (trust_id, school_id)
);

create table hub (
    trust_id uuid not null,
    hub_id   text not null,
    name     text not null,
    primary key (trust_id, hub_id)
);

create table membership (
    trust_id    uuid not null,
    hub_id      text not null,
    school_id   text not null,
    -- ISO 8601 dates; null while it works in the hub
    entered_on  text not null,
    withdrew_on text,
    primary key (trust_id, hub_id, school_id, entered_on)
);

create table framework (
    trust_id     uuid   not null,
    framework_id text   not null,
    version      bigint not null,
    -- proto3-JSON of FrameworkAgreed
    agreed       text   not null,
    primary key (trust_id, framework_id, version)
);

create table round (
    trust_id          uuid   not null,
    round_id          text   not null,
    framework_id      text   not null,
    framework_version bigint not null,
    primary key (trust_id, round_id)
);

-- the region of the latest term shared
create table shared (
    trust_id  uuid not null,
    area_id   text not null,
    school_id text not null,
    term      text not null,
    region_id text not null,
    primary key (trust_id, area_id, school_id)
);

-- proposals that followed from where a school moved in a round
create table proposed (
    trust_id   uuid not null,
    pairing_id text not null,
    school_id  text not null,
    area_id    text not null,
    round_id   text not null,
    primary key (trust_id, pairing_id)
);

create table asked (
    trust_id            uuid not null,
    pairing_id          text not null,
    area_id             text not null,
    giving_school_id    text not null,
    receiving_school_id text not null,
    primary key (trust_id, area_id, giving_school_id, receiving_school_id)
);
