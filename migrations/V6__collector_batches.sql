-- Surveys: a closing wave's answers, shuffled and cut into batches once, waiting for the log to have them.
-- Whatever happens between the cut and the append, a repeat appends these same batches.

create table collector.batch (
    trust_id  uuid    not null,
    wave_id   uuid    not null,
    number    integer not null,
    -- The stored text of the ResponsesCollected event.
    collected json    not null,
    primary key (trust_id, wave_id, number)
);
alter table collector.batch owner to plumbline_surveys;
