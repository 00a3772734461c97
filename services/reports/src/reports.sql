create table report (
    trust_id        uuid    not null,
    report_id       text    not null,
    school_id       text    not null,
    term            text    not null,
    state           integer not null,
    meeting_on      text    not null default '',
    issued_on       text    not null default '',
    as_of_position  bigint  not null default 0,
    data_sha256     text    not null default '',
    pdf_sha256      text    not null default '',
    issued_position bigint  not null default 0,
    opened          bigint  not null default 0,
    primary key (trust_id, report_id)
);
create index on report (trust_id, school_id);

create table commentary (
    trust_id  uuid   not null,
    report_id text   not null,
    position  bigint not null,
    text      text   not null,
    primary key (trust_id, report_id, position)
);

create table question (
    trust_id    uuid   not null,
    report_id   text   not null,
    question_id text   not null,
    position    bigint not null,
    paragraph   text   not null,
    text        text   not null,
    asked_by    text   not null,
    answer      text   not null default '',
    answered_by text   not null default '',
    primary key (trust_id, report_id, question_id)
);

create table correction (
    trust_id      uuid   not null,
    report_id     text   not null,
    correction_id text   not null,
    position      bigint not null,
    text          text   not null,
    reason        text   not null,
    at            text   not null,
    primary key (trust_id, report_id, correction_id)
);
