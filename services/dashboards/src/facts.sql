-- One row per school (empty: the trust), measure, period and validity.
create table fact (
    trust_id       uuid             not null,
    school_id      text             not null,
    measure        text             not null,
    period         text             not null,
    from_position  bigint           not null,
    -- First position at which it no longer held; 0 while it holds.
    until_position bigint           not null,
    value          double precision,
    words          text             not null,
    n              bigint,
    suppression    text             not null,
    source         text             not null,
    -- Of a survey figure; empty and 0 otherwise.
    wave_id        text             not null,
    instrument_version bigint       not null,
    -- First version whose answers may be compared with it; 0: all. A reworded question begins another line of facts.
    compared_since bigint           not null,
    primary key (trust_id, school_id, measure, compared_since, period, from_position)
);
create unique index fact_that_holds on fact (trust_id, school_id, measure, compared_since, period)
    where until_position = 0;

-- Last position of each day, British time.
create table day (
    trust_id uuid   not null,
    on_day   date   not null,
    position bigint not null,
    primary key (trust_id, on_day)
);

-- What later events refer to by id only.
create table wave (
    trust_id      uuid not null,
    wave_id       text not null,
    instrument_id text not null,
    version       bigint not null,
    term          text not null,
    primary key (trust_id, wave_id)
);
-- From which version on the answers to a question may be compared with those of a version.
create table question_line (
    trust_id       uuid   not null,
    instrument_id  text   not null,
    version        bigint not null,
    question_id    text   not null,
    compared_since bigint not null,
    primary key (trust_id, instrument_id, version, question_id)
);
create table framework_region (
    trust_id     uuid   not null,
    framework_id text   not null,
    version      bigint not null,
    region_id    text   not null,
    name         text   not null,
    primary key (trust_id, framework_id, version, region_id)
);
create table round (
    trust_id     uuid   not null,
    round_id     text   not null,
    framework_id text   not null,
    version      bigint not null,
    primary key (trust_id, round_id)
);
create table review (
    trust_id           uuid    not null,
    review_id          text    not null,
    host_school_id     text    not null,
    term               text    not null,
    counts_as_evidence boolean not null,
    primary key (trust_id, review_id)
);
