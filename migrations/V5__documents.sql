-- Report data and PDFs by the hash of their bytes: written once, read for ever.

create schema document authorization plumbline_reports;
create table document.content (
    trust_id uuid  not null,
    sha256   bytea not null,
    bytes    bytea not null,
    primary key (trust_id, sha256)
);
alter table document.content owner to plumbline_reports;
