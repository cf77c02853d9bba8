-- What a person must fix, with the remedy in words. m3ter's event names. Partitioned by month.
create table integration_event (
    id              uuid        not null,
    created_at      timestamptz not null,
    organization_id uuid        not null,
    event_name      text        not null,              -- integration.perform.error
    integration_id  uuid,
    delivery_id     uuid,
    run_id          uuid,
    inbound_event_id uuid,
    bill_external_id text,
    account_id      text,
    message         text        not null,
    remedy          text        not null,
    actioned_at     timestamptz,
    primary key (id, created_at)
) partition by range (created_at);
create index integration_event_newest on integration_event (organization_id, created_at desc);
