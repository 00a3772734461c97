-- Surveys: who was asked (invitation) and what was answered (collector) are two worlds that nothing joins.

create schema invitation authorization plumbline_surveys;
create schema collector authorization plumbline_surveys;

-- A one-time token, known by its hash only. Destroyed when the wave closes.
create table invitation.token (
    token_hash bytea   not null primary key,
    trust_id   uuid    not null,
    wave_id    uuid    not null,
    school_id  uuid    not null,
    spent      boolean not null default false
);
create index token_by_wave on invitation.token (trust_id, wave_id);
alter table invitation.token owner to plumbline_surveys;

-- Answers on their way into the log. The row's own key is the hash of the receipt code, drawn at random:
-- it says nothing of the token, and the table keeps no time and no order of arrival.
create table collector.response (
    trust_id     uuid  not null,
    wave_id      uuid  not null,
    receipt_hash bytea not null,
    school_id    uuid  not null,
    answers      json  not null,
    primary key (trust_id, wave_id, receipt_hash)
);
create index response_by_receipt on collector.response (receipt_hash);
alter table collector.response owner to plumbline_surveys;
