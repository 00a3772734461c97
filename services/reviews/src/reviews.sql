create table review (
    trust_id           uuid    not null,
    review_id          text    not null,
    host_school_id     text    not null,
    areas              text[]  not null,
    focus              text    not null,
    term               text    not null,
    -- number of the ReviewState
    state              int     not null,
    -- proto3-JSON list of Reviewer
    reviewers          text    not null default '[]',
    -- numbers of Recipient
    recipients         int[]   not null default '{}',
    counts_as_evidence boolean not null default false,
    held_on            text    not null default '',
    completed_on       text    not null default '',
    summary            text    not null default '',
    -- of the request
    position           bigint  not null,
    primary key (trust_id, review_id)
);

create table finding (
    trust_id   uuid   not null,
    review_id  text   not null,
    finding_id text   not null,
    areas      text[] not null,
    -- number of the FindingKind
    kind       int    not null,
    words      text   not null,
    position   bigint not null,
    primary key (trust_id, review_id, finding_id)
);

create table follow_up (
    trust_id   uuid   not null,
    review_id  text   not null,
    position   bigint not null,
    finding_id text   not null,
    -- proto3-JSON of FollowUpRecorded
    recorded   text   not null,
    primary key (trust_id, review_id, position)
);
