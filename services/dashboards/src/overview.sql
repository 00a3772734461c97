create table wave (
    trust_id      uuid     not null,
    wave_id       text     not null,
    title         text     not null,
    term          text     not null,
    -- 0 scheduled, 1 open, 2 closed, 3 released.
    step          smallint not null default 0,
    closes_on     text     not null,
    response_rate text     not null default '',
    primary key (trust_id, wave_id)
);

create table review (
    trust_id       uuid     not null,
    review_id      text     not null,
    host_school_id text     not null,
    term           text     not null,
    -- 0 requested, 1 matched, 2 agreed, 3 held, 4 completed.
    step           smallint not null default 0,
    findings       bigint   not null default 0,
    primary key (trust_id, review_id)
);

-- What a school's committee is to receive for a term.
create table report (
    trust_id   uuid     not null,
    school_id  text     not null,
    term       text     not null,
    report_id  text     not null default '',
    -- 0 due, 1 drafted, 2 approved, 3 issued.
    step       smallint not null default 0,
    meeting_on date,
    -- The day of the meeting that was cancelled, while no other is fixed.
    cancelled_on date,
    primary key (trust_id, school_id, term)
);
create index report_by_id on report (trust_id, report_id);
