-- One line per event.
create table line (
    trust_id    uuid   not null,
    position    bigint not null,
    -- RFC 3339.
    at          text   not null,
    recorded_at text   not null,
    -- The day of `at`, British time.
    on_day      date   not null,
    actor_id    uuid   not null,
    actor_role  text   not null,
    sentence    text   not null,
    -- The first of those the line is about; empty for none.
    school_id   text   not null,
    area_id     text   not null,
    type        text   not null,
    stream      text   not null,
    primary key (trust_id, position)
);
create index line_by_actor on line (trust_id, actor_id, position);
create index line_by_day on line (trust_id, on_day, position);

-- Every school and every area a line is about.
create table line_school (
    trust_id  uuid   not null,
    school_id text   not null,
    position  bigint not null,
    primary key (trust_id, school_id, position)
);
create table line_area (
    trust_id uuid   not null,
    area_id  text   not null,
    position bigint not null,
    primary key (trust_id, area_id, position)
);

-- The texts of persons that an event commits to, in their order.
create table line_words (
    trust_id   uuid    not null,
    commitment text    not null,
    position   bigint  not null,
    place      integer not null,
    primary key (trust_id, commitment, position)
);
create index line_words_by_line on line_words (trust_id, position, place);

-- What Plumbline did because of an event, by that event's id.
create table line_cause (
    trust_id uuid   not null,
    cause    uuid   not null,
    position bigint not null,
    primary key (trust_id, cause, position)
);

-- What earlier events said about a thing that later ones name by id only; ids are parted by spaces.
create table thing (
    trust_id uuid not null,
    thing    text not null,
    name     text not null,
    schools  text not null,
    areas    text not null,
    term     text not null,
    primary key (trust_id, thing)
);
