-- The relay for other systems remembers how far it has carried each trust's log; the one for the services has bus.relayed.
create table bus.opened (
    trust_id uuid   primary key,
    position bigint not null check (position >= 0)
);
grant select, insert, update on bus.opened to plumbline_relay;
call operate.settle();
create policy the_relay_carries_every_log on bus.opened to plumbline_relay using (true);
