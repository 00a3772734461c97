-- One row per decision about a school in an area for a term.
create table decision (
    trust_id          uuid   not null,
    school_id         text   not null,
    area_id           text   not null,
    -- Sorted as bytes: autumn, spring, summer is the order of the year.
    term              text   collate "C" not null,
    from_position     bigint not null,
    -- Position of the decision that followed it; 0 while there is none.
    until_position    bigint not null default 0,
    round_id          text   not null,
    framework_version bigint not null,
    region_id         text   not null,
    -- What commits to the words.
    reason            text   not null,
    decided_on        text   not null,
    -- Positions; 0 while it has not happened.
    shared_position   bigint not null default 0,
    reopened_position bigint not null default 0,
    -- ISO 8601 date, British time, or empty.
    reopened_on       text   not null default '',
    primary key (trust_id, school_id, area_id, term, from_position)
);
create unique index decision_that_stands on decision (trust_id, school_id, area_id, term) where until_position = 0;

-- The framework a round judges by.
create table round (
    trust_id     uuid not null,
    round_id     text not null,
    framework_id text not null,
    primary key (trust_id, round_id)
);

-- The ladder of a framework version, lowest first.
create table rung (
    trust_id     uuid   not null,
    framework_id text   not null,
    version      bigint not null,
    region_id    text   not null,
    height       bigint not null,
    primary key (trust_id, framework_id, version, region_id)
);

-- Last position of each day, British time.
create table day (
    trust_id uuid   not null,
    on_day   date   not null,
    position bigint not null,
    primary key (trust_id, on_day)
);
