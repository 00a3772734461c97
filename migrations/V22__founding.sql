-- The one-time link by which a trust's record is begun in a browser (docs/decisions/40-a-trust-is-begun-in-the-browser.md). There is
-- no trust yet, so the row is the installation's: one row, and a new link takes the place of the old one. Of the secret there is the
-- hash only.
create table identity.founding (
    only_one      boolean primary key default true check (only_one),
    -- The id that the trust will have.
    begins        uuid    not null,
    secret_sha256 bytea   not null,
    -- RFC 3339 time.
    until         text    not null
);
grant select, insert, update on identity.founding to plumbline_schools;
