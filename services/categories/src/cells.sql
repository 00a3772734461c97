create table round (
    trust_id uuid not null,
    round_id text not null,
    primary key (trust_id, round_id)
);

create table cell (
    trust_id          uuid    not null,
    round_id          text    not null,
    school_id         text    not null,
    area_id           text    not null,
    term              text    not null,
    framework_version bigint  not null,
    -- number of the CategoryState
    state             int     not null,
    -- the region last decided in this round, also while it is reopened
    decided_region_id text,
    changed           boolean not null,
    primary key (trust_id, round_id, school_id, area_id)
);
create index cell_by_school on cell (trust_id, school_id);

create table step (
    trust_id  uuid   not null,
    round_id  text   not null,
    school_id text   not null,
    area_id   text   not null,
    -- view, proposal, challenge, moderation, decision or reopening
    kind      text   not null,
    region_id text   not null,
    reason    text   not null,
    -- proto3-JSON list of Evidence
    evidence  text   not null,
    position  bigint not null,
    -- RFC 3339, the time the step was taken
    at        text   not null,
    actor_id  text   not null,
    primary key (trust_id, round_id, school_id, area_id, kind)
);
