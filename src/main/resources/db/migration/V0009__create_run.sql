-- One row per intent to bring a delivery up to date. Partitioned by month of its begin, which is also the beginning of its id
-- (UUID version 7), so that an id alone finds its partition.
create table run (
    id                  uuid        not null,
    created_at          timestamptz not null,
    organization_id     uuid        not null,
    integration_id      uuid        not null,
    integration_version integer     not null,          -- the configuration it used
    delivery_id         uuid        not null,
    bill_id             uuid        not null,
    bill_external_id    text        not null,
    account_id          text        not null,
    destination         text        not null,
    revision            integer     not null,          -- of the bill
    currency            text        not null,
    total               numeric     not null,          -- of the kept lines, major units
    status              text        not null,
    reason_code         text,
    error               text,                          -- what is wrong, for a person
    remedy              text,                          -- what to do about it
    note                text,
    external_id         text,
    url                 text,
    started_at          timestamptz,
    ended_at            timestamptz,
    next_attempt_at     timestamptz,
    event_due           boolean     not null default false,   -- an integration event has still to be written for it
    primary key (id, created_at)
) partition by range (created_at);
create index run_newest on run (organization_id, created_at desc);
create index run_bill on run (bill_id);
create index run_status on run (organization_id, status, created_at desc);
create index run_event_due on run (created_at) where event_due;

-- One row per request to a provider, stored before it is sent. run_created_at is its run's begin,
-- so that a run and its calls share a partition.
create table call (
    run_id          uuid        not null,
    number          integer     not null,
    run_created_at  timestamptz not null,
    name            text        not null,
    method          text        not null,
    path            text        not null,
    query           text        not null,
    content_type    text        not null,
    headers         jsonb       not null,
    body            bytea       not null,
    idempotency_key text        not null,
    writes          boolean     not null,
    prepared_at     timestamptz not null,
    outcome         text,                              -- ANSWERED, UNKNOWN, NOT_SENT; null: prepared, nothing known yet
    status          integer,
    request_id      text,                              -- the provider's own id of the request
    answer          text,                              -- capped, personal data masked
    answered_at     timestamptz,
    primary key (run_id, number, run_created_at)
) partition by range (run_created_at);
