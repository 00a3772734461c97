-- The sealed part of every log: tiles of its Merkle tree, how far it is sealed, and the signed checkpoints.

create schema seal;

do $$
begin
    if not exists (select from pg_roles where rolname = 'plumbline_sealer') then
        create role plumbline_sealer login;
    end if;
end $$;

-- Compared and set under its own row lock, so that two sealers can never go on from the same size.
create table seal.head (
    trust_id uuid   primary key,
    size     bigint not null check (size >= 0),
    root     bytea  not null
);

-- Up to 256 hashes of 32 bytes. A tile only ever grows, and a full one never changes.
create table seal.tile (
    trust_id uuid     not null,
    level    smallint not null,
    number   bigint   not null,
    hashes   bytea    not null check (length(hashes) between 32 and 8192 and length(hashes) % 32 = 0),
    primary key (trust_id, level, number)
);

-- The signed statement about each sealed size. One size, one root, for ever.
create table seal.checkpoint (
    trust_id  uuid        not null,
    size      bigint      not null,
    note      text        not null,
    sealed_at timestamptz not null default clock_timestamp(),
    primary key (trust_id, size)
);

-- Public keys each log was sealed with, for those who verify.
create table seal.key (
    trust_id   uuid        not null,
    public_key text        not null,
    since      timestamptz not null default clock_timestamp(),
    primary key (trust_id, public_key)
);

create function seal.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'what is sealed is only ever added to: % on seal.% refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end $$;

create trigger tile_grows before update on seal.tile for each row
    when (substring(new.hashes for length(old.hashes)) is distinct from old.hashes) execute function seal.refuse_change();
create trigger tile_stays before delete on seal.tile for each row execute function seal.refuse_change();
create trigger head_grows before update on seal.head for each row
    when (new.size <= old.size) execute function seal.refuse_change();
create trigger head_stays before delete on seal.head for each row execute function seal.refuse_change();
create trigger checkpoint_stays before update or delete on seal.checkpoint for each row execute function seal.refuse_change();
alter table seal.tile enable always trigger tile_grows;
alter table seal.tile enable always trigger tile_stays;
alter table seal.head enable always trigger head_grows;
alter table seal.head enable always trigger head_stays;
alter table seal.checkpoint enable always trigger checkpoint_stays;

grant usage on schema log, seal to plumbline_sealer;
grant select on log.head, log.event to plumbline_sealer;
grant select, insert, update on seal.head, seal.tile to plumbline_sealer;
grant select, insert on seal.checkpoint, seal.key to plumbline_sealer;
grant usage on schema seal to plumbline_trail, plumbline_reports;
grant select on seal.head, seal.tile, seal.checkpoint, seal.key to plumbline_trail, plumbline_reports;
