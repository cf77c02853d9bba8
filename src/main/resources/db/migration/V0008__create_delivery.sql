-- One row per bill and integration. due_at is when a worker may take it: at once, at the next try, or when the lease of the
-- worker that has it ends; null while nothing is to be done. fence grows with every lease, so that a write of an older worker
-- matches no row.
create table delivery (
    id                uuid        primary key,
    organization_id   uuid        not null,
    integration_id    uuid        not null references integration (id),
    bill_id           uuid        not null references bill (id),
    wanted_revision   integer     not null,
    held_revision     integer,                         -- null: nothing was brought to the provider yet
    held              jsonb       not null default '{}',   -- what the provider is known to hold, in its own words
    unsettled         jsonb,                           -- a call whose outcome is unknown
    unsettled_at      timestamptz,                     -- when it was first sent
    status            text        not null,            -- m3ter's run states
    reason_code       text,                            -- why it stopped: missing-account-mapping, too-many-lines
    attempts          integer     not null default 0,  -- failed tries in a row
    first_failed_at   timestamptz,                     -- begin of the present row of failed tries
    due_at            timestamptz,
    lease_owner       uuid,
    fence             bigint      not null default 0,
    run_id            uuid,                            -- the newest run
    run_created_at    timestamptz,
    run_open          boolean     not null default false,
    calls             integer     not null default 0,  -- calls of the newest run so far
    changed_at        timestamptz not null default now(),
    constraint delivery_once unique (integration_id, bill_id),
    constraint delivery_status_known check (status in ('WAITING', 'STARTED', 'COMPLETE', 'ERROR', 'AWAITING_RETRY', 'AUTH_FAILED',
        'ACCOUNTING_PERIOD_CLOSED', 'INVOICE_ALREADY_PAID', 'DISABLED', 'TIMEOUT_LIMIT_EXCEEDED', 'RATE_LIMIT_RETRY')),
    constraint delivery_open_has_time check (status not in ('WAITING', 'STARTED', 'AWAITING_RETRY', 'RATE_LIMIT_RETRY') or due_at is not null)
);
create index delivery_due on delivery (due_at) where due_at is not null;
create index delivery_bill on delivery (bill_id);
create index delivery_held_back on delivery (integration_id, status) where status in ('AUTH_FAILED', 'ERROR', 'DISABLED');

-- Why a bill left, or did not, with the values the rule saw. Partitioned by month.
create table decision (
    id                  uuid        not null,
    decided_at          timestamptz not null,
    organization_id     uuid        not null,
    bill_id             uuid        not null,
    revision            integer     not null,          -- of the bill; 0 for a version that came too late
    integration_id      uuid        not null,
    integration_version integer     not null,
    outcome             text        not null,
    rule                text        not null,
    reason              text        not null,
    seen                jsonb       not null,
    primary key (id, decided_at),
    constraint decision_outcome_known check (outcome in ('SEND', 'HOLD', 'UNCHANGED', 'SUPERSEDED'))
) partition by range (decided_at);
create index decision_bill on decision (bill_id, integration_id);
