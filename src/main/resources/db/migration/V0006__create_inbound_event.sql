-- What a sender posted and we acknowledged, byte for byte. due_at is when a worker may take it (again): the end of a lease, or
-- the time of the next try; null once nothing is left to do. Partitioned by month of receipt.
create table inbound_event (
    id                 uuid        not null,           -- UUID version 7: begins with received_at in milliseconds
    received_at        timestamptz not null,
    organization_id    uuid        not null,
    inbound_webhook_id uuid        not null,
    event_key          text        not null,
    event_name         text,
    entity_id          text,                           -- the bill it speaks of, in the platform's words
    body               bytea       not null,
    status             text        not null,
    reason             text,                           -- why ignored, refused or failed; what came of it otherwise
    attempts           integer     not null default 0,
    due_at             timestamptz,
    lease_owner        uuid,
    primary key (id, received_at),
    constraint inbound_event_status_known check (status in ('NEW', 'DONE', 'IGNORED', 'SUPERSEDED', 'REFUSED', 'FAILED'))
) partition by range (received_at);
create index inbound_event_due on inbound_event (due_at) where due_at is not null;
create index inbound_event_entity on inbound_event (organization_id, entity_id);

-- One row per thing a sender told us once: the unique key that folds repeats. Apart from inbound_event, because a partitioned
-- table cannot hold a key that is unique over all its months.
create table inbound_event_key (
    inbound_webhook_id uuid        not null,
    event_key          text        not null,
    event_id           uuid        not null,
    received_at        timestamptz not null,
    primary key (inbound_webhook_id, event_key)
);
