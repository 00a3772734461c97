-- One row a version of a thing's document.
create table document (
    trust_id      uuid   not null,
    -- of the thing
    id            text   not null,
    -- position of the event that made this version
    from_position bigint not null,
    -- position of the event that made the next one; null while there is none
    to_position   bigint,
    -- position of the thing's first event
    began         bigint not null,
    -- the value of the column that has an index; empty where there is none
    within        text   not null,
    -- what lists filter by
    columns       jsonb  not null,
    -- proto3-JSON text
    body          text   not null,
    primary key (trust_id, id, from_position)
);
-- What was over before the asked position is never looked at, and of the rest only what lies within.
create index document_by_end on document (trust_id, to_position, within);

-- Last position of each day, British time.
create table day (
    trust_id uuid   not null,
    on_day   date   not null,
    position bigint not null,
    primary key (trust_id, on_day)
);
