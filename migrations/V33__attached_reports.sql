-- The files of full reports that are attached to inspections and accreditations (docs/decisions/67-attached-reports.md). An event
-- names the hash; the bytes stand here, once a trust.
create schema attachment;
create table attachment.file (
    trust_id uuid        not null,
    -- SHA-256 of the bytes.
    sha256   bytea       not null check (octet_length(sha256) = 32),
    bytes    bytea       not null check (octet_length(bytes) <= 10 * 1024 * 1024),
    -- When it was stored last. A file whose event is on its way is not removed.
    kept_at  timestamptz not null,
    primary key (trust_id, sha256)
);
-- A PDF is compressed already.
alter table attachment.file alter column bytes set storage external;
grant usage on schema attachment to plumbline_evidence, plumbline_eraser;
grant select, insert, update (kept_at) on attachment.file to plumbline_evidence;
grant select (trust_id, sha256, kept_at), delete on attachment.file to plumbline_eraser;
