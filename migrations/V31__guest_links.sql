-- A link that lets a guest of a visit in by itself (docs/decisions/59-guests-of-a-visit.md). A link of a person of the trust leads to the
-- code of an authenticator app, so neither kind can be used in the place of the other.
alter table sign_in.link add column guest boolean not null default false;
