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

-- Reviews that a pairing agreed and that were not called off.
create table review_of_pairing (
    trust_id   uuid not null,
    review_id  text not null,
    pairing_id text not null,
    primary key (trust_id, review_id)
);

-- What a review found to improve: the team looks at it again.
create table finding (
    trust_id   uuid not null,
    review_id  text not null,
    finding_id text not null,
    primary key (trust_id, review_id, finding_id)
);

-- The first day on which a school is no longer in the trust: from then on nothing waits at it. It may be arranged for a day to come.
create table school_left (
    trust_id       uuid   not null,
    school_id      text   not null,
    from_position  bigint not null,
    -- First position at which another day was said, or that it is in the trust; 0 before.
    until_position bigint not null,
    on_day         date   not null,
    primary key (trust_id, school_id, from_position)
);

-- What was said of each figure of a school, to be compared with what papers print of it.
create table figure_version (
    trust_id       uuid   not null,
    figure_id      text   not null,
    from_position  bigint not null,
    -- First position at which it was withdrawn or taken back with its import; 0 while it stands.
    until_position bigint not null,
    -- What an import brought of a measure and a period; both empty where a person recorded it.
    series_id      text   not null,
    import_id      text   not null,
    says           text   not null,
    primary key (trust_id, figure_id, from_position)
);
create index figure_version_by_series on figure_version (trust_id, series_id, import_id);

-- What the newest issued report that prints a figure says of it, or its last correction.
create table printed_figure (
    trust_id  uuid not null,
    report_id text not null,
    school_id text not null,
    term      text not null,
    figure_id text not null,
    -- Null where the correction says that there is no figure.
    says      text,
    primary key (trust_id, report_id, figure_id)
);
create index printed_figure_by_figure on printed_figure (trust_id, figure_id);

-- Below stands what days make tasks of when the list is read. What is said later is a row of its own.

-- The schools of the trust, with the day since which each is in it.
create table school (
    trust_id      uuid   not null,
    school_id     text   not null,
    from_position bigint not null,
    -- ISO 8601 date, or empty.
    joined_on     text   not null,
    primary key (trust_id, school_id, from_position)
);

-- The dates of terms; the trust's own where the school is empty.
create table term_dates (
    trust_id       uuid   not null,
    academic_year  text   not null,
    school_id      text   not null,
    term           text   not null,
    from_position  bigint not null,
    -- First position at which they were others; 0 while they hold.
    until_position bigint not null,
    -- ISO 8601 dates, both inclusive.
    starts_on      text   not null,
    ends_on        text   not null,
    primary key (trust_id, school_id, term, from_position)
);

-- Since when a school can write by a template for self-evaluations; every school where it is empty.
create table sef_template (
    trust_id      uuid   not null,
    school_id     text   not null,
    from_position bigint not null,
    since         text   not null,
    primary key (trust_id, school_id)
);

-- Self-evaluations that were begun.
create table self_evaluation (
    trust_id           uuid   not null,
    self_evaluation_id text   not null,
    school_id          text   not null,
    term               text   not null,
    from_position      bigint not null,
    -- Position at which it was signed off; 0 before.
    until_position     bigint not null,
    since              text   not null,
    primary key (trust_id, self_evaluation_id)
);

-- What was said of each requirement of the register, for an academic year and those after it.
create table requirement_version (
    trust_id       uuid    not null,
    requirement_id text    not null,
    from_position  bigint  not null,
    recorded_on    text    not null,
    academic_year  text    not null,
    -- It is off the register from that year on.
    dropped        boolean not null,
    title          text    not null,
    -- The numbers of the contract.
    obligation     integer not null,
    rhythm         integer not null,
    due_on         text    not null,
    primary key (trust_id, requirement_id, from_position)
);

-- What a school adopted or need not have, for an academic year or a term.
create table requirement_settled (
    trust_id       uuid   not null,
    requirement_id text   not null,
    school_id      text   not null,
    period         text   not null,
    from_position  bigint not null,
    -- First position at which it was taken back; 0 while it holds.
    until_position bigint not null,
    primary key (trust_id, requirement_id, school_id, period, from_position)
);

-- Drafts of a framework that headteachers were asked about.
create table consultation (
    trust_id       uuid   not null,
    framework_id   text   not null,
    version        bigint not null,
    draft          bigint not null,
    from_position  bigint not null,
    -- First position at which the draft was withdrawn or the version agreed, or another day or draft was named; 0 before.
    until_position bigint not null,
    since          text   not null,
    -- ISO 8601 date: the last day to comment.
    comment_by     text   not null,
    primary key (trust_id, framework_id, from_position)
);

-- The schools for which a headteacher commented on a draft.
create table framework_comment (
    trust_id      uuid   not null,
    framework_id  text   not null,
    version       bigint not null,
    draft         bigint not null,
    school_id     text   not null,
    from_position bigint not null,
    primary key (trust_id, framework_id, version, draft, school_id)
);
