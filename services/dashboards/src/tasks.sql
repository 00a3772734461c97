-- One row per task and validity. What is known of a thing stands in its rows, so that a later event need only name it.
create table task (
    trust_id        uuid    not null,
    -- The number of the kind in the contract.
    kind            integer not null,
    -- Empty: the whole trust.
    school_id       text    not null,
    thing_id        text    not null,
    -- An area, a question or a finding; empty where the thing has no parts.
    part            text    not null,
    from_position   bigint  not null,
    -- First position at which it was done; 0 while it waits.
    until_position  bigint  not null,
    -- ISO 8601 dates, or empty.
    since           text    not null,
    due_on          text    not null,
    happens_on      text    not null,
    term            text    not null,
    title           text    not null,
    other_school_id text    not null,
    parts           bigint  not null,
    primary key (trust_id, thing_id, kind, school_id, part, from_position)
);
create unique index task_that_waits on task (trust_id, thing_id, kind, school_id, part) where until_position = 0;
create index task_by_term on task (trust_id, school_id, term);

-- Last position of each day, British time.
create table day (
    trust_id uuid   not null,
    on_day   date   not null,
    position bigint not null,
    primary key (trust_id, on_day)
);

-- The areas of each version of a framework: a round names the version only.
create table area (
    trust_id     uuid   not null,
    framework_id text   not null,
    version      bigint not null,
    area_id      text   not null,
    primary key (trust_id, framework_id, version, area_id)
);

-- What a review found to improve: the team looks at it again.
create table finding (
    trust_id   uuid not null,
    review_id  text not null,
    finding_id text not null,
    primary key (trust_id, review_id, finding_id)
);

-- The first day on which a school is no longer in the trust: from then on nothing waits at it.
create table school_left (
    trust_id  uuid not null,
    school_id text not null,
    on_day    date not null,
    primary key (trust_id, school_id)
);
