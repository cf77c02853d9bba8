-- The lane of a delivery: one customer of one provider account. At most one delivery of a lane is at work at a time.
alter table delivery add column lane uuid;

-- Due work is asked for integration by integration, so that a long queue to one account costs the others nothing.
drop index delivery_due;
create index delivery_due on delivery (integration_id, due_at) where due_at is not null;
-- Whether another node works on a lane.
create index delivery_lane_at_work on delivery (lane) where lease_owner is not null;

-- Lanes that wait because the provider asked them to (429), until when; for every node, and over a restart.
create table lane_pause (
    lane         uuid        primary key,
    paused_until timestamptz not null
);
