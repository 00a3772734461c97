-- The images that trusts set as their marks (docs/decisions/76-mark-and-colour.md). An event names the hash; the bytes stand here,
-- once a trust.
create table attachment.mark (
    trust_id uuid        not null,
    -- SHA-256 of the bytes.
    sha256   bytea       not null check (octet_length(sha256) = 32),
    bytes    bytea       not null check (octet_length(bytes) <= 128 * 1024),
    -- When it was stored last. A mark whose event is on its way is not removed.
    kept_at  timestamptz not null,
    primary key (trust_id, sha256)
);
-- A PNG is compressed already.
alter table attachment.mark alter column bytes set storage external;
grant usage on schema attachment to plumbline_schools;
grant select, insert, update (kept_at) on attachment.mark to plumbline_schools;
grant select (trust_id, sha256, kept_at), delete on attachment.mark to plumbline_eraser;
